import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import { type ErrorName, ProtocolError } from '../../../src-shared/protocol/errors.ts';
import {
  type AnswerFrame,
  CHALLENGE,
  type Challenge,
  GOODBYE,
  type Welcome,
} from '../../../src-shared/protocol/frames.ts';
import { SILENCE_MS } from '../../../src-shared/protocol/limits.ts';
import type { SecureChannel } from '../../../src-shared/secure/secure-channel.ts';
import type { Caller } from '../caller.ts';
import type { Reach } from '../reach.ts';
import { closeCode } from './close-code.ts';
import { Conversation } from './conversation.ts';
import { Greeting } from './greeting.ts';
import type { Accepted, Authenticator } from './hello.ts';
import { OpenCaller } from './open-caller.ts';
import { Outbox } from './outbox.ts';
import type { Router } from './router.ts';

type State =
  | { readonly kind: 'greeting'; readonly greeting: Greeting }
  | { readonly kind: 'open'; readonly conversation: Conversation }
  | { readonly kind: 'closing' };

interface ConnectionOptions {
  readonly id: string;
  readonly ws: WebSocket;
  readonly socket: Socket;
  readonly reach: Reach;
  /** The encrypted channel that all frames go through, and the key of whoever made it with us. */
  readonly secured?: { readonly channel: SecureChannel; readonly remoteKey: Uint8Array } | undefined;
  readonly challenge: Challenge;
  /** The Host that the client asked for; the gate knows it as ours. */
  readonly address: string;
  readonly authenticator: Authenticator;
  readonly router: Router;
  readonly welcome: (accepted: Accepted, connection: string, reach: Reach) => Welcome;
  /** Hello was accepted and `welcome` is on its way. */
  readonly onOpen: (caller: Caller) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** A close frame takes 123 bytes; ours are ASCII. */
const REASON_LENGTH = 120;

/** One live socket of a client. Only while it is open is there a caller, and with it rights and streams. */
export class Connection {
  readonly id: string;
  private readonly options: ConnectionOptions;
  private readonly ws: WebSocket;
  private readonly outbox: Outbox;
  private state: State;
  /** Whether anything came since the last probe. Frames only set it, so that they need not look at the clock. */
  private heard = true;
  private silentMs = 0;

  constructor(options: ConnectionOptions) {
    const { id, ws, socket } = options;
    this.id = id;
    this.options = options;
    this.ws = ws;
    this.outbox = new Outbox({
      socket,
      channel: options.secured?.channel,
      isWritable: () => ws.readyState === ws.OPEN,
      onTooSlow: () => this.close('tooSlow'),
    });
    this.state = { kind: 'greeting', greeting: this.greet() };
    socket.on('drain', () => this.onDrain());
    // ws hands out Buffers unless its binaryType is changed.
    ws.on('message', (data, isBinary) => this.receive(data as Buffer, isBinary));
    ws.on('pong', () => this.onHeard());
    ws.on('ping', () => this.onHeard());
    ws.on('error', (error) => this.onSocketError(error));
    ws.on('close', () => this.leave());
    this.outbox.text(JSON.stringify({ jsonrpc: '2.0', method: CHALLENGE, params: options.challenge }));
  }

  /** The device that has been let in, if any. */
  get device(): string | undefined {
    return this.state.kind === 'open' ? this.state.conversation.caller.device.id : undefined;
  }

  /** Says goodbye and closes; ws destroys the socket when the client does not answer in time. */
  close(error: ErrorName, reason: string = error): void {
    if (this.state.kind === 'closing') return;
    this.options.log.debug('closing a connection', { connection: this.id, error, reason });
    this.leave();
    // A client that does not read would not read this either, and the pile shall not grow.
    if (error !== 'tooSlow') {
      const params = new ProtocolError(error).toWire();
      this.outbox.text(JSON.stringify({ jsonrpc: '2.0', method: GOODBYE, params }));
    }
    this.ws.close(closeCode(error), reason.slice(0, REASON_LENGTH));
  }

