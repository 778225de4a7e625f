import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore } from '../../../src-shared/base/disposable.ts';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import { err, ok, type Result } from '../../../src-shared/base/result.ts';
import { type KeeperFrame, KeeperFrameReader, keeperHeader } from '../../../src-shared/keeper-protocol/frames.ts';
import {
  type Control,
  controlSchema,
  type Holding,
  type KeeperEvent,
  type KeeperMethod,
  type KeeperParams,
  type KeeperRecord,
  type KeeperResult,
  keeperRequests,
  type StreamName,
} from '../../../src-shared/keeper-protocol/messages.ts';
import { KEEPER_PROTOCOL, LINK_WINDOW } from '../../../src-shared/keeper-protocol/version.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import type { Size } from '../caller.ts';
import type { KeeperSocket } from '../platform.ts';
import { KeeperRefusal } from './keeper-fault.ts';

/** A keeper that has not answered for this long is taken for stuck: the link is closed and tried anew. */
const ANSWER_MS = 10_000;
/** Rebuilding history replays up to 2 MiB through an emulator that other terminals keep busy. */
const HEAVY_ANSWER_MS = 30_000;
/** Four acknowledgements per window: the keeper never stands still for want of one, and they cost nothing. */
const ACK_EVERY = LINK_WINDOW / 4;

const NO_BYTES = new Uint8Array(0);
const utf8 = new TextDecoder();

export interface Answer<M extends KeeperMethod> {
  readonly result: KeeperResult<M>;
  /** What came in data frames before the answer. */
  readonly data: Uint8Array;
}

/** Who takes a followed stream, and acknowledges it. Called in the order in which the keeper sent. */
export interface StreamListener {
  output(offset: number, bytes: Uint8Array): void;
  resized(offset: number, size: Size): void;
  gap(position: number): void;
}

interface Waiting {
  readonly settle: (outcome: Result<{ result: unknown; data: Uint8Array }, ProtocolError>) => void;
  readonly deadline: Disposable;
  data: Uint8Array[];
}

interface Stream {
  readonly listener: StreamListener;
  acknowledged: number;
}

export interface HubIdentity {
  readonly pid: number;
  readonly version: string;
}

/** One open socket to one keeper: answers find their questions, output its listener. It never reconnects. */
export class KeeperLink implements Disposable {
  readonly record: KeeperRecord;
  private readonly socket: KeeperSocket;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly waiting = new Map<number, Waiting>();
  private readonly streams = new Map<number, Stream>();
  private readonly store = new DisposableStore();
  private readonly eventEmitter = this.store.add(new Emitter<Extract<KeeperEvent, { event: 'facts' | 'exit' }>>());
  private readonly closeEmitter = new Emitter<void>();
  private nextId = 1;
  private nextStream = 1;
  private closed = false;

  /** Facts and exits, for every holding, followed or not. */
  readonly onEvent = this.eventEmitter.event;
  /** Fires once. */
  readonly onClose = this.closeEmitter.event;

  private constructor(socket: KeeperSocket, record: KeeperRecord, clock: Clock, log: Log) {
    this.socket = socket;
    this.record = record;
    this.clock = clock;
    this.log = log;
    const reader = new KeeperFrameReader((frame) => this.receive(frame));
    socket.onData((chunk) => {
      try {
        reader.push(chunk);
      } catch (error) {
        // A keeper that sends what cannot be is cut off; `keeper.ts` sees the close and tries anew.
        this.log.error('keeper link broken', { keeper: record.id, error: String(error) });
        this.dispose();
      }
    });
    socket.onClose(() => this.end());
  }

  /** Says hello. Rejects, with the socket closed, when the keeper refuses or does not answer. */
  static async open(
    socket: KeeperSocket,
    record: KeeperRecord,
    hub: HubIdentity,
    clock: Clock,
    log: Log,
  ): Promise<{ readonly link: KeeperLink; readonly protocol: number; readonly holdings: ReadonlyArray<Holding> }> {
    const link = new KeeperLink(socket, record, clock, log);
    try {
      const { result } = await link.request('hello', { protocol: KEEPER_PROTOCOL, token: record.token, hub });
      return { link, protocol: result.protocol, holdings: result.holdings };
    } catch (error) {
      link.dispose();
      throw error;
    }
  }

  get isClosed(): boolean {
    return this.closed;
  }

  request<M extends KeeperMethod>(method: M, params: KeeperParams<M>): Promise<Answer<M>> {
    return new Promise((resolve, reject) => {
      this.call(method, params, (outcome) => (outcome.ok ? resolve(outcome.value) : reject(outcome.error)));
    });
  }

