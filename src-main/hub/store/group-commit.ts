import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, MutableDisposable } from '../../../src-shared/base/disposable.ts';

/** Rows that wait to be written, in memory and bounded by whoever holds them. */
export interface PendingWrites {
  /** How many wait. */
  readonly waiting: number;
  /** Writes a short run of them, inside a transaction that may yet fail. */
  write(): void;
  /** That transaction is committed: what `write` wrote waits no more. */
  written(): void;
}

/** What a group commit needs of its database. */
export interface CommitTarget {
  transaction(body: () => void): void;
  /** Asked before each try; false leaves everything waiting until the next retry. */
  mayWrite(): boolean;
  /** Answers whether to try again at once, because something was done about it. */
  failed(error: unknown): boolean;
  succeeded(): void;
}

/** Long enough to gather what one burst of events brings, short enough that nobody sees it. */
const GATHER_MS = 4;
/** A burst that does not let timers run must not pile up in memory. */
const COMMIT_AT_ONCE = 1024;
/** A full disk does not empty itself quickly. */
const RETRY_MS = 1_000;
/** After one for which nobody waits, so many times as long as it took there is none: a slow disk is not everybody's delay. */
const REST_TIMES = 9;
const LONGEST_REST_MS = 250;
/** How long one tick may spend writing before others get their turn. */
const SLICE_MS = 8;

/**
 * Gathers what several holders have to write into one transaction every few milliseconds. A failed one leaves
 * everything waiting and is tried again, so a full disk costs durability and nothing else.
 */
export class GroupCommit implements Disposable {
  private readonly clock: Clock;
  private readonly target: CommitTarget;
  private readonly sources: ReadonlyArray<PendingWrites>;
  private readonly timer = new MutableDisposable<Disposable>();
  private waiters: Array<(durable: boolean) => void> = [];
  private failing = false;
  /** Monotonic ms: when the timer is due, and before when nothing is written that nobody waits for. */
  private dueAt = 0;
  private restsUntil = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, target: CommitTarget, sources: ReadonlyArray<PendingWrites>) {
    this.clock = clock;
    this.target = target;
    this.sources = sources;
  }

  get waiting(): number {
    let sum = 0;
    for (const source of this.sources) sum += source.waiting;
    return sum;
  }

  /** Something waits: commit soon, or now when the caller already holds `rows`. Cheap, called for every row. */
  touch(rows = 0): void {
    if (rows >= COMMIT_AT_ONCE && !this.failing) this.commit(SLICE_MS);
    else if (this.timer.value === undefined) {
      const rest = this.waiters.length > 0 ? 0 : this.restsUntil - this.clock.monotonic();
      this.schedule(Math.max(GATHER_MS, rest));
    }
  }

  /** Commits now. True when nothing waits any more. */
  flush(): boolean {
    return this.commit(Number.POSITIVE_INFINITY);
  }

  /**
   * Resolves when everything that waits now is committed: true; or false as soon as a try has failed. It goes on
   * waiting then and is tried again.
   */
  durable(): Promise<boolean> {
    if (this.waiting === 0) return Promise.resolve(true);
    if (this.failing) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.waiters.push(resolve);
      if (this.dueAt > this.clock.monotonic() + GATHER_MS) this.timer.value = undefined;
      this.touch();
    });
  }

  dispose(): void {
    this.timer.dispose();
    this.settle(this.waiting === 0);
  }

  private schedule(ms: number): void {
    this.dueAt = this.clock.monotonic() + ms;
    this.timer.value = this.clock.after(ms, () => {
      this.timer.value = undefined;
      this.commit(SLICE_MS);
    });
  }

  private commit(sliceMs: number): boolean {
    const began = this.clock.monotonic();
    const end = began + sliceMs;
    while (this.waiting > 0) {
      if (!this.step()) {
        this.failing = true;
        this.settle(false);
        this.schedule(RETRY_MS);
        return false;
      }
      if (this.clock.monotonic() >= end && this.waiting > 0) {
        this.schedule(0);
        return false;
      }
    }
    this.timer.value = undefined;
    const now = this.clock.monotonic();
    this.restsUntil = now + Math.min(LONGEST_REST_MS, REST_TIMES * (now - began));
    this.settle(true);
    return true;
  }

  private step(): boolean {
    for (;;) {
      if (!this.target.mayWrite()) return false;
      try {
        this.target.transaction(() => {
          for (const source of this.sources) if (source.waiting > 0) source.write();
        });
        break;
      } catch (error) {
        // The target tells the user; the rows go on waiting.
        if (!this.target.failed(error)) return false;
      }
    }
    for (const source of this.sources) source.written();
    this.failing = false;
    this.target.succeeded();
    return true;
  }

  private settle(durable: boolean): void {
    const waiters = this.waiters;
    this.waiters = [];
    for (const resolve of waiters) resolve(durable);
  }
}
