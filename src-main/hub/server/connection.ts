import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import { ERRORS, type ErrorName, ProtocolError } from '../../../src-shared/protocol/errors.ts';
import {
  type AnswerFrame,
  CHALLENGE,
  type Challenge,
  GOODBYE,
  type Welcome,
} from '../../../src-shared/protocol/frames.ts';
import { SILENCE_MS } from '../../../src-shared/protocol/limits.ts';
import type { Caller } from '../caller.ts';
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
  readonly challenge: Challenge;
  /** The Host that the client asked for; the gate knows it as ours. */
  readonly address: string;
  readonly authenticator: Authenticator;
  readonly router: Router;
  readonly welcome: (accepted: Accepted, connection: string) => Welcome;
  /** Hello was accepted and `welcome` is on its way. */
  readonly onOpen: (connection: Connection, caller: Caller) => void;
  /** The socket is gone. */
  readonly onGone: (connection: Connection) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Codes of the error table from 4000 on are valid close codes as they are; JSON-RPC's own are not. */
function closeCode(error: ErrorName): number {
  const { code } = ERRORS[error];
  if (code >= 4000) return code;
  return error === 'internal' ? 1011 : 1008;
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
      isWritable: () => ws.readyState === ws.OPEN,
      onTooSlow: () => this.close('tooSlow'),
    });
    this.state = { kind: 'greeting', greeting: this.greet() };
    socket.on('drain', () => this.onDrain());
    // ws hands out Buffers unless its binaryType is changed.
    ws.on('message', (data, isBinary) => this.onMessage(data as Buffer, isBinary));
    ws.on('pong', () => this.onHeard());
    ws.on('ping', () => this.onHeard());
    ws.on('error', (error) => this.onSocketError(error));
    ws.on('close', () => this.onSocketClose());
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

  /** Called every `elapsedMs`: drops a client that has long been silent, else asks it for a sign of life. */
  probe(elapsedMs: number): void {
    this.silentMs = this.heard ? 0 : this.silentMs + elapsedMs;
    this.heard = false;
    if (this.silentMs >= SILENCE_MS) this.terminate();
    else if (this.ws.readyState === this.ws.OPEN) this.ws.ping();
  }

  /** Forgives the silence so far and asks for a sign of life. */
  wake(): void {
    this.silentMs = 0;
    this.heard = true;
    if (this.ws.readyState === this.ws.OPEN) this.ws.ping();
  }

  private greet(): Greeting {
    const { socket, challenge, address, authenticator, clock, log } = this.options;
    return new Greeting({
      socket,
      signedFor: { ...challenge, address },
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
    const { router, clock, welcome, onOpen } = this.options;
    const caller = new OpenCaller({
      id: this.id,
      device: { id: device.id, name: device.name },
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
    this.send({ jsonrpc: '2.0', id, result: welcome(accepted, this.id) });
    onOpen(this, caller);
  }

  private send(frame: AnswerFrame): void {
    if (this.state.kind !== 'closing') this.outbox.text(JSON.stringify(frame));
  }

  private onMessage(data: Buffer, isBinary: boolean): void {
    this.heard = true;
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

  private onSocketClose(): void {
    this.leave();
    this.options.onGone(this);
  }

  /** Ends what only a living connection has. */
  private leave(): void {
    const { state } = this;
    this.state = { kind: 'closing' };
    if (state.kind === 'greeting') state.greeting.dispose();
    if (state.kind === 'open') state.conversation.caller.dispose();
  }
}
