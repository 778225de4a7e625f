import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore } from '../../../src-shared/base/disposable.ts';

const EVERY_MS = 60_000;
/** A shutdown does not wait longer for keepers that are slow; the screens of a minute ago stay. */
const LAST_MS = 2_500;

/** Saves screens each minute and once more at the end, so that what a terminal showed outlives even its keeper. */
export class Checkpoints implements Disposable {
  private readonly terminals: { checkpoint(): Promise<void> };
  private readonly clock: Clock;
  private readonly store = new DisposableStore();
  private round: Promise<void> | null = null;

  constructor(terminals: { checkpoint(): Promise<void> }, clock: Clock) {
    this.terminals = terminals;
    this.clock = clock;
    this.store.add(clock.every(EVERY_MS, () => void this.run()));
  }

  /** The last round: whatever it has not done in time is left. */
  async finish(): Promise<void> {
    const limit = new Promise<void>((resolve) => {
      this.store.add(this.clock.after(LAST_MS, resolve));
    });
    await Promise.race([this.run(), limit]);
    this.dispose();
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Saves now. A round that takes longer than a minute is not overtaken by the next. */
  run(): Promise<void> {
    this.round ??= this.terminals.checkpoint().finally(() => {
      this.round = null;
    });
    return this.round;
  }
}
