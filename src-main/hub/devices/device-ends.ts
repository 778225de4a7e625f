import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import type { DeviceRecord } from '../store/device-table.ts';

/** Longer waits are cut into pieces, which also notice a clock that was set. */
const LONGEST_WAIT_MS = 60 * 60 * 1000;

/** Waits for the ends of devices, with one timer for all of them. */
export class DeviceEnds implements Disposable {
  private readonly clock: Clock;
  private readonly time: { now(): number };
  private readonly timer = new MutableDisposable<Disposable>();

  constructor(clock: Clock, time: { now(): number }) {
    this.clock = clock;
    this.time = time;
  }

  dispose(): void {
    this.timer.dispose();
  }

  /** Whether its end has come, or had come once. */
  isOver({ endedAt, expiresAt }: DeviceRecord): boolean {
    return endedAt !== null || (expiresAt !== null && this.time.now() >= expiresAt);
  }

  /** Calls `over` when the next of these ends has come, or earlier; whoever is called looks who it is and asks again. */
  watch(devices: Iterable<DeviceRecord>, over: () => void): void {
    let next = Number.POSITIVE_INFINITY;
    for (const { endedAt, expiresAt } of devices)
      if (endedAt === null && expiresAt !== null) next = Math.min(next, expiresAt);
    const wait = Math.max(0, Math.min(next - this.time.now(), LONGEST_WAIT_MS));
    this.timer.value = next === Number.POSITIVE_INFINITY ? undefined : this.clock.after(wait, over);
  }
}
