import type { Clock } from '../../../../src-shared/base/clock.ts';
import { type Disposable, MutableDisposable } from '../../../../src-shared/base/disposable.ts';

/** A finger that has moved further, in CSS pixels, swipes the bar and presses no key. */
export const PRESS_SLOP = 10;
/** Held for so long a key that repeats begins to; then it goes on at this pace, ms. */
export const REPEAT_AFTER_MS = 380;
export const REPEAT_EVERY_MS = 55;

interface Finger {
  readonly x: number;
  readonly y: number;
  readonly repeated: boolean;
}

/** One key of the bar under a finger: fires on release, repeats while held if it may, and never on a swipe. */
export class KeyPress implements Disposable {
  private readonly clock: Clock;
  private readonly fire: () => void;
  private readonly timer = new MutableDisposable<Disposable>();
  private finger: Finger | undefined;
  /** The click that browsers make of the touch has been answered already. */
  private answered = false;

  constructor(clock: Clock, fire: () => void) {
    this.clock = clock;
    this.fire = fire;
  }

  down(x: number, y: number, repeats: boolean): void {
    this.finger = { x, y, repeated: false };
    if (repeats) this.timer.value = this.clock.after(REPEAT_AFTER_MS, () => this.repeat());
  }

  move(x: number, y: number): void {
    const { finger } = this;
    if (finger !== undefined && Math.hypot(x - finger.x, y - finger.y) > PRESS_SLOP) this.cancel();
  }

  up(): void {
    const { finger } = this;
    this.cancel();
    this.answered = finger !== undefined;
    if (finger !== undefined && !finger.repeated) this.fire();
  }

  /** The browser has taken the finger for scrolling, or it went elsewhere: no click comes of that. */
  cancel(): void {
    this.answered = false;
    this.finger = undefined;
    this.timer.value = undefined;
  }

  /** A click without a finger: a screen reader's, or Enter on a focused key. */
  click(): void {
    if (this.answered) this.answered = false;
    else this.fire();
  }

  get isDown(): boolean {
    return this.finger !== undefined;
  }

  dispose(): void {
    this.timer.dispose();
  }

  private repeat(): void {
    const { finger } = this;
    if (finger === undefined) return;
    this.finger = { ...finger, repeated: true };
    this.timer.value = this.clock.every(REPEAT_EVERY_MS, this.fire);
    this.fire();
  }
}
