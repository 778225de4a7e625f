import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, MutableDisposable } from '../../../src-shared/base/disposable.ts';

/** Work that may be done before somebody else gets their turn, ms. */
const AT_ONCE_MS = 8;

/**
 * Lets work that takes the processor through one after the other, first come first served, for half of the time at most:
 * thousands of handshakes at once must not keep anybody's key waiting.
 */
export class Turns implements Disposable {
  private readonly clock: Clock;
  private readonly waiting: Array<() => void> = [];
  private readonly rest = new MutableDisposable<Disposable>();
  private busy = false;
  /** Until when a rest would make up for the work so far, monotonic ms. */
  private evenAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Does the work when its turn has come. After {@link dispose} it comes no more. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.busy || this.rest.value !== undefined) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.busy = true;
    const began = this.clock.monotonic();
    try {
      return await work();
    } finally {
      const now = this.clock.monotonic();
      this.evenAt = Math.max(this.evenAt, began) + 2 * (now - began);
      const rest = this.evenAt - now;
      if (rest > AT_ONCE_MS) this.rest.value = this.clock.after(rest, () => this.next());
      else this.next();
    }
  }

  dispose(): void {
    this.rest.dispose();
  }

  private next(): void {
    this.rest.value = undefined;
    const first = this.waiting.shift();
    // Whoever comes before `first` has begun waits behind it.
    this.busy = first !== undefined;
    first?.();
  }
}