  /** As {@link request}, but settles before the next frame is read, for whom the order with live output matters. */
  call<M extends KeeperMethod>(
    method: M,
    params: KeeperParams<M>,
    settle: (outcome: Result<Answer<M>, ProtocolError>) => void,
  ): void {
    if (this.closed) {
      settle(err(new ProtocolError('keeperUnavailable')));
      return;
    }
    const id = this.nextId++;
    const ms = method === 'history' || method === 'screen' || method === 'screenText' ? HEAVY_ANSWER_MS : ANSWER_MS;
    const deadline = this.clock.after(ms, () => {
      this.log.warn('keeper does not answer', { keeper: this.record.id, method, ms });
      this.dispose();
    });
    this.waiting.set(id, {
      deadline,
      data: [],
      settle: (outcome) => {
        if (!outcome.ok) return settle(outcome);
        const result = keeperRequests[method].result.safeParse(outcome.value.result);
        if (result.success) settle(ok({ result: result.data as KeeperResult<M>, data: outcome.value.data }));
        else {
          this.log.error('keeper answered nonsense', { keeper: this.record.id, method });
          settle(err(new ProtocolError('internal')));
        }
      },
    });
    this.sendControl({ id, method, params: params as Record<string, unknown> });
  }

  /** Begins to push a stream to `listener`; `begin` runs before its first byte, with where it starts. */
  follow(
    id: string,
    stream: StreamName,
    listener: StreamListener,
    begin: (outcome: Result<{ readonly position: number; readonly size: Size | null }, ProtocolError>) => void,
  ): number {
    const number = this.nextStream++;
    this.call('follow', { id, stream, number }, (outcome) => {
      if (!outcome.ok) return begin(outcome);
      const { position, size } = outcome.value.result;
      this.streams.set(number, { listener, acknowledged: position });
      begin(ok({ position, size }));
    });
    return number;
  }

  /** The listener has done with everything below `offset`; said in steps, so call it as often as is convenient. */
  acknowledge(number: number, offset: number): void {
    const stream = this.streams.get(number);
    if (stream === undefined || offset - stream.acknowledged < ACK_EVERY) return;
    stream.acknowledged = offset;
    this.socket.write(keeperHeader('ack', number, offset, 0));
  }

  unfollow(number: number): void {
    this.streams.delete(number);
    // Only a closed link can refuse this, and then there is nothing left to end.
    this.call('unfollow', { number }, () => {});
  }

  dispose(): void {
    this.socket.dispose();
    this.end();
  }

  private sendControl(control: Control): void {
    // One small buffer: a key waits for this.
    const json = Buffer.from(JSON.stringify(control));
    this.socket.write(Buffer.concat([keeperHeader('control', 0, 0, json.length), json]));
  }

  private receive(frame: KeeperFrame): void {
    if (this.closed) return;
    if (frame.kind === 'output') this.takeOutput(frame);
    else if (frame.kind === 'data') this.waiting.get(frame.number)?.data.push(frame.bytes);
    else if (frame.kind === 'control') this.takeControl(controlSchema.parse(JSON.parse(utf8.decode(frame.bytes))));
    else throw new Error('a keeper acknowledged output');
  }

  private takeOutput({ number, offset, bytes }: KeeperFrame): void {
    const stream = this.streams.get(number);
    // Frames that were under way when the stream was given up.
    if (stream === undefined) return;
    stream.listener.output(offset, bytes);
  }

  private takeControl(control: Control): void {
    if ('event' in control) this.takeEvent(control);
    else if ('result' in control) this.settle(control.id, (data) => ok({ result: control.result, data }));
    else if ('fault' in control) this.settle(control.id, () => err(new KeeperRefusal(control.fault, control.text)));
    else throw new Error(`a keeper asked for ${control.method}`);
  }

  private takeEvent(event: KeeperEvent): void {
    if (event.event === 'size') this.streams.get(event.number)?.listener.resized(event.offset, event.size);
    else if (event.event === 'gap') {
      const stream = this.streams.get(event.number);
      if (stream === undefined) return;
      stream.acknowledged = event.position;
      stream.listener.gap(event.position);
    } else this.eventEmitter.fire(event);
  }

  private settle(
    id: number,
    outcome: (data: Uint8Array) => Result<{ result: unknown; data: Uint8Array }, ProtocolError>,
  ): void {
    const waiting = this.waiting.get(id);
    if (waiting === undefined) return;
    this.waiting.delete(id);
    waiting.deadline.dispose();
    waiting.settle(outcome(join(waiting.data)));
  }

  private end(): void {
    if (this.closed) return;
    this.closed = true;
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    this.streams.clear();
    for (const each of waiting) {
      each.deadline.dispose();
      each.settle(err(new ProtocolError('keeperUnavailable')));
    }
    this.closeEmitter.fire();
    this.closeEmitter.dispose();
    this.store.dispose();
  }
}

function join(parts: ReadonlyArray<Uint8Array>): Uint8Array {
  if (parts.length <= 1) return parts[0] ?? NO_BYTES;
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
