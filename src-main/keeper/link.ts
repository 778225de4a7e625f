import type { Socket } from 'node:net';
import type { Clock } from '../../src-shared/base/clock.ts';
import type { Disposable } from '../../src-shared/base/disposable.ts';
import type { Log } from '../../src-shared/base/log.ts';
import { type KeeperFrame, KeeperFrameReader, keeperHeader } from '../../src-shared/keeper-protocol/frames.ts';
import { type Control, controlSchema, type Exit, type KeeperEvent } from '../../src-shared/keeper-protocol/messages.ts';
import { KEEPER_FRAME } from '../../src-shared/keeper-protocol/version.ts';
import { FaultError } from './fault.ts';
import { FollowedStream, type StreamSink } from './followed-stream.ts';
import type { AnyHeld } from './held.ts';
import type { Output } from './output.ts';
import type { Size } from './screen-messages.ts';

/** What a hub that does not read may leave in our memory; beyond it streams wait in their rings. */
const SOCKET_LIMIT = 256 * 1024;
/** Longest wait of gathered output, and of answers to input. */
const FLUSH_MS = 1;
/** What is taken from a stranger: a hello is less. */
const HELLO_LIMIT = 64 * 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true });

export interface Answer {
  readonly result: Record<string, unknown>;
  readonly data?: readonly Uint8Array[];
}

/** Who answers what comes in on a link. */
export interface LinkOwner {
  request(link: Link, method: string, params: Record<string, unknown>): Answer | Promise<Answer>;
  closed(link: Link): void;
}

interface Followed {
  readonly held: AnyHeld;
  readonly stream: FollowedStream;
}

/** One connection: of the hub once it has said hello, of nobody before. */
export class Link implements StreamSink, Disposable {
  /** Set by the owner when hello was right. */
  isGreeted = false;
  /** Bytes that came before. */
  private ungreeted = 0;
  private readonly socket: Socket;
  private readonly owner: LinkOwner;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly followed = new Map<number, Followed>();
  private readonly dirty = new Set<FollowedStream>();
  /** Exits whose output is not all pushed. */
  private readonly exits: Array<{ readonly held: AnyHeld; readonly exit: Exit }> = [];
  /** Answers to input, which go out a moment later: nobody waits for them, and somebody does for the echo. */
  private readonly taken: Control[] = [];
  private flushTimer: Disposable | undefined;
  private isClosed = false;

  constructor(socket: Socket, owner: LinkOwner, clock: Clock, log: Log) {
    this.socket = socket;
    this.owner = owner;
    this.clock = clock;
    this.log = log;
    const reader = new KeeperFrameReader((frame) => this.receive(frame));
    socket.on('data', (chunk) => this.read(reader, chunk));
    socket.on('drain', () => this.advanceAll());
    // The close that follows is what counts.
    socket.on('error', () => {});
    socket.on('close', () => this.dispose());
  }

  get hasRoom(): boolean {
    return this.socket.writableLength < SOCKET_LIMIT;
  }

  event(event: KeeperEvent): void {
    this.send(event);
  }

  /** Says that `held` ended, after all its output. */
  exited(held: AnyHeld, exit: Exit): void {
    this.exits.push({ held, exit });
    this.sendExits();
  }

  follow(number: number, held: AnyHeld, output: Output): FollowedStream {
    this.unfollow(number);
    const stream = new FollowedStream(number, output, this, this.clock);
    this.followed.set(number, { held, stream });
    return stream;
  }

  unfollow(number: number): void {
    this.followed.get(number)?.stream.dispose();
    this.followed.delete(number);
    this.sendExits();
  }

  following(number: number): Followed {
    const followed = this.followed.get(number);
    if (followed === undefined) throw new FaultError('notFound', `No stream is followed as number ${number}.`);
    return followed;
  }

  output(number: number, offset: number, chunks: readonly Uint8Array[], length: number): void {
    this.write('output', number, offset, chunks, length);
  }

  resized(number: number, offset: number, size: Size): void {
    this.send({ event: 'size', number, offset, size });
  }

  gap(number: number, position: number): void {
    this.log.warn('hub fell behind', { number, position });
    this.send({ event: 'gap', number, position });
  }

  flushSoon(stream: FollowedStream): void {
    this.dirty.add(stream);
    this.flushLater();
  }

  caughtUp(): void {
    this.sendExits();
  }

