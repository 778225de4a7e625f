import type { Clock } from '../../../src-shared/base/clock.ts';

const SLOT_MS = 128;
const SLOTS = 8;
/** A run that has only begun says little: until now a single byte must not look like a torrent. */
const SHORTEST_MS = SLOT_MS / 2;

/** Bytes per millisecond over the last second or so, in eight slots; allocates nothing after its making. */
export class Pace {
  private readonly clock: Clock;
  private readonly slots = new Float64Array(SLOTS);
  /** The slot being filled, counted from the clock's start. */
  private current: number;
  /** When the run that is being measured began: a pause of a second ends one. */
  private since: number;

  constructor(clock: Clock) {
    this.clock = clock;
    this.since = clock.monotonic();
    this.current = Math.floor(this.since / SLOT_MS);
  }

  add(bytes: number): void {
    this.turnTo(this.clock.monotonic());
    this.slots[this.current % SLOTS] = (this.slots[this.current % SLOTS] ?? 0) + bytes;
  }

  get bytesPerMs(): number {
    const now = this.clock.monotonic();
    this.turnTo(now);
    let sum = 0;
    for (const bytes of this.slots) sum += bytes;
    const oldestSlot = (this.current - SLOTS + 1) * SLOT_MS;
    return sum / Math.max(now - Math.max(this.since, oldestSlot), SHORTEST_MS);
  }

  private turnTo(now: number): void {
    const slot = Math.floor(now / SLOT_MS);
    if (slot - this.current >= SLOTS) {
      this.slots.fill(0);
      this.since = now;
    } else {
      for (let each = this.current + 1; each <= slot; each++) this.slots[each % SLOTS] = 0;
    }
    this.current = slot;
  }
}
