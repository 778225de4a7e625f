import { hubChannel } from '../../protocol/channel.ts';
import type { HubAction } from '../../protocol/channels/hub/actions.ts';
import { type BinaryFrame, decodeBinary, decodeText, encodeBinary } from '../../protocol/codec.ts';
import { type ErrorName, ProtocolError, toWireError } from '../../protocol/errors.ts';
import { CHALLENGE, CHANNEL_ACTION, HELLO, type Hello, helloSchema, type Welcome } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { type CoreMethod, requestTable } from '../../protocol/request-table.ts';
import type { HubEnd, LineToClient } from './flushed-line.ts';

export const TERMINAL = 't_0123456789ab';

interface PaperConnection {
  readonly line: LineToClient;
  subscribed: boolean;
  /** Number of the one attachment, and what was sent on it. */
  stream: number | undefined;
  sent: number;
  streams: number;
}

/**
 * The hub's promises on paper, as small as they can be said: one terminal whose output is numbered, input exactly once
 * per epoch, one channel with a log. It answers at once and in order; what goes wrong is up to the line.
 */
export class PaperHub {
  private connections = new Set<PaperConnection>();
  private nonce = 0;
  /** All output of the terminal. */
  output: Uint8Array = new Uint8Array(0);
  /** Output below this is only to be had as a screen. */
  oldest = 0;
  over = false;
  /** Everything that was typed, in the order in which it arrived. */
  typed = '';
  inputs = 0;
  readonly hellos: Hello[] = [];
  readonly acks: number[] = [];
  /** The next requests of a method are refused so. */
  readonly refusals = new Map<string, ErrorName[]>();
  private taken = new Map<string, number>();
  log = 'log1';
  actions: HubAction[] = [];
  state = hubChannel.empty;

  readonly accept = (line: LineToClient): HubEnd => {
    const connection: PaperConnection = { line, subscribed: false, stream: undefined, sent: 0, streams: 0 };
    this.connections.add(connection);
    const params = { nonce: `nonce${++this.nonce}`, hub: 'h_paper', protocol: { min: 1, max: 1 } };
    line.send(JSON.stringify({ jsonrpc: '2.0', method: CHALLENGE, params }));
    return {
      receive: (message) => {
        if (typeof message === 'string') this.onText(connection, message);
        else this.onBinary(message);
      },
      gone: () => void this.connections.delete(connection),
    };
  };

  /** The terminal prints. */
  print(bytes: Uint8Array): void {
    const output = new Uint8Array(this.output.length + bytes.length);
    output.set(this.output);
    output.set(bytes, this.output.length);
    this.output = output;
    for (const connection of this.connections) this.deliver(connection);
  }

  /** Sends the last bytes and the last action once more, mixed with what follows. */
  repeat(bytes: number): void {
    const [last] = this.actions.slice(-1);
    for (const connection of this.connections) {
      if (connection.stream !== undefined) connection.sent = Math.max(this.oldest, connection.sent - bytes, 0);
      if (connection.subscribed && last !== undefined) this.notifyAction(connection, this.actions.length, last);
    }
  }

  /** What was printed so far is no longer to be had byte by byte. */
  forgetOutput(): void {
    this.oldest = this.output.length;
  }

  /** Sends a screen where output was due, as to a client that is behind. */
  sendScreen(): void {
    for (const connection of this.connections) {
      if (connection.stream !== undefined) this.screen(connection);
    }
  }

  end(): void {
    this.over = true;
    for (const connection of this.connections) this.deliver(connection);
  }

  act(action: HubAction): void {
    this.state = hubChannel.reduce(this.state, action);
    this.actions.push(action);
    for (const connection of this.connections) {
      if (connection.subscribed) this.notifyAction(connection, this.actions.length, action);
    }
  }

  /** A new run of the hub: every line is cut by the caller; the log starts anew. */
  restart(log: string): void {
    this.log = log;
    this.actions = [];
  }

  /** Sends an action a second time, or one from the future. */
  notifyAction(connection: PaperConnection, seq: number, action: HubAction): void {
    const params = { channel: 'hub', seq, action };
    connection.line.send(JSON.stringify({ jsonrpc: '2.0', method: CHANNEL_ACTION, params }));
  }

