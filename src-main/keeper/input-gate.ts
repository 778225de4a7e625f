import { FaultError } from './fault.ts';

/** Sources remembered per holding. A device that types makes one per epoch; 256 of them is years of one terminal. */
const SOURCES = 256;

/** Lets each numbered operation of a source through once. Kept for the holding's life, so that resends are known. */
export class InputGate {
  private readonly last = new Map<string, number>();

  /** Whether `op` is new. A known one is not, a gap is refused. */
  admits(source: string, op: number): boolean {
    const last = this.last.get(source) ?? 0;
    if (op > last + 1)
      throw new FaultError('inputGap', `Input ${op} of ${source} came after ${last}; what is between is missing.`);
    return op === last + 1;
  }

  /** Marks `op` as taken. Separate from asking, so that input which could not be taken may be sent again. */
  take(source: string, op: number): void {
    this.last.delete(source);
    this.last.set(source, op);
    if (this.last.size <= SOURCES) return;
    const oldest = this.last.keys().next();
    if (oldest.done !== true) this.last.delete(oldest.value);
  }

  /** The highest operation taken from `source`. */
  highest(source: string): number {
    return this.last.get(source) ?? 0;
  }
}
