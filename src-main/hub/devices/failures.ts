import type { Clock } from '../../../src-shared/base/clock.ts';

/** Failed tries that one address, and all together, may have behind them; they are forgiven at a steady pace. */
export interface FailureLimits {
  readonly perAddress: number;
  readonly all: number;
  /** All are forgiven after this long without a new one, ms. */
  readonly forgivenAfterMs: number;
  /** Addresses that are remembered. */
  readonly addresses: number;
}

/** A person mistypes nothing here, keys and links are right or wrong: ten are plenty. */
export const FAILURE_LIMITS: FailureLimits = {
  perAddress: 10,
  all: 100,
  forgivenAfterMs: 60_000,
  addresses: 1024,
};

interface Count {
  failures: number;
  /** When `failures` was right, on the monotonic clock. */
  at: number;
}

/**
 * Counts failed tries to get in, per address and over all. Loopback counts like any other: a page in the user's own
 * browser and every program on the machine come from there. The table is bounded; who floods it with addresses runs
 * into the count over all.
 */
export class Failures {
  private readonly clock: Clock;
  private readonly limits: FailureLimits;
  private readonly byAddress = new Map<string, Count>();
  private readonly all: Count;

  constructor(clock: Clock, limits: FailureLimits = FAILURE_LIMITS) {
    this.clock = clock;
    this.limits = limits;
    this.all = { failures: 0, at: clock.monotonic() };
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.byAddress.size;
  }

  /** Whether a try from there is refused before it is even looked at. */
  refuses(address: string): boolean {
    const { perAddress, all } = this.limits;
    const count = this.byAddress.get(keyOf(address));
    if (this.left(this.all, all) > all - 1) return true;
    return count !== undefined && this.left(count, perAddress) > perAddress - 1;
  }

  failed(address: string): void {
    const { perAddress, all, addresses } = this.limits;
    const key = keyOf(address);
    const count = this.byAddress.get(key) ?? { failures: 0, at: this.clock.monotonic() };
    // Put at the end again, so that the first in the map is the one that has been quiet for longest.
    this.byAddress.delete(key);
    this.byAddress.set(key, count);
    this.add(count, perAddress);
    this.add(this.all, all);
    if (this.byAddress.size <= addresses) return;
    const [oldest] = this.byAddress.keys();
    if (oldest !== undefined) this.byAddress.delete(oldest);
  }

  private add(count: Count, most: number): void {
    count.failures = Math.min(most, this.left(count, most) + 1);
    count.at = this.clock.monotonic();
  }

  private left(count: Count, most: number): number {
    const forgiven = ((this.clock.monotonic() - count.at) / this.limits.forgivenAfterMs) * most;
    return Math.max(0, count.failures - forgiven);
  }
}

/** One IPv6 customer has a whole /64; an IPv4 address is the same when it comes mapped into IPv6. */
function keyOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!plain.includes(':')) return plain;
  const [head = ''] = plain.split('::');
  const groups =
    plain.includes('::') && head.split(':').length < 4 ? `${head}::` : plain.split(':').slice(0, 4).join(':');
  return groups;
}
