import type { Disposable } from './disposable.ts';

/**
 * Time as an argument. All durations are milliseconds. Only `system-clock.ts` (Node) and `browser-clock.ts` touch the
 * real one; tests pass `ManualClock` and move it by hand.
 */
export interface Clock {
  /** Wall-clock time in ms since 1970. It may jump; never subtract two of these to measure a duration. */
  now(): number;
  /** Milliseconds from an arbitrary start that never go back. */
  monotonic(): number;
  /** Calls `run` once after `ms`; disposing cancels. */
  after(ms: number, run: () => void): Disposable;
  /** Calls `run` every `ms` until disposed. */
  every(ms: number, run: () => void): Disposable;
}

/** Resolves after `ms`. For waits that must be cancellable, hold the Disposable of {@link Clock.after} instead. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}