  each(run: (connection: PaperConnection) => void): void {
    for (const connection of this.connections) run(connection);
  }

  private deliver(connection: PaperConnection): void {
    const { stream } = connection;
    if (stream === undefined) return;
    if (connection.sent < this.oldest) this.screen(connection);
    const bytes = this.output.subarray(connection.sent);
    if (bytes.length > 0) this.frame(connection, { kind: 'output', stream, offset: connection.sent, bytes });
    connection.sent = this.output.length;
    if (this.over) this.frame(connection, { kind: 'end', stream, offset: this.output.length });
    if (this.over) connection.stream = undefined;
  }

  /** The paper terminal's screen is all it ever printed. */
  private screen(connection: PaperConnection): void {
    const { stream } = connection;
    if (stream === undefined) return;
    connection.sent = this.output.length;
    const offset = this.output.length;
    this.frame(connection, { kind: 'screen', stream, offset, cols: 80, rows: 24, bytes: this.output });
  }

  private frame(connection: PaperConnection, frame: BinaryFrame): void {
    connection.line.send(encodeBinary(frame));
  }

  private onBinary(message: Uint8Array): void {
    const frame = decodeBinary(message);
    if (!frame.ok || frame.value.kind !== 'ack') throw new Error('a client sends acks alone');
    this.acks.push(frame.value.offset);
  }

  private onText(connection: PaperConnection, text: string): void {
    const decoded = decodeText(text);
    if (!decoded.ok || decoded.value.kind !== 'request') throw new Error(`a client sends requests: ${text}`);
    const { id, method, params } = decoded.value.frame;
    const answer = (part: object): void => connection.line.send(JSON.stringify({ jsonrpc: '2.0', id, ...part }));
    try {
      const refusal = this.refusals.get(method)?.shift();
      if (refusal !== undefined) throw new ProtocolError(refusal);
      if (method === HELLO) answer({ result: this.welcome(helloSchema.parse(params)) });
      else answer({ result: this.handle(connection, method as CoreMethod, params ?? {}) });
    } catch (thrown) {
      answer({ error: toWireError(thrown) });
    }
  }

  private welcome(hello: Hello): Welcome {
    this.hellos.push(hello);
    return {
      protocol: 1,
      version: '0.1.0',
      hub: { id: 'h_paper', name: 'paper' },
      connection: `c_${this.hellos.length}`,
      device: { id: 'd_1', name: 'test', role: 'admin', rights: ['view', 'type', 'approve', 'administer'] },
      services: {},
      limits: { ...LIMITS },
      now: 0,
    };
  }

  private handle(connection: PaperConnection, method: CoreMethod, raw: object): object {
    const params = requestTable[method].params.parse(raw) as Record<string, unknown>;
    switch (method) {
      case 'presence.heartbeat':
        return { now: 0 };
      case 'hub.channel.subscribe':
        connection.subscribed = true;
        return this.subscription(params['cursor'] as { log: string; seq: number } | undefined);
      case 'terminal.session.attach': {
        connection.stream = ++connection.streams;
        const from = params['from'] as number | undefined;
        connection.sent = from ?? 0;
        if (from === undefined) this.screen(connection);
        // Output overtakes the answer, as it may.
        this.deliver(connection);
        return { stream: connection.streams };
      }
      case 'terminal.session.detach':
        connection.stream = undefined;
        return {};
      case 'terminal.session.input':
        return { op: this.input(params as { epoch: string; op: number; data: string }) };
      default:
        throw new ProtocolError('methodNotFound');
    }
  }

  private subscription(cursor: { log: string; seq: number } | undefined): object {
    const seq = this.actions.length;
    if (cursor?.log !== this.log) return { log: this.log, seq, snapshot: this.state };
    const actions = this.actions.map((action, at) => ({ seq: at + 1, action })).slice(cursor.seq);
    return { log: this.log, seq, actions };
  }

  private input({ epoch, op, data }: { epoch: string; op: number; data: string }): number {
    this.inputs += 1;
    const last = this.taken.get(epoch) ?? 0;
    if (op > last + 1) throw new ProtocolError('inputGap');
    if (op === last + 1) {
      this.taken.set(epoch, op);
      this.typed += data;
    }
    return this.taken.get(epoch) ?? 0;
  }
}
