import type { Clock } from '../../src-shared/base/clock.ts';
import type { Disposable } from '../../src-shared/base/disposable.ts';
import { LINK_WINDOW, RING_BYTES } from '../../src-shared/keeper-protocol/version.ts';
import type { Output, OutputListener } from './output.ts';
import { Pace } from './pace.ts';
import type { Size, SizeMark } from './screen-messages.ts';

/** A frame of a flood: large enough that hub and clients have few of them, small enough to be on its way soon. */
const FRAME = 64 * 1024;
/** A hub this far behind is about to lose bytes to the ring. */
const BEHIND = RING_BYTES * 0.75;
const CAUGHT_UP = LINK_WINDOW;
/** A hub that acknowledged within this time makes progress, and may hold a program so that it loses nothing. */
const PROGRESS_MS = 100;

/** Where a followed stream is pushed. */
export interface StreamSink {
  /** False while the socket has more to send than it should keep. */
  readonly hasRoom: boolean;
  output(number: number, offset: number, chunks: readonly Uint8Array[], length: number): void;
  resized(number: number, offset: number, size: Size): void;
  gap(number: number, position: number): void;
  /** Calls `flush` within a millisecond or two. */
  flushSoon(stream: FollowedStream): void;
  /** Everything up to the stream's head has been pushed. */
  caughtUp(stream: FollowedStream): void;
}

/**
 * One stream pushed to the hub. Live, chunks go on as they come: what a keystroke causes at once, a flood gathered.
 * When the hub leaves its window full, nothing is kept for it but its position, and it continues from the ring.
 */
export class FollowedStream implements OutputListener, Disposable {
  readonly number: number;
  readonly output: Output;
  private readonly sink: StreamSink;
  private readonly clock: Clock;
  private readonly pace = new Pace();
  private pending: Uint8Array[] = [];
  private pendingBytes = 0;
  /** Pushed up to here, and acknowledged. */
  private sent: number;
  private acked: number;
  private ackedAt: number;
  private lagging = false;
  /** Size changes that are still ahead of a lagging stream. */
  private marks: SizeMark[] = [];
  private holdTimer: Disposable | undefined;

  constructor(number: number, output: Output, sink: StreamSink, clock: Clock) {
    this.number = number;
    this.output = output;
    this.sink = sink;
    this.clock = clock;
    this.sent = output.head;
    this.acked = output.head;
    this.ackedAt = clock.monotonic();
    output.listen(this);
  }

  /** The first byte that was not pushed. */
  get position(): number {
    return this.sent;
  }

  get isCaughtUp(): boolean {
    return this.sent === this.output.head && this.marks.length === 0;
  }

  appended(chunk: Uint8Array): void {
    if (this.lagging) this.holdIfFarBehind();
    else this.gather(chunk);
  }

  private gather(chunk: Uint8Array): void {
    this.pending.push(chunk);
    this.pendingBytes += chunk.length;
    const isInteractive = this.pace.admits(this.clock.monotonic(), chunk.length) && this.pending.length === 1;
    if (isInteractive || this.pendingBytes >= FRAME) this.flush();
    else this.sink.flushSoon(this);
  }

  resized(offset: number, size: Size): void {
    this.flush();
    if (this.lagging) this.marks.push({ offset, size });
    else this.sink.resized(this.number, offset, size);
  }

  /** Pushes what was gathered. */
  flush(): void {
    if (this.pendingBytes === 0) return;
    if (this.hasCredit(this.pendingBytes)) {
      this.sink.output(this.number, this.sent, this.pending, this.pendingBytes);
      this.sent += this.pendingBytes;
    } else {
      this.lagging = true;
    }
    this.pending = [];
    this.pendingBytes = 0;
  }

  /** The hub has taken everything below `offset`. */
  acknowledge(offset: number): void {
    if (offset <= this.acked || offset > this.sent) return;
    this.acked = offset;
    this.ackedAt = this.clock.monotonic();
    if (this.output.head - this.acked <= CAUGHT_UP) this.letGo();
    this.advance();
  }

  /** Continues from the ring as far as there is credit. */
  advance(): void {
    if (!this.lagging) return;
    const { ring } = this.output;
    while (this.hasCredit(1) && !this.isCaughtUp) {
      if (this.sent < ring.tail) this.skipLost();
      const next = this.marks[0];
      if (next !== undefined && next.offset <= this.sent) {
        this.marks.shift();
        this.sink.resized(this.number, next.offset, next.size);
        continue;
      }
      const room = LINK_WINDOW - (this.sent - this.acked);
      const end = Math.min(ring.head, this.sent + Math.min(room, FRAME), next?.offset ?? ring.head);
      if (end === this.sent) break;
      this.sink.output(this.number, this.sent, [ring.read(this.sent, end)], end - this.sent);
      this.sent = end;
    }
    if (!this.isCaughtUp) return;
    this.lagging = false;
    this.sink.caughtUp(this);
  }

  dispose(): void {
    this.letGo();
    this.output.unlisten(this);
    // A flush may still be due; a header that promises bytes which do not follow would spoil the whole link.
    this.pending = [];
    this.pendingBytes = 0;
    this.lagging = false;
  }

  private hasCredit(length: number): boolean {
    return this.sink.hasRoom && this.sent + length - this.acked <= LINK_WINDOW;
  }

  /** Clients get a screen for what was lost, so the stream goes on at its head. */
  private skipLost(): void {
    this.sent = this.output.head;
    this.acked = this.sent;
    this.sink.gap(this.number, this.sent);
  }

  private holdIfFarBehind(): void {
    if (this.holdTimer !== undefined || this.output.head - this.acked <= BEHIND || !this.makesProgress()) return;
    this.output.hold(this);
    this.watchHold();
  }

  private watchHold(): void {
    this.holdTimer = this.clock.after(PROGRESS_MS, () => {
      if (this.makesProgress()) this.watchHold();
      else this.letGo();
    });
  }

  private makesProgress(): boolean {
    return this.clock.monotonic() - this.ackedAt < PROGRESS_MS;
  }

  private letGo(): void {
    this.holdTimer?.dispose();
    this.holdTimer = undefined;
    this.output.release(this);
  }
}
