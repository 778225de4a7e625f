import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Database } from './database.ts';
import { type EventRow, EventRows, type LoggedAction, type SavedState } from './event-rows.ts';
import type { PendingWrites } from './group-commit.ts';

/** What a channel finds when it opens its part of the log. */
export interface StoredChannel {
  /** The state that was saved last. */
  readonly state: SavedState | undefined;
  /** Actions in order without a gap, up to the last; they may begin before the saved state. */
  readonly actions: ReadonlyArray<LoggedAction>;
}

/** One durable channel's way to the log. */
export interface ChannelLog {
  /** Names this run of sequence numbers. */
  readonly log: string;
  readonly stored: StoredChannel;
  append(seq: number, action: string): void;
}

/** Asked whenever the log wants to save a channel's state: the JSON text and the last action in it. */
export type CurrentState = () => SavedState;

interface OpenChannel {
  readonly name: string;
  readonly current: CurrentState;
  /** The last action that was appended or found. */
  last: number;
  /** The last action in the state that stands in the file; older actions may go. */
  saved: number;
  /** Appended since a state was last taken. */
  sinceState: number;
  /** A state that waits to be written. */
  state: SavedState | undefined;
}

/** Replaying at a start stays below a few milliseconds. */
const STATE_EVERY = 1_000;
/** Past this, what a saved state contains is dropped: the log may then have a gap, the state never. */
const MOST_WAITING = 10_000;
/** Rows in one transaction: under 5 ms on a slow disk. */
const STEP = 1_024;
/** What a channel needs at a start to bring clients up to date that were away. */
const RECENT = 500;
/** Actions of a channel that are kept. */
export const KEPT_ACTIONS = 10_000;
/** Actions that one step of pruning deletes. */
const PRUNED_AT_ONCE = 500;

/**
 * The channels' numbered actions. Each channel can be brought back to its exact state: the one saved last, and every
 * action since.
 */
export class EventLog implements PendingWrites {
  /** Names this run of sequence numbers; see `EventRun`. */
  readonly log: string;
  private readonly clock: Clock;
  private readonly touch: (rows: number) => void;
  private readonly channels = new Map<string, OpenChannel>();
  private readonly queue: EventRow[] = [];
  private rows: EventRows;
  private taken = 0;

  constructor(db: Database, clock: Clock, log: string, touch: (rows: number) => void) {
    this.clock = clock;
    this.touch = touch;
    this.log = log;
    this.rows = new EventRows(db);
  }

  get waiting(): number {
    let states = 0;
    for (const channel of this.channels.values()) if (channel.state !== undefined) states++;
    return this.queue.length + states;
  }

  /** Opens a channel's part. `current` is asked from the first append on. */
  channel(name: string, current: CurrentState): ChannelLog {
    const stored = this.read(name);
    const saved = stored.state?.seq ?? 0;
    const last = Math.max(saved, stored.actions.at(-1)?.seq ?? 0);
    const channel: OpenChannel = { name, current, last, saved, sinceState: 0, state: undefined };
    this.channels.set(name, channel);
    return { log: this.log, stored, append: (seq, action) => this.append(channel, seq, action) };
  }

  /** Takes every channel's state for writing, so that a start has nothing to replay. */
  takeStates(): void {
    for (const channel of this.channels.values()) this.takeState(channel);
  }

  /** Goes on in another, empty file: what is known now is all it will know. */
  reopen(db: Database): void {
    this.rows = new EventRows(db);
    this.takeStates();
  }

  write(): void {
    this.taken = Math.min(STEP, this.queue.length);
    this.rows.insert(this.queue, this.taken);
    for (const { name, state } of this.channels.values()) if (state !== undefined) this.rows.saveState(name, state);
  }

  written(): void {
    this.queue.splice(0, this.taken);
    this.taken = 0;
    for (const channel of this.channels.values()) {
      channel.saved = channel.state?.seq ?? channel.saved;
      channel.state = undefined;
    }
  }

  /** Deletes a few actions that are neither recent nor needed to bring a state back; false when there are none left. */
  prune(): boolean {
    for (const { name, last, saved } of this.channels.values()) {
      const limit = Math.min(last - KEPT_ACTIONS, saved);
      const oldest = this.rows.oldest(name);
      if (oldest === undefined || oldest > limit) continue;
      this.rows.remove(name, Math.min(limit, oldest + PRUNED_AT_ONCE - 1));
      return true;
    }
    return false;
  }

  private read(name: string): StoredChannel {
    const state = this.rows.state(name);
    // From the saved state on all of them, before it as many as clients may ask for.
    return { state, actions: withoutGap(this.rows.actions(name, (state?.seq ?? 0) - RECENT)) };
  }

  private append(channel: OpenChannel, seq: number, action: string): void {
    this.queue.push({ channel: channel.name, seq, at: this.clock.now(), action });
    channel.last = seq;
    if (++channel.sinceState >= STATE_EVERY) this.takeState(channel);
    if (this.queue.length > MOST_WAITING) this.compact();
    this.touch(this.queue.length);
  }

  private takeState(channel: OpenChannel): void {
    channel.state = channel.current();
    channel.sinceState = 0;
  }

  /** Nothing could be written for long: the states say the same as the actions that led to them. */
  private compact(): void {
    this.takeStates();
    const kept = this.queue.filter(({ channel, seq }) => seq > (this.channels.get(channel)?.state?.seq ?? 0));
    this.queue.length = 0;
    this.queue.push(...kept);
  }
}

function withoutGap(actions: LoggedAction[]): LoggedAction[] {
  const last = actions.at(-1)?.seq ?? 0;
  // Numbers are unique and in order: as many as there are numbers means that none is missing.
  if (last - (actions[0]?.seq ?? 0) === actions.length - 1) return actions;
  const from = actions.findLastIndex((each, at) => last - each.seq !== actions.length - 1 - at) + 1;
  return actions.slice(from);
}
