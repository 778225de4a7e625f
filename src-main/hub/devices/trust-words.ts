import { Emitter } from '../../../src-shared/base/emitter.ts';
import type { TrustRow } from '../store/trust-table.ts';
import type { EndTime } from './devices.ts';
import type { Revocations } from './revocations.ts';

/** How long the operator's word for a network stands. */
export const WORD_MS = 30 * 24 * 60 * 60 * 1000;

export interface TrustStore {
  all(): TrustRow[];
  put(row: TrustRow): void;
  remove(network: string): void;
}

/** The operator's word that a network may carry full control over plain http. */
export class TrustWords {
  private readonly store: TrustStore;
  private readonly time: EndTime;
  private readonly revocations: Pick<Revocations, 'add'>;
  private readonly words: Map<string, number>;
  private readonly changed = new Emitter<void>();

  readonly onChanged = this.changed.event;

  /** `time` does not go back, so that a clock that is set back makes thirty days no longer. */
  constructor(store: TrustStore, time: EndTime, revocations: Pick<Revocations, 'add'>) {
    this.store = store;
    this.time = time;
    this.revocations = revocations;
    this.words = new Map(store.all().map(({ network, grantedAt }) => [network, grantedAt]));
  }

  /** Until when the word for it stands, wall clock; null when there is none. */
  until(network: string | null): number | null {
    const grantedAt = network === null ? undefined : this.words.get(network);
    return grantedAt === undefined || !this.stands(grantedAt) ? null : grantedAt + WORD_MS;
  }

  /** Asked for with every key that is typed over plain http. */
  isTrusted(network: string | null): boolean {
    const grantedAt = network === null ? undefined : this.words.get(network);
    return grantedAt !== undefined && this.stands(grantedAt);
  }

  list(): ReadonlyArray<{ readonly network: string; readonly until: number }> {
    return [...this.words].flatMap(([network, grantedAt]) =>
      this.stands(grantedAt) ? [{ network, until: grantedAt + WORD_MS }] : [],
    );
  }

  /** Throws when it cannot be written down, which `durably` does, perhaps together with more. */
  allow(network: string, durably: (write: () => void) => void = (write) => write()): void {
    this.time.believe();
    const grantedAt = this.time.now();
    durably(() => this.store.put({ network, grantedAt }));
    this.words.set(network, grantedAt);
    this.changed.fire();
  }

  /** Holds at once; what cannot be written is told, and the journal keeps an older copy of the store from bringing it back. */
  forget(network: string): void {
    if (!this.words.delete(network)) return;
    this.changed.fire();
    this.revocations.add({ forgot: network, at: this.time.now() });
    this.store.remove(network);
  }

  /** Granted later than now means a clock that ran ahead then: that word is believed by nobody. */
  private stands(grantedAt: number): boolean {
    const now = this.time.now();
    return now >= grantedAt && now < grantedAt + WORD_MS;
  }
}
