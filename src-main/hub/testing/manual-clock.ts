import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, toDisposable } from '../../../src-shared/base/disposable.ts';

interface Timer {
  due: number;
  readonly every: number | undefined;
  readonly run: () => void;
}

/** A clock that tests move by hand: `advance` runs what falls due, in order, with the time it was due at. */
export class ManualClock implements Clock {
  private wall: number;
  private elapsed = 0;
  private readonly timers = new Set<Timer>();

  constructor(now = 1_700_000_000_000) {
    this.wall = now;
  }

  /** Timers that are set; a test that ends with some has leaked them. */
  get pending(): number {
    return this.timers.size;
  }

  now(): number {
    return this.wall;
  }

  monotonic(): number {
    return this.elapsed;
  }

  after(ms: number, run: () => void): Disposable {
    return this.start({ due: this.elapsed + Math.max(0, ms), every: undefined, run });
  }

  every(ms: number, run: () => void): Disposable {
    return this.start({ due: this.elapsed + ms, every: Math.max(1, ms), run });
  }

  /** Lets `ms` pass, also through timers that are set on the way. */
  advance(ms: number): void {
    const end = this.elapsed + ms;
    for (let next = this.nextDue(end); next !== undefined; next = this.nextDue(end)) {
      this.moveTo(next.due);
      if (next.every === undefined) this.timers.delete(next);
      else next.due += next.every;
      next.run();
    }
    this.moveTo(end);
  }

  /** Sets the wall clock as an administrator or NTP would: timers and the monotonic time do not notice. */
  jump(ms: number): void {
    this.wall += ms;
  }

  private start(timer: Timer): Disposable {
    this.timers.add(timer);
    return toDisposable(() => this.timers.delete(timer));
  }

  private nextDue(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.timers) {
      if (timer.due <= end && (next === undefined || timer.due < next.due)) next = timer;
    }
    return next;
  }

  private moveTo(elapsed: number): void {
    if (elapsed <= this.elapsed) return;
    this.wall += elapsed - this.elapsed;
    this.elapsed = elapsed;
  }
}
