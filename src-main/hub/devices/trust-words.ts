import type { Clock } from '../../../src-shared/base/clock.ts';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import type { TrustRow } from '../store/trust-table.ts';

/** How long the operator's word for a network stands. */
export const WORD_MS = 30 * 24 * 60 * 60 * 1000;
/** A clock that is set a little is no reason to take the word back; one that is set by more is not believed. */
const CLOCK_SLACK_MS = 10 * 60 * 1000;

export interface TrustStore {
  all(): TrustRow[];
  put(row: TrustRow): void;
  remove(network: string): void;
}

/** The operator's word that a network may carry full control over plain http. */
export class TrustWords {
  private readonly store: TrustStore;
  private readonly clock: Clock;
  private readonly words: Map<string, number>;
  private readonly changed = new Emitter<void>();

  readonly onChanged = this.changed.event;

  constructor(store: TrustStore, clock: Clock) {
    this.store = store;
    this.clock = clock;
    this.words = new Map(store.all().map(({ network, grantedAt }) => [network, grantedAt]));
  }

  /** Until when the word for it stands, wall clock; null when there is none. */
  until(network: string | null): number | null {
    const grantedAt = network === null ? undefined : this.words.get(network);
    if (grantedAt === undefined) return null;
    const now = this.clock.now();
    // A clock that was set back would make thirty days longer.
    if (now < grantedAt - CLOCK_SLACK_MS || now >= grantedAt + WORD_MS) return null;
    return grantedAt + WORD_MS;
  }

  isTrusted(network: string | null): boolean {
    return this.until(network) !== null;
  }

  /** Throws when it cannot be written down, which `durably` does, perhaps together with more. */
  allow(network: string, durably: (write: () => void) => void = (write) => write()): void {
    const grantedAt = this.clock.now();
    durably(() => this.store.put({ network, grantedAt }));
    this.words.set(network, grantedAt);
    this.changed.fire();
  }

  forget(network: string): void {
    if (!this.words.delete(network)) return;
    this.changed.fire();
    this.store.remove(network);
  }
}
