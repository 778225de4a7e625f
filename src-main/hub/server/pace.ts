import type { Clock } from '../../../src-shared/base/clock.ts';

const SLOT_MS = 128;
const SLOTS = 8;

/** Bytes per millisecond over the last second or so, in eight slots; allocates nothing after its making. */
export class Pace {
  private readonly clock: Clock;
  private readonly slots = new Float64Array(SLOTS);
  /** Number of the slot that is being filled, counted from the clock's start. */
  private current: number;
  /** First slot of the run that is being measured: a pause of a second begins a new one. */
  private first: number;

  constructor(clock: Clock) {
    this.clock = clock;
    this.current = this.slotNow();
    this.first = this.current;
  }

  add(bytes: number): void {
    this.turnTo(this.slotNow());
    this.slots[this.current % SLOTS] = (this.slots[this.current % SLOTS] ?? 0) + bytes;
  }

  get bytesPerMs(): number {
    const now = this.clock.monotonic();
    this.turnTo(Math.floor(now / SLOT_MS));
    let sum = 0;
    for (const bytes of this.slots) sum += bytes;
    const since = Math.max(this.first, this.current - SLOTS + 1) * SLOT_MS;
    // A run that has only begun says little; half a slot keeps a single byte from looking like a torrent.
    return sum / Math.max(now - since, SLOT_MS / 2);
  }

  private slotNow(): number {
    return Math.floor(this.clock.monotonic() / SLOT_MS);
  }

  private turnTo(slot: number): void {
    const passed = slot - this.current;
    if (passed <= 0) return;
    if (passed >= SLOTS) {
      this.slots.fill(0);
      this.first = slot;
    } else {
      for (let each = this.current + 1; each <= slot; each++) this.slots[each % SLOTS] = 0;
    }
    this.current = slot;
  }
}
