import type { Clock } from '../../src-shared/base/clock.ts';
import { type Disposable, MutableDisposable } from '../../src-shared/base/disposable.ts';

/** A hub that started a keeper connects within a second; one that was killed just then never will. */
const NEVER_CLAIMED_MS = 30_000;
/** A hub that restarts is back by then, and would otherwise have to start a new keeper. */
const ABANDONED_MS = 10_000;

/** Waits beside an empty keeper for somebody to want it. */
export class Vigil implements Disposable {
  private readonly clock: Clock;
  private readonly onIdle: () => void;
  private readonly timer = new MutableDisposable<Disposable>();

  constructor(clock: Clock, onIdle: () => void) {
    this.clock = clock;
    this.onIdle = onIdle;
    this.timer.value = clock.after(NEVER_CLAIMED_MS, onIdle);
  }

  claimed(): void {
    this.timer.value = undefined;
  }

  /** Nothing is held and no hub is there. */
  abandoned(): void {
    this.timer.value = this.clock.after(ABANDONED_MS, this.onIdle);
  }

  dispose(): void {
    this.timer.dispose();
  }
}
