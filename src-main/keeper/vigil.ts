import type { Clock } from '../../src-shared/base/clock.ts';
import { type Disposable, MutableDisposable } from '../../src-shared/base/disposable.ts';

/** A hub that started a keeper connects within a second; one that was killed just then never will. */
const NEVER_CLAIMED_MS = 30_000;
/** A hub that restarts is back by then, and would otherwise have to start a new keeper. */
const ABANDONED_MS = 10_000;
/** How often a keeper that only remembers how programs ended looks whether a hub could still find it and ask. */
const LOOK_EVERY_MS = 10_000;
/** A system that shuts down ends programs and keepers in no particular order, but within moments. */
const DISMISSED_MS = 20_000;

export interface VigilNeeds {
  readonly clock: Clock;
  /** Whether a hub that comes could find this keeper. */
  readonly isFindable: () => boolean;
  readonly onIdle: () => void;
}

/** What a keeper has. `exits`: nothing runs any more, and how it ended is not told yet. */
export type Load = 'programs' | 'exits' | 'nothing';

/** Decides when nobody can want a keeper any more. It never ends one in which something runs. */
export class Vigil implements Disposable {
  private readonly needs: VigilNeeds;
  private readonly timer = new MutableDisposable<Disposable>();
  private dismissedAt = Number.NEGATIVE_INFINITY;

  constructor(needs: VigilNeeds) {
    this.needs = needs;
    this.timer.value = needs.clock.after(NEVER_CLAIMED_MS, needs.onIdle);
  }

  /** Called whenever either of these may have changed. */
  changed(load: Load, isClaimed: boolean): void {
    this.timer.value = load === 'programs' ? undefined : this.wait(load, isClaimed);
  }

  /** Somebody wants it gone: it goes as soon as nothing runs in it, if that is soon. */
  dismissed(): void {
    this.dismissedAt = this.needs.clock.monotonic();
  }

  dispose(): void {
    this.timer.dispose();
  }

  private wait(load: 'exits' | 'nothing', isClaimed: boolean): Disposable | undefined {
    const { clock, isFindable, onIdle } = this.needs;
    // Its hub takes note of exits first, and releases them.
    if (isClaimed && load === 'exits') return undefined;
    if (clock.monotonic() - this.dismissedAt < DISMISSED_MS) return clock.after(0, onIdle);
    if (isClaimed) return undefined;
    if (load === 'nothing') return clock.after(ABANDONED_MS, onIdle);
    return clock.every(LOOK_EVERY_MS, () => {
      if (!isFindable()) onIdle();
    });
  }
}
