import { performance } from 'node:perf_hooks';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { toDisposable } from '../../../src-shared/base/disposable.ts';

/** Node fires a longer timer at once instead of late. */
const LONGEST_MS = 2 ** 31 - 1;

/** The real time. Timers keep the process alive until they are disposed or done. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(ms, LONGEST_MS));
    return toDisposable(() => clearTimeout(timer));
  },
  every(ms, run) {
    const timer = setInterval(run, Math.min(ms, LONGEST_MS));
    return toDisposable(() => clearInterval(timer));
  },
};
