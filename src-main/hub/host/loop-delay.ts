import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, MutableDisposable } from '../../../src-shared/base/disposable.ts';

export interface LoopDelays {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Between two looks at the loop. */
const INTERVAL_MS = 5;
/** Longer than whoever measures waits between two reads. */
const FORGOTTEN_MS = 10 * 60 * 1000;

/** Measures only while somebody reads: it wakes the process two hundred times a second, which an idle hub must not. */
export class LoopDelay implements Disposable {
  private readonly clock: Clock;
  /** Made by the first read: one that was never enabled would never be let go of. */
  private histogram: IntervalHistogram | undefined;
  private readonly forgotten = new MutableDisposable<Disposable>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Since the last read, ms; zeros when the one before was long ago. */
  read(): LoopDelays {
    this.histogram ??= monitorEventLoopDelay({ resolution: INTERVAL_MS });
    const { histogram } = this;
    const read = {
      p50: delayOf(histogram.percentile(50)),
      p99: delayOf(histogram.percentile(99)),
      max: delayOf(histogram.max),
    };
    histogram.reset();
    histogram.enable();
    this.forgotten.value = this.clock.after(FORGOTTEN_MS, () => this.stop());
    return read;
  }

  dispose(): void {
    this.forgotten.dispose();
    this.stop();
  }

  private stop(): void {
    this.histogram?.disable();
    this.histogram?.reset();
  }
}

/** The monitor counts its own interval in: what is above it is delay. */
function delayOf(nanoseconds: number): number {
  return Math.max(0, Math.round((nanoseconds / 1e6 - INTERVAL_MS) * 100) / 100);
}
