import type { Clock } from '../../src-shared/base/clock.ts';
import type { Output, OutputListener } from './output.ts';
import type {
  FromWorker,
  HistoryLines,
  ScreenImage,
  ScreenQuestion,
  ScreenText,
  Size,
  SizeMark,
  ToWorker,
} from './screen-messages.ts';
import type { ScreenListener } from './screens.ts';

/**
 * Given to the worker at a time: large enough that messages cost nothing and a flood can be skimmed, small enough that
 * another terminal waits some 3 ms.
 */
const BATCH = 256 * 1024;
/** Two batches: one being parsed, one waiting, so that the worker never waits for us. */
const IN_FLIGHT = 2 * BATCH;
/** A question waits for this much to be parsed before it, some 20 ms; further behind it is asked of what there is. */
const WORTH_WAITING = 1024 * 1024;
/** Someone who drags a window edge makes many; the oldest are of use only to a history that nobody could read anyway. */
const SIZES = 512;

/** Done when everything before it has been given to the worker. */
type Step = () => void;

/** What a screen needs of {@link Screens}. */
export interface ScreenHost {
  readonly clock: Clock;
  readonly isOverfull: boolean;
  readonly fairShare: number;
  addBacklog(bytes: number): void;
  post(message: ToWorker, transfer?: ArrayBuffer): void;
  flushSoon(screen: Screen): void;
  ask(screen: number, ask: ScreenQuestion): Promise<ScreenImage | ScreenText | HistoryLines>;
  close(screen: Screen): void;
}

/** One terminal's screen as the keeper's main thread sees it: what the worker has still to parse, and questions to it. */
export class Screen implements OutputListener {
  readonly number: number;
  private readonly output: Output;
  private readonly listener: ScreenListener;
  private readonly host: ScreenHost;
  /** In stream order. Chunks are the PTY's own, kept until they are copied into a batch. */
  private queue: Array<Uint8Array | Size | Step> = [];
  private queued = 0;
  private inFlight = 0;
  private isClosed = false;
  private isLost = false;
  private readonly sizes: SizeMark[];

  constructor(number: number, size: Size, output: Output, listener: ScreenListener, host: ScreenHost) {
    this.number = number;
    this.sizes = [{ offset: 0, size }];
    this.output = output;
    this.listener = listener;
    this.host = host;
    output.listen(this);
  }

  get size(): Size {
    return this.sizes.at(-1)?.size ?? { cols: 80, rows: 24 };
  }

  /** Also after the worker was lost: then it begins with what the ring has. */
  start(): void {
    this.isLost = false;
    const { ring } = this.output;
    this.host.post({ kind: 'open', screen: this.number, size: this.size, offset: ring.tail });
    if (ring.head > ring.tail) this.enqueue(ring.read(ring.tail, ring.head));
    this.flush();
  }

  appended(chunk: Uint8Array): void {
    if (this.isLost) return;
    this.enqueue(chunk);
    if (this.host.isOverfull && this.queued > this.host.fairShare) this.output.hold(this);
    // Never at once: whoever waits for this output waits for the hub, and waking the worker would come before it.
    if (this.queued >= BATCH) this.flush();
    else this.host.flushSoon(this);
  }

  resized(offset: number, size: Size): void {
    this.sizes.push({ offset, size });
    if (this.sizes.length > SIZES) this.sizes.shift();
    if (this.isLost) return;
    this.queue.push(size);
    this.flush();
  }

  /** Gives the worker what fits. */
  flush(): void {
    while (this.queue.length > 0 && this.inFlight < IN_FLIGHT) {
      const next = this.queue[0];
      if (next instanceof Uint8Array) {
        this.sendBatch();
      } else {
        this.queue.shift();
        if (typeof next === 'function') next();
        else if (next !== undefined) this.host.post({ kind: 'size', screen: this.number, size: next });
      }
    }
  }

  receive(message: Exclude<FromWorker, { kind: 'answer' | 'failed' }>): void {
    if (message.kind === 'reply') this.listener.reply(message.text);
    else if (message.kind === 'facts') this.listener.facts(message.facts);
    else this.parsed(message.bytes);
  }

  /** The screen as it is now, or, when the worker is far behind, as it is there. */
  async image(scrollback: number): Promise<ScreenImage> {
    return (await this.ask({ kind: 'image', scrollback })) as ScreenImage;
  }

  async text(): Promise<ScreenText> {
    return (await this.ask({ kind: 'text' })) as ScreenText;
  }

  async history(lines: number, format: 'text' | 'ansi'): Promise<HistoryLines> {
    const { ring } = this.output;
    const from = ring.tail;
    const bytes = ring.read(from, ring.head);
    return (await this.host.ask(this.number, {
      kind: 'history',
      lines,
      format,
      bytes,
      from,
      sizes: this.sizesSince(from),
    })) as HistoryLines;
  }

  /** Whether the grid changed behind `from`, up to `to`. */
  resizedWithin(from: number, to: number): boolean {
    return this.sizes.some((mark) => mark.offset > from && mark.offset <= to);
  }

  workerLost(): void {
    this.isLost = true;
    this.forgetQueue();
  }

  /** The worker keeps parsing what it has been given of an ended terminal until this. */
  dispose(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.output.unlisten(this);
    this.forgetQueue();
    this.host.close(this);
  }

  /** In its place in the stream, unless that is too far away. */
  private ask(ask: ScreenQuestion): Promise<ScreenImage | ScreenText | HistoryLines> {
    return new Promise((resolve, reject) => {
      const step: Step = () => void this.host.ask(this.number, ask).then(resolve, reject);
      if (this.isLost || this.isClosed || this.queued > WORTH_WAITING) step();
      else this.queue.push(step);
      this.flush();
    });
  }

  private enqueue(chunk: Uint8Array): void {
    this.queue.push(chunk);
    this.queued += chunk.length;
    this.host.addBacklog(chunk.length);
  }

  private forgetQueue(): void {
    this.host.addBacklog(-this.queued - this.inFlight);
    const steps = this.queue.filter((each) => typeof each === 'function');
    this.queue = [];
    this.queued = 0;
    this.inFlight = 0;
    this.output.release(this);
    // Without a screen to ask they are refused.
    for (const step of steps) step();
  }

  private parsed(bytes: number): void {
    if (this.isClosed || this.isLost) return;
    this.inFlight -= bytes;
    this.host.addBacklog(-bytes);
    if (!this.host.isOverfull || this.queued <= this.host.fairShare) this.output.release(this);
    if (this.queued >= BATCH || this.queue.length > 0) this.flush();
  }

  /** One copy, and the worker gets the memory. */
  private sendBatch(): void {
    let length = 0;
    let count = 0;
    for (; count < this.queue.length; count++) {
      const part = this.queue[count];
      if (!(part instanceof Uint8Array) || (length > 0 && length + part.length > BATCH)) break;
      length += part.length;
    }
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const part of this.queue.splice(0, count) as Uint8Array[]) {
      bytes.set(part, at);
      at += part.length;
    }
    this.queued -= length;
    this.inFlight += length;
    this.host.post({ kind: 'bytes', screen: this.number, bytes }, bytes.buffer);
  }

  /** The size at `from` first, then the changes since. */
  private sizesSince(from: number): SizeMark[] {
    const since = this.sizes.findLastIndex((mark) => mark.offset <= from);
    return this.sizes.slice(Math.max(0, since));
  }
}