  /** Ends the socket at once. */
  terminate(): void {
    this.leave();
    this.ws.terminate();
  }

  /** Called every `elapsedMs`: drops a client that has long been silent, and asks one that begins to be for a sign of life. */
  probe(elapsedMs: number): void {
    const { heard } = this;
    this.silentMs = heard ? 0 : this.silentMs + elapsedMs;
    this.heard = false;
    if (this.silentMs >= SILENCE_MS) this.terminate();
    else if (!heard && this.ws.readyState === this.ws.OPEN) this.ws.ping();
  }

  /** Forgives the silence so far and asks for a sign of life. */
  wake(): void {
    this.silentMs = 0;
    this.heard = true;
    if (this.ws.readyState === this.ws.OPEN) this.ws.ping();
  }

  private greet(): Greeting {
    const { socket, challenge, address, reach, secured, authenticator, clock, log } = this.options;
    return new Greeting({
      socket,
      signedFor: { ...challenge, address },
      from: { reach, channelKey: secured?.remoteKey },
      authenticator,
      clock,
      log,
      onAccepted: (id, accepted) => this.open(id, accepted),
      onRefused: (id, error) => {
        this.send({ jsonrpc: '2.0', id, error: error.toWire() });
        this.close(error.error);
      },
    });
  }

  private open(id: number, accepted: Accepted): void {
    const { device, hello } = accepted;
    const { reach, router, clock, welcome, onOpen } = this.options;
    const caller = new OpenCaller({
      id: this.id,
      device: { id: device.id, name: device.name },
      reach,
      may: (right) => router.may(caller, right),
      kind: hello.client.kind,
      outbox: this.outbox,
      clock,
    });
    const conversation = new Conversation({
      caller,
      router,
      clock,
      send: (answer) => this.send(answer),
      close: (error, reason) => this.close(error, reason),
    });
    this.state = { kind: 'open', conversation };
    this.send({ jsonrpc: '2.0', id, result: welcome(accepted, this.id, reach) });
    onOpen(caller);
  }

  private send(frame: AnswerFrame): void {
    if (this.state.kind !== 'closing') this.outbox.text(JSON.stringify(frame));
  }

  /** Takes a message that comes from the wire, as it is. */
  receive(data: Buffer, isBinary: boolean): void {
    this.heard = true;
    const channel = this.options.secured?.channel;
    if (channel === undefined) {
      this.onMessage(data, isBinary);
      return;
    }
    const opened = isBinary ? channel.open(data) : undefined;
    // Whoever altered it must not learn more than that the line is gone, and nothing can be said on it any more.
    if (opened?.ok !== true) this.terminate();
    else if (opened.value !== 'more') {
      const { kind, bytes } = opened.value;
      this.onMessage(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), kind === 'binary');
    }
  }

  private onMessage(data: Buffer, isBinary: boolean): void {
    if (this.state.kind === 'open') {
      if (isBinary) this.state.conversation.onBinary(data);
      else this.state.conversation.onText(data);
    } else if (this.state.kind === 'greeting') {
      this.state.greeting.onMessage(data, isBinary);
    }
  }

  private onHeard(): void {
    this.heard = true;
  }

  private onDrain(): void {
    if (this.state.kind === 'open') this.state.conversation.caller.drained();
  }

  /** ws found the frames themselves wrong (too large, too many fragments, bad UTF-8) and has begun to close. */
  private onSocketError(error: Error): void {
    this.options.log.debug('a connection failed', { connection: this.id, error: error.message });
    this.leave();
  }

  /** Ends what only a living connection has. */
  private leave(): void {
    const { state } = this;
    this.state = { kind: 'closing' };
    if (state.kind === 'greeting') state.greeting.dispose();
    if (state.kind === 'open') state.conversation.caller.dispose();
  }
}
