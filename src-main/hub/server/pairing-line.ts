import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { toBase64url } from '../../../src-shared/base/base64.ts';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Disposable } from '../../../src-shared/base/disposable.ts';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import { decodeText } from '../../../src-shared/protocol/codec.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import {
  type AnswerFrame,
  PAIRING_REQUEST,
  PAIRING_REVEAL,
  type PairingRequestParams,
  type PairingReveal,
  pairingRequestParamsSchema,
} from '../../../src-shared/protocol/frames.ts';
import { HELLO_DEADLINE_MS } from '../../../src-shared/protocol/limits.ts';
import { negotiate, PROTOCOL } from '../../../src-shared/protocol/version.ts';
import type { SecureChannel } from '../../../src-shared/secure/secure-channel.ts';
import { closeCode } from './close-code.ts';
import { describeIssues } from './describe-issues.ts';
import { Outbox } from './outbox.ts';
import type { PairingAsker, PairingDesk } from './secure-door.ts';

interface PairingLineOptions {
  readonly ws: WebSocket;
  readonly socket: Socket;
  readonly channel: SecureChannel;
  /** What the hub has committed itself to in the handshake. */
  readonly share: Uint8Array;
  readonly desk: PairingDesk;
  /** What is known of who asks before they say anything. */
  readonly asker: Omit<PairingAsker, 'name' | 'platform'>;
  readonly clock: Clock;
}

/**
 * An encrypted line that was made to pair: one request, the hub's share of the number once the offer is this phone's, one
 * answer when the operator has decided, and its end.
 */
export class PairingLine implements Disposable {
  private readonly options: PairingLineOptions;
  private readonly outbox: Outbox;
  private readonly deadline: Disposable;
  private readonly gone = new Emitter<void>();
  private state: 'silent' | 'heard' | 'asking' | 'over' = 'silent';
  private revealed = false;

  constructor(options: PairingLineOptions) {
    const { ws, socket, channel, clock } = options;
    this.options = options;
    this.outbox = new Outbox({
      socket,
      channel,
      isWritable: () => ws.readyState === ws.OPEN,
      onTooSlow: () => ws.terminate(),
    });
    this.deadline = clock.after(HELLO_DEADLINE_MS, () => this.end(null, new ProtocolError('helloExpected')));
    // ws hands out Buffers unless its binaryType is changed.
    ws.on('message', (data) => this.receive(data as Buffer));
    ws.on('close', () => this.dispose());
  }

  /** Whether nothing has shown yet that they hold the secret. */
  get isSilent(): boolean {
    return this.state === 'silent';
  }

  /** Takes a message that comes from the wire, as it is. */
  receive(data: Buffer): void {
    if (this.state === 'over') return;
    const opened = this.options.channel.open(data);
    if (!opened.ok) this.options.ws.terminate();
    else if (this.state === 'silent') this.state = 'heard';
    if (opened.ok && opened.value !== 'more') this.read(opened.value.kind === 'text' ? opened.value.bytes : undefined);
  }

  /**
   * The phone has left, or the hub stops. Whoever leaves before a single message could be opened did not hold the secret:
   * the handshake ends before the hub can tell.
   */
  dispose(): void {
    if (this.state === 'over') return;
    if (this.state === 'silent') this.options.desk.failed(this.options.asker.reach.from, 'wrong-secret');
    this.state = 'over';
    this.deadline.dispose();
    this.gone.fire();
    this.gone.dispose();
  }

  private read(bytes: Uint8Array | undefined): void {
    const decoded = bytes === undefined ? undefined : decodeText(Buffer.from(bytes).toString());
    const frame = decoded?.ok === true && decoded.value.kind === 'request' ? decoded.value.frame : undefined;
    if (frame === undefined || frame.method !== PAIRING_REQUEST || this.state !== 'heard') {
      this.end(frame?.id ?? null, new ProtocolError('helloExpected'));
      return;
    }
    const params = pairingRequestParamsSchema.safeParse(frame.params ?? {});
    if (!params.success) this.end(frame.id, new ProtocolError('invalidParams', describeIssues(params.error)));
    else if (negotiate(PROTOCOL, params.data.protocol) === undefined) {
      this.end(frame.id, new ProtocolError('versionRefused'));
    } else void this.ask(frame.id, params.data);
  }

  /** Never rejects: whatever the desk throws is an answer. */
  private async ask(id: number, { name, platform }: PairingRequestParams): Promise<void> {
    this.state = 'asking';
    this.deadline.dispose();
    const { desk, asker } = this.options;
    try {
      const reveal = (): void => this.reveal();
      const decided = await desk.ask({ ...asker, name, platform }, { gone: this.gone.event, reveal });
      if (decided.ok) {
        this.reveal();
        this.send({ jsonrpc: '2.0', id, result: decided.value });
      }
      this.end(id, decided.ok ? undefined : decided.error);
    } catch (error) {
      this.end(id, error instanceof ProtocolError ? error : new ProtocolError('internal'));
    }
  }

  private reveal(): void {
    if (this.revealed || this.state === 'over') return;
    this.revealed = true;
    const params: PairingReveal = { share: toBase64url(this.options.share) };
    this.outbox.text(JSON.stringify({ jsonrpc: '2.0', method: PAIRING_REVEAL, params }));
  }

  private end(id: number | null, error: ProtocolError | undefined): void {
    if (this.state === 'over') return;
    if (error !== undefined) this.send({ jsonrpc: '2.0', id, error: error.toWire() });
    this.dispose();
    this.options.ws.close(error === undefined ? 1000 : closeCode(error.error), error?.error ?? 'paired');
  }

  private send(frame: AnswerFrame): void {
    if (this.state !== 'over') this.outbox.text(JSON.stringify(frame));
  }
}