  /** What was said last, a refusal for instance, still goes out. */
  closeAfterAnswer(): void {
    this.socket.end();
  }

  dispose(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.flushTimer?.dispose();
    for (const { stream } of this.followed.values()) stream.dispose();
    this.followed.clear();
    this.socket.destroy();
    this.owner.closed(this);
  }

  private flushLater(): void {
    this.flushTimer ??= this.clock.after(FLUSH_MS, () => {
      this.flushTimer = undefined;
      const dirty = [...this.dirty];
      this.dirty.clear();
      for (const each of dirty) each.flush();
      this.sendTaken();
      this.sendExits();
    });
  }

  private sendTaken(): void {
    for (const each of this.taken.splice(0)) this.send(each);
  }

  private read(reader: KeeperFrameReader, chunk: Uint8Array): void {
    if (this.isClosed) return;
    try {
      if (!this.isGreeted) this.ungreeted += chunk.length;
      if (this.ungreeted > HELLO_LIMIT) throw new Error('more than a hello');
      reader.push(chunk);
    } catch (error) {
      // Only this connection is at fault; whoever sent it sees the close.
      this.log.warn('bad frame', { error: error instanceof Error ? error.message.slice(0, 200) : 'unknown' });
      this.dispose();
    }
  }

  private receive(frame: KeeperFrame): void {
    if (this.isClosed) return;
    if (!this.isGreeted && frame.kind !== 'control') throw new Error('not a hello');
    if (frame.kind === 'ack') this.followed.get(frame.number)?.stream.acknowledge(frame.offset);
    else if (frame.kind === 'control') this.receiveControl(JSON.parse(utf8.decode(frame.bytes)));
    else throw new Error(`a hub does not send ${frame.kind}`);
  }

  private receiveControl(json: unknown): void {
    const control = controlSchema.parse(json);
    if (!('method' in control)) throw new Error('a hub only asks');
    const { id, method, params } = control;
    try {
      const answer = this.owner.request(this, method, params);
      if (answer instanceof Promise)
        answer.then((later) => this.answer(id, later)).catch((error) => this.refuse(id, method, error));
      else if (method === 'input') this.answerTaken(id, answer);
      else this.answer(id, answer);
    } catch (error) {
      this.refuse(id, method, error);
    }
  }

  private answerTaken(id: number, { result }: Answer): void {
    this.taken.push({ id, result });
    this.flushLater();
  }

  private answer(id: number, { result, data }: Answer): void {
    if (this.isClosed) return;
    if (data !== undefined) {
      const length = data.reduce((sum, part) => sum + part.length, 0);
      this.write('data', id, 0, data, length);
      this.send({ id, result, data: true });
    } else {
      this.send({ id, result });
    }
  }

  private refuse(id: number, method: string, error: unknown): void {
    if (error instanceof FaultError) {
      this.send({ id, fault: error.fault, text: error.message });
      return;
    }
    this.log.error('request failed', {
      method,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    this.send({ id, fault: 'internal', text: `The keeper failed at ${method}.` });
  }

  private advanceAll(): void {
    for (const { stream } of this.followed.values()) stream.advance();
  }

  private sendExits(): void {
    for (const each of [...this.exits]) {
      const streams = [...this.followed.values()].filter(({ held }) => held === each.held);
      for (const { stream } of streams) stream.flush();
      if (!streams.every(({ stream }) => stream.isCaughtUp)) continue;
      this.exits.splice(this.exits.indexOf(each), 1);
      this.send({ event: 'exit', id: each.held.id, exit: each.exit });
    }
  }

  private send(control: Control): void {
    if (this.isClosed) return;
    const json = Buffer.from(JSON.stringify(control));
    this.socket.write(Buffer.concat([keeperHeader('control', 0, 0, json.length), json]));
  }

  /** Header and chunks go to the kernel in one call, uncopied. */
  private write(
    kind: 'output' | 'data',
    number: number,
    offset: number,
    chunks: readonly Uint8Array[],
    length: number,
  ): void {
    if (this.isClosed) return;
    if (length > KEEPER_FRAME) throw new FaultError('internal', 'The answer is too large.');
    this.socket.cork();
    this.socket.write(keeperHeader(kind, number, offset, length));
    for (const chunk of chunks) if (chunk.length > 0) this.socket.write(chunk);
    this.socket.uncork();
  }
}
