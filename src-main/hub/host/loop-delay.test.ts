import { afterEach, expect, test } from 'vitest';
import { sleep } from '../../../src-shared/base/clock.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { LoopDelay } from './loop-delay.ts';
import { systemClock } from './system-clock.ts';

const clock = new ManualClock();
const delay = new LoopDelay(clock);
afterEach(() => delay.dispose());

/** Holds the event loop, as a slow handler would. */
function hold(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** Long enough for the monitor to have looked. */
async function turn(): Promise<void> {
  await sleep(systemClock, 30);
}

test('the loop is measured from one read to the next, and not when nobody has read for long', async () => {
  await turn();
  hold(80);
  await turn();
  expect(delay.read()).toEqual({ p50: 0, p99: 0, max: 0 });
  await turn();
  hold(80);
  await turn();
  const { p50, max } = delay.read();
  expect(max).toBeGreaterThan(50);
  expect(p50).toBeLessThan(max);
  clock.advance(11 * 60 * 1000);
  hold(80);
  await turn();
  expect(delay.read()).toEqual({ p50: 0, p99: 0, max: 0 });
});
