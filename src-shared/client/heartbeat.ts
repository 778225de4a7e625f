import type { Clock } from '../base/clock.ts';
import { type Disposable, MutableDisposable } from '../base/disposable.ts';
import { HEARTBEAT_MS } from '../protocol/limits.ts';

/** A line on which nothing was heard for this long is dead: two heartbeats and the time an answer may need. */
export const LINE_DEAD_MS = 2 * HEARTBEAT_MS + 2_000;
/** After a wake-up (lid opened, network back) a line that is alive answers within this time. */
export const PROBE_MS = 3_000;

/** A line on which nothing came for two heartbeats hardly lives: it has this part of the time to show that it does. */
const IN_DOUBT = 0.4;

/** Keeps watch over one open connection: says that we are there, and notices when the hub no longer is. */
export class Heartbeat implements Disposable {
  private readonly clock: Clock;
  private readonly beat: () => void;
  private readonly dead: () => void;
  private readonly ticking: Disposable;
  private readonly probing = new MutableDisposable<Disposable>();
  private readonly probeMs: number;
  private heardAt: number;

  constructor(clock: Clock, beat: () => void, dead: () => void, probeMs = PROBE_MS) {
    this.clock = clock;
    this.probeMs = probeMs;
    this.beat = beat;
    this.dead = dead;
    this.heardAt = clock.monotonic();
    this.ticking = clock.every(HEARTBEAT_MS, () => this.tick());
  }

  /** Something came from the hub, whatever it was. */
  heard(): void {
    this.heardAt = this.clock.monotonic();
    this.probing.value = undefined;
  }

  /** Asks for a sign of life now and expects it soon. */
  probe(): void {
    this.beat();
    const doubtful = this.clock.monotonic() - this.heardAt >= 2 * HEARTBEAT_MS;
    this.probing.value ??= this.clock.after(doubtful ? this.probeMs * IN_DOUBT : this.probeMs, this.dead);
  }

  dispose(): void {
    this.ticking.dispose();
    this.probing.dispose();
  }

  private tick(): void {
    if (this.clock.monotonic() - this.heardAt >= LINE_DEAD_MS) this.dead();
    else this.beat();
  }
}
