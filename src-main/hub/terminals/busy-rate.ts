/** Less time than this says nothing: a client that has just been woken is slow for some milliseconds. */
const TELLING_MS = 60;
/** Older times count half, so that a client that moves to another network is judged anew. */
const FORGET_MS = 400;

/**
 * How fast a client takes bytes while it has more than it can take. Its overall pace says less: somebody who is sent
 * screens takes few bytes, and would be sent screens for ever.
 */
export class BusyRate {
  private bytes = 0;
  private ms = 0;

  /** It took `bytes` in `ms`, being busy all the time. */
  add(bytes: number, ms: number): void {
    if (this.ms > FORGET_MS) {
      this.bytes /= 2;
      this.ms /= 2;
    }
    this.bytes += bytes;
    this.ms += ms;
  }

  /** Bytes per ms, 0 before it ever was busy. */
  get bytesPerMs(): number {
    return this.bytes / Math.max(this.ms, 1);
  }

  /** Known to be slower than `bytesPerMs`. */
  isBelow(bytesPerMs: number): boolean {
    return this.ms >= TELLING_MS && this.bytesPerMs < bytesPerMs;
  }
}
