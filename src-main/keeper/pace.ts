/**
 * Tells a keystroke's echo from a flood: up to `free` bytes in a window of `windowMs` go at once, what comes on top is
 * worth gathering into larger pieces.
 */
export class Pace {
  private readonly windowMs: number;
  private readonly free: number;
  private since = Number.NEGATIVE_INFINITY;
  private bytes = 0;

  constructor(windowMs = 2, free = 8 * 1024) {
    this.windowMs = windowMs;
    this.free = free;
  }

  /** Whether `length` more bytes may go at once. */
  admits(now: number, length: number): boolean {
    if (now - this.since > this.windowMs) {
      this.since = now;
      this.bytes = 0;
    }
    this.bytes += length;
    return this.bytes <= this.free;
  }
}
