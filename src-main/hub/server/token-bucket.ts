import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Rate } from './server-limits.ts';

/** Starts full; each take needs one token. Filled by looking at the clock, so it needs no timer. */
export class TokenBucket {
  private readonly rate: Rate;
  private readonly clock: Clock;
  private tokens: number;
  private filledAt: number;

  constructor(rate: Rate, clock: Clock) {
    this.rate = rate;
    this.clock = clock;
    this.tokens = rate.burst;
    this.filledAt = clock.monotonic();
  }

  take(): boolean {
    const now = this.clock.monotonic();
    this.tokens = Math.min(this.rate.burst, this.tokens + ((now - this.filledAt) / 1000) * this.rate.perSecond);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}

/** A bucket per key and one for all, in a table that never grows past `most`. */
export class KeyedBuckets {
  private readonly buckets = new Map<string, TokenBucket>();
  private readonly all: TokenBucket;
  private readonly rate: Rate;
  private readonly most: number;
  private readonly clock: Clock;

  constructor(options: { readonly each: Rate; readonly all: Rate; readonly most: number; readonly clock: Clock }) {
    this.rate = options.each;
    this.most = options.most;
    this.clock = options.clock;
    this.all = new TokenBucket(options.all, options.clock);
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.buckets.size;
  }

  /** A key that is over its own rate does not spend what belongs to the others. */
  take(key: string): boolean {
    return this.bucket(key).take() && this.all.take();
  }

  private bucket(key: string): TokenBucket {
    const known = this.buckets.get(key);
    const bucket = known ?? new TokenBucket(this.rate, this.clock);
    // Re-inserted at the end: the first in the map is the one not seen for longest.
    if (known !== undefined) this.buckets.delete(key);
    this.buckets.set(key, bucket);
    if (this.buckets.size > this.most) {
      const oldest = this.buckets.keys().next();
      if (!oldest.done) this.buckets.delete(oldest.value);
    }
    return bucket;
  }
}
