import { type Disposable, MutableDisposable, toDisposable } from '../../../../src-shared/base/disposable.ts';

/** Calls `step` with the ms since the last picture, for every picture, until it answers false. */
export type EachFrame = (step: (ms: number) => boolean) => Disposable;

export const eachFrame: EachFrame = (step) => {
  const next = new MutableDisposable<Disposable>();
  let last: number | undefined;
  const ask = (): void => {
    const request = requestAnimationFrame((time) => {
      const ms = last === undefined ? 16 : time - last;
      last = time;
      if (step(ms)) ask();
    });
    next.value = toDisposable(() => cancelAnimationFrame(request));
  };
  ask();
  return next;
};
