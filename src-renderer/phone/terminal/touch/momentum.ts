/** In this time, ms, a fling loses two thirds of its speed: what fingers are used to. */
const DECAY_MS = 325;
/** Slower than this, CSS pixels for each ms, is standing still. */
const STILL = 0.02;
/** No finger is faster; a wild measurement would be. */
const FASTEST = 8;

/** How a list goes on after the finger has left it. */
export class Momentum {
  private velocity: number;

  /** CSS pixels for each ms. */
  constructor(velocity: number) {
    this.velocity = Math.max(-FASTEST, Math.min(FASTEST, velocity));
  }

  get isOver(): boolean {
    return Math.abs(this.velocity) < STILL;
  }

  /** The way it goes in the next `ms`. */
  step(ms: number): number {
    if (this.isOver || ms <= 0) return 0;
    const before = this.velocity;
    this.velocity = before * Math.exp(-ms / DECAY_MS);
    return (before - this.velocity) * DECAY_MS;
  }
}
