import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Database, Statement } from './database.ts';
import type { PendingWrites } from './group-commit.ts';

/**
 * Wall-clock time that does not go back: what ends by it ends, also when somebody sets the computer's clock back, with
 * the hub running or between two of its runs. The latest time is noted now and then; since then the monotonic clock counts.
 */
export class KnownTime implements PendingWrites {
  private readonly clock: Clock;
  private readonly touch: () => void;
  private readonly upsert: Statement<[string], unknown>;
  /** A wall time that has certainly come, and the monotonic time at which it was known. */
  private mark: number;
  private at: number;
  private changed = false;

  constructor(db: Database, clock: Clock, touch: () => void) {
    this.clock = clock;
    this.touch = touch;
    this.upsert = db.prepare(
      "INSERT INTO meta (key, value) VALUES ('latest', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    );
    const found = db.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'latest'").get();
    this.mark = Math.max(Number(found?.value ?? 0), clock.now());
    this.at = clock.monotonic();
  }

  get waiting(): number {
    return this.changed ? 1 : 0;
  }

  /** Whole milliseconds, as the wall clock has them. */
  now(): number {
    return Math.max(this.clock.now(), Math.floor(this.mark + this.clock.monotonic() - this.at));
  }

  /** Notes how late it is, to be remembered over restarts. */
  note(): void {
    this.set(this.now());
  }

  /**
   * The operator has just named an end by the clock as it is: it is believed, so that a clock that once ran ahead does
   * not cut everything short for years.
   */
  believe(): void {
    this.set(this.clock.now());
  }

  write(): void {
    this.upsert.run(String(this.mark));
  }

  written(): void {
    this.changed = false;
  }

  private set(mark: number): void {
    this.mark = mark;
    this.at = this.clock.monotonic();
    this.changed = true;
    this.touch();
  }
}
