import { sleep } from '../../../src-shared/base/clock.ts';
import { systemClock } from '../host/system-clock.ts';

/** Waits for a condition, not for a duration; `what` is said when it never comes true. */
export async function until(what: string, condition: () => boolean, withinMs = 10_000): Promise<void> {
  const start = systemClock.monotonic();
  while (!condition()) {
    if (systemClock.monotonic() - start > withinMs) throw new Error(`waited in vain until ${what}`);
    await sleep(systemClock, 2);
  }
}
