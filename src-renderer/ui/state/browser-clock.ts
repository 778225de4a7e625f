import type { Clock } from '../../../src-shared/base/clock.ts';
import { toDisposable } from '../../../src-shared/base/disposable.ts';

/** The browser's own time; the only file of the page that touches it. */
export const browserClock: Clock = {
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
