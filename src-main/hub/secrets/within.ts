import type { Clock } from '../../../src-shared/base/clock.ts';
import type { DisposableStore } from '../../../src-shared/base/disposable.ts';
import type { Waiting } from './secret-store.ts';

/** Answers what `asked` does if that comes in time, else that it is still waited for. `timers` can end the wait. */
export function within<T>(
  clock: Clock,
  timers: DisposableStore,
  deadlineMs: number,
  asked: Promise<T>,
): Promise<T | Waiting<T>> {
  return new Promise((resolve, reject) => {
    const deadline = timers.add(
      clock.after(deadlineMs, () => {
        timers.delete(deadline);
        resolve({ kind: 'waiting', later: asked });
      }),
    );
    const settle = <V>(settled: (value: V) => void) => {
      return (value: V): void => {
        timers.delete(deadline);
        settled(value);
      };
    };
    asked.then(settle(resolve), settle(reject));
  });
}
