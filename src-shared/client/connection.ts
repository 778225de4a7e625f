import type { Disposable } from '../base/disposable.ts';
import { type BinaryFrame, decodeBinary, decodeText, encodeBinary } from '../protocol/codec.ts';
import { ERRORS, fromWireError, ProtocolError, type WireError } from '../protocol/errors.ts';
import {
  CHALLENGE,
  CHANNEL_ACTION,
  type ChannelAction,
  challengeSchema,
  channelActionSchema,
  GOODBYE,
  HELLO,
  type Hello,
  type NotificationFrame,
  type Proof,
  type Welcome,
  welcomeSchema,
} from '../protocol/frames.ts';
import { PROTOCOL } from '../protocol/version.ts';
import { ConnectionLost } from './connection-state.ts';
import { type Identity, prove } from './identity.ts';
import { malformedAnswer, PendingRequests } from './pending-requests.ts';
import type { OpenTransport, Transport, TransportClosed } from './transport.ts';

/** What a client says of itself in `hello`, apart from who it is. */
export type ClientDescription = Pick<Hello, 'client' | 'capabilities'>;

/** What one connection tells its owner, in order. Nothing follows `ended`, which comes once. */
export interface ConnectionEvents {
  /** Anything at all came from the hub. */
  heard(): void;
  opened(welcome: Welcome): void;
  action(action: ChannelAction): void;
  binary(frame: BinaryFrame): void;
  /** `error` is what the hub said, undefined when the line just broke; `reason` is then a sentence, empty when nobody knows. */
  ended(error: ProtocolError | undefined, reason: string): void;
}

/** One socket's life on the client's side: the hub's challenge, our hello, its welcome, then requests and frames. */
export class Connection implements Disposable {
  private readonly identity: () => Identity | Promise<Identity>;
  private readonly description: ClientDescription;
  private readonly events: ConnectionEvents;
  private readonly requests = new PendingRequests();
  private readonly transport: Transport;
  private goodbye: ProtocolError | undefined;
  private phase: 'greeting' | 'open' | 'over' = 'greeting';

  constructor(
    open: OpenTransport,
    identity: () => Identity | Promise<Identity>,
    description: ClientDescription,
    events: ConnectionEvents,
  ) {
    this.identity = identity;
    this.description = description;
    this.events = events;
    this.transport = open({
      text: (text) => this.onText(text),
      binary: (bytes) => this.onBinary(bytes),
      closed: (closed) => this.end(this.goodbye ?? versionRefusal(closed), sentenceOf(closed)),
    });
  }

  /** Sends a request; what comes back is not checked yet. */
  request(method: string, params: object): Promise<unknown> {
    if (this.phase === 'over') return Promise.reject(new ConnectionLost(method, false));
    const { id, answer } = this.requests.add(method);
    this.transport.sendText(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return answer;
  }

  sendBinary(frame: BinaryFrame): void {
    if (this.phase === 'open') this.transport.sendBinary(encodeBinary(frame));
  }

  /** Drops the line as if it had broken. */
  drop(): void {
    this.end(undefined);
  }

  /** Ends it silently: pending requests fail, and no event follows. */
  dispose(): void {
    this.phase = 'over';
    this.transport.dispose();
    this.requests.failAll();
  }

  private end(error: ProtocolError | undefined, reason = ''): void {
    if (this.phase === 'over') return;
    this.dispose();
    this.events.ended(error, reason);
  }

  private onText(text: string): void {
    if (this.phase === 'over') return;
    this.events.heard();
    const decoded = decodeText(text);
    if (!decoded.ok) this.end(new ProtocolError('parseError', 'The hub sent something unreadable.'));
    else if (decoded.value.kind === 'answer') this.requests.settle(decoded.value.frame);
    else if (decoded.value.kind === 'notification') this.onNotification(decoded.value.frame);
    // A hub sends no requests in version 1; a later one asks only clients that announced the capability.
  }

  private onBinary(bytes: Uint8Array): void {
    if (this.phase !== 'open') return;
    this.events.heard();
    const decoded = decodeBinary(bytes);
    if (decoded.ok) this.events.binary(decoded.value);
    else this.end(new ProtocolError('parseError', `The hub sent a bad frame: ${decoded.error}.`));
  }

  private onNotification(frame: NotificationFrame): void {
    if (frame.method === CHALLENGE && this.phase === 'greeting') void this.greet(frame.params);
    else if (frame.method === GOODBYE) this.goodbye = readGoodbye(frame.params);
    else if (frame.method === CHANNEL_ACTION && this.phase === 'open') {
      const action = channelActionSchema.safeParse(frame.params);
      if (action.success) this.events.action(action.data);
    }
    // Others are of a kind that this client did not announce: nobody here waits for them.
  }

  private async greet(params: unknown): Promise<void> {
    try {
      const challenge = challengeSchema.parse(params);
      const { address } = this.transport;
      const proof: Proof = await prove(await this.identity(), { ...challenge, address });
      const hello: Hello = { protocol: PROTOCOL, ...this.description, proof };
      const welcome = welcomeSchema.safeParse(await this.request(HELLO, hello));
      if (!welcome.success) throw malformedAnswer(HELLO);
      if (this.phase !== 'greeting') return;
      this.phase = 'open';
      this.events.opened(welcome.data);
    } catch (thrown) {
      // The line itself breaking is told by `closed`; all else is a refusal, of the hub or of the key store.
      if (thrown instanceof ConnectionLost) return;
      this.end(thrown instanceof ProtocolError ? thrown : refusalOf(thrown));
    }
  }
}

/** The encrypted channel below has no version in common with the hub's: trying again would find the same. */
function versionRefusal({ code, reason }: TransportClosed): ProtocolError | undefined {
  if (code !== ERRORS.versionRefused.code) return undefined;
  return isSentence(reason) ? new ProtocolError('versionRefused', reason) : new ProtocolError('versionRefused');
}

/** Hubs close with a word, the transports below us with a sentence. */
function sentenceOf({ reason }: TransportClosed): string {
  return isSentence(reason) ? reason : '';
}

function isSentence(reason: string): boolean {
  return reason.endsWith('.');
}

function refusalOf(thrown: unknown): ProtocolError {
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return new ProtocolError('notAuthenticated', `This client could not prove who it is: ${why}`);
}

function readGoodbye(params: object | undefined): ProtocolError | undefined {
  const wire = params as Partial<WireError> | undefined;
  if (typeof wire?.code !== 'number' || typeof wire.message !== 'string') return undefined;
  return fromWireError({ code: wire.code, message: wire.message });
}
