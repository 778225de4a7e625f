import { performance } from 'node:perf_hooks';
import type { Clock } from '../../src-shared/base/clock.ts';
import { toDisposable } from '../../src-shared/base/disposable.ts';

/** The real time, for the keeper and its worker. The hub has its own: a keeper shares no file with it. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return toDisposable(() => clearTimeout(timer));
  },
  every(ms, run) {
    const timer = setInterval(run, ms);
    return toDisposable(() => clearInterval(timer));
  },
};
