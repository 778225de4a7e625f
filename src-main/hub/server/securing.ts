import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Disposable } from '../../../src-shared/base/disposable.ts';
import { SECURE_GREETING, type SecureGreeting } from '../../../src-shared/protocol/frames.ts';
import { HELLO_DEADLINE_MS } from '../../../src-shared/protocol/limits.ts';
import { HandshakeError, type Responded, type Responder } from '../../../src-shared/secure/handshake.ts';
import type { Turns } from './turns.ts';

/** A handshake message of ours has some 200 bytes; this leaves room for a name that is long. */
const MOST_MESSAGE = 1024;
/** With the masks and headers of all its messages. */
const MOST_BYTES = 4096;

/** What follows a channel that was made: who made it, and what came behind the handshake. */
export interface Secured<Who extends Responded = Responded> {
  readonly responded: Who;
  readonly rest: ReadonlyArray<Buffer>;
}

interface SecuringOptions {
  readonly ws: WebSocket;
  readonly socket: Socket;
  readonly hub: string;
  readonly responder: Responder;
  /** Shared with all who come: each handshake takes the processor for a while. */
  readonly turns: Turns;
  readonly clock: Clock;
  /** Called once, unless the line breaks first; the listeners are off the socket by then. */
  readonly onMade: (secured: Secured) => void;
  readonly onFailed: (why: 'malformed' | 'wrong-secret') => void;
}

/**
 * The time before there is an encrypted channel: few small messages in bounded time, or the line ends. Whoever fails
 * hears nothing of why.
 */
export class Securing implements Disposable {
  private readonly options: SecuringOptions;
  private readonly deadline: Disposable;
  private readonly readBefore: number;
  private readonly waiting: Buffer[] = [];
  private busy = false;
  private over = false;

  constructor(options: SecuringOptions) {
    const { ws, socket, clock, hub } = options;
    this.options = options;
    this.readBefore = socket.bytesRead;
    this.deadline = clock.after(HELLO_DEADLINE_MS, () => this.fail('malformed'));
    socket.on('data', this.onBytes);
    ws.on('message', this.onMessage);
    const params: SecureGreeting = { hub, versions: [1] };
    ws.send(JSON.stringify({ jsonrpc: '2.0', method: SECURE_GREETING, params }));
  }

  /** Whether the next word is theirs. */
  get isIdle(): boolean {
    return !this.busy && this.waiting.length === 0;
  }

  dispose(): void {
    this.over = true;
    this.deadline.dispose();
    this.options.socket.off('data', this.onBytes);
    this.options.ws.off('message', this.onMessage);
  }

  private readonly onMessage = (data: unknown, isBinary: boolean): void => {
    // ws hands out Buffers unless its binaryType is changed.
    const message = data as Buffer;
    if (!isBinary || message.length > MOST_MESSAGE) this.fail('malformed');
    else {
      this.waiting.push(message);
      void this.work();
    }
  };

  /** One after the other, since making a key takes its time where the platform makes it. Never rejects. */
  private async work(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      for (let next = this.waiting.shift(); next !== undefined && !this.over; next = this.waiting.shift()) {
        const message = next;
        const answer = await this.options.turns.run(() => this.receive(message));
        if (answer === undefined || this.over) return;
        const { reply, made } = answer;
        if (reply !== undefined) this.options.ws.send(reply);
        if (made === undefined) continue;
        this.dispose();
        this.options.onMade({ responded: made, rest: this.waiting });
        return;
      }
    } catch (error) {
      this.fail(error instanceof HandshakeError && error.kind === 'secret' ? 'wrong-secret' : 'malformed');
    } finally {
      this.busy = false;
    }
  }

  /** Undefined when the line went while it waited for its turn. */
  private async receive(message: Buffer): Promise<Awaited<ReturnType<Responder['receive']>> | undefined> {
    return this.over ? undefined : this.options.responder.receive(message);
  }

  private fail(why: 'malformed' | 'wrong-secret'): void {
    if (this.over) return;
    this.dispose();
    this.options.onFailed(why);
  }

  private readonly onBytes = (): void => {
    if (this.over || this.options.socket.bytesRead - this.readBefore <= MOST_BYTES) return;
    this.fail('malformed');
    // A farewell would leave ws reading what is still on its way, up to a whole frame.
    this.options.ws.terminate();
  };
}
