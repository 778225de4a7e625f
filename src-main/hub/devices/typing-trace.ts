import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Typing } from '../../../src-shared/protocol/channels/device/requests.ts';

/** Keys that are further apart than this belong to two stretches. */
const PAUSE_MS = 10_000;
/** Devices at terminals that are remembered as typing; more than any hub has. */
const MOST_CURRENT = 1_000;
/** Months of somebody who types all day. */
const MOST = 20_000;

export interface TypingStore {
  /** Adds a stretch, or makes the one that began then end later; kept when it suits. */
  put(typing: Typing): void;
  list(
    filter: { readonly terminal?: string | undefined; readonly device?: string | undefined },
    most: number,
  ): Typing[];
  /** Keeps the last `most`. */
  prune(most: number): void;
}

/** Which device typed into which terminal when, in stretches; never what. */
export class TypingTrace {
  private readonly store: TypingStore;
  private readonly clock: Clock;
  /** By device and terminal, without making a text for each key. */
  private readonly current = new Map<string, Map<string, Typing>>();
  private size = 0;
  private added = 0;

  constructor(store: TypingStore, clock: Clock) {
    this.store = store;
    this.clock = clock;
    store.prune(MOST);
  }

  /** Called for every operation that arrives, so it does next to nothing. */
  typed(device: string, terminal: string): void {
    const now = this.clock.now();
    const known = this.current.get(device)?.get(terminal);
    const goesOn = known !== undefined && now >= known.until && now - known.until <= PAUSE_MS;
    // A second more or less tells nobody anything.
    if (goesOn && now - known.until < 1_000) return;
    const typing = { device, terminal, from: goesOn ? known.from : now, until: now };
    this.remember(typing);
    this.store.put(typing);
    if (goesOn) return;
    this.added += 1;
    if (this.added % 1_000 === 0) this.store.prune(MOST);
    if (this.size > MOST_CURRENT) this.forget();
  }

  list(filter: Parameters<TypingStore['list']>[0], most: number): Typing[] {
    return this.store.list(filter, most);
  }

  private remember(typing: Typing): void {
    const terminals = this.current.get(typing.device) ?? new Map<string, Typing>();
    if (!terminals.has(typing.terminal)) this.size += 1;
    this.current.set(typing.device, terminals.set(typing.terminal, typing));
  }

  /** What goes on begins a new stretch, which is what happens anyway after a pause. */
  private forget(): void {
    this.current.clear();
    this.size = 0;
  }
}
