import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Database, SqlValue, Statement } from './database.ts';
import type { PendingWrites } from './group-commit.ts';

/** An action as it stands in the log: JSON text, since it goes out to clients as it is. */
export interface LoggedAction {
  readonly seq: number;
  readonly action: string;
}

/** What a channel finds when it opens its part of the log. */
export interface StoredChannel {
  /** The state that was saved last, and the last action that is contained in it. */
  readonly state: { readonly seq: number; readonly text: string } | undefined;
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
export type CurrentState = () => { readonly seq: number; readonly text: string };

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
  state: { readonly seq: number; readonly text: string } | undefined;
}

interface Entry {
  readonly channel: OpenChannel;
  readonly seq: number;
  readonly at: number;
  readonly action: string;
}

/** Replaying at a start stays below a few milliseconds. */
const STATE_EVERY = 1_000;
/** Past this, what a saved state contains is dropped: the log may then have a gap, the state never. */
const MOST_WAITING = 10_000;
/** Rows in one transaction: under 5 ms on a slow disk. */
const STEP = 1_024;
/** Rows in one statement; a call into SQLite costs more than a row. */
const ROWS = 16;
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
  private readonly clock: Clock;
  private readonly touch: (rows: number) => void;
  private readonly channels = new Map<string, OpenChannel>();
  private readonly queue: Entry[] = [];
  private db: Database;
  private insertOne: Statement<SqlValue[], unknown>;
  private insertMany: Statement<SqlValue[], unknown>;
  private saveState: Statement<[string, number, string], unknown>;
  private taken = 0;
  /** Names this run of sequence numbers: fresh after an end that was not orderly, since clients may know more than we. */
  readonly log: string;

  constructor(db: Database, clock: Clock, log: string, touch: (rows: number) => void) {
    this.clock = clock;
    this.touch = touch;
    this.log = log;
    this.db = db;
    this.insertOne = prepareInsert(db, 1);
    this.insertMany = prepareInsert(db, ROWS);
    this.saveState = prepareSaveState(db);
  }

  get waiting(): number {
    let states = 0;
    for (const channel of this.channels.values()) if (channel.state !== undefined) states++;
    return this.queue.length + states;
  }

  /** Opens a channel's part. `current` is asked from the first append on. */
  channel(name: string, current: CurrentState): ChannelLog {
    const stored = readStored(this.db, name);
    const saved = stored.state?.seq ?? 0;
    const last = Math.max(saved, stored.actions.at(-1)?.seq ?? 0);
    const channel: OpenChannel = { name, current, last, saved, sinceState: 0, state: undefined };
    this.channels.set(name, channel);
    return {
      log: this.log,
      stored,
      append: (seq, action) => this.append({ channel, seq, at: this.clock.now(), action }),
    };
  }

  /** Takes every channel's state for writing, so that a start has nothing to replay. */
  takeStates(): void {
    for (const channel of this.channels.values()) this.takeState(channel);
  }

  /** Goes on in another, empty file: what is known now is all it will know. */
  reopen(db: Database): void {
    this.db = db;
    this.insertOne = prepareInsert(db, 1);
    this.insertMany = prepareInsert(db, ROWS);
    this.saveState = prepareSaveState(db);
    this.takeStates();
  }

  write(): void {
    this.taken = Math.min(STEP, this.queue.length);
    let at = 0;
    for (; at + ROWS <= this.taken; at += ROWS) this.insertMany.run(...this.rows(at, ROWS));
    for (; at < this.taken; at++) this.insertOne.run(...this.rows(at, 1));
    for (const { name, state } of this.channels.values()) {
      if (state !== undefined) this.saveState.run(name, state.seq, state.text);
    }
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
      const oldest = this.db
        .prepare<[string], { seq: number | null }>('SELECT min(seq) AS seq FROM events WHERE channel = ?')
        .get(name)?.seq;
      const limit = Math.min(last - KEPT_ACTIONS, saved);
      if (oldest === null || oldest === undefined || oldest > limit) continue;
      this.db
        .prepare<[string, number]>('DELETE FROM events WHERE channel = ? AND seq <= ?')
        .run(name, Math.min(limit, oldest + PRUNED_AT_ONCE - 1));
      return true;
    }
    return false;
  }

  private append(entry: Entry): void {
    this.queue.push(entry);
    entry.channel.last = entry.seq;
    if (++entry.channel.sinceState >= STATE_EVERY) this.takeState(entry.channel);
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
    const kept = this.queue.filter((entry) => entry.seq > (entry.channel.state?.seq ?? 0));
    this.queue.length = 0;
    this.queue.push(...kept);
  }

  private rows(from: number, count: number): SqlValue[] {
    const values: SqlValue[] = [];
    for (let at = from; at < from + count; at++) {
      const entry = this.queue[at];
      if (entry !== undefined) values.push(entry.channel.name, entry.seq, entry.at, entry.action);
    }
    return values;
  }
}

function prepareInsert(db: Database, rows: number): Statement<SqlValue[], unknown> {
  const values = Array.from({ length: rows }, () => '(?, ?, ?, ?)').join(', ');
  // A clash would hold up every row behind it for good, and numbers are given out once: there is nothing to lose.
  return db.prepare(`INSERT OR REPLACE INTO events (channel, seq, at, action) VALUES ${values}`);
}

function prepareSaveState(db: Database): Statement<[string, number, string], unknown> {
  return db.prepare(
    `INSERT INTO states (channel, seq, state) VALUES (?, ?, ?)
     ON CONFLICT (channel) DO UPDATE SET seq = excluded.seq, state = excluded.state`,
  );
}

function readStored(db: Database, channel: string): StoredChannel {
  const state = db
    .prepare<[string], { seq: number; text: string }>('SELECT seq, state AS text FROM states WHERE channel = ?')
    .get(channel);
  const newestFirst = db
    .prepare<[string, number, number], LoggedAction>(
      'SELECT seq, action FROM events WHERE channel = ? AND seq > ? ORDER BY seq DESC LIMIT ?',
    )
    // From the saved state on all of them, before it as many as clients may ask for.
    .all(channel, Math.max(0, (state?.seq ?? 0) - RECENT), STATE_EVERY + MOST_WAITING + RECENT);
  return { state, actions: withoutGap(newestFirst) };
}

function withoutGap(newestFirst: ReadonlyArray<LoggedAction>): LoggedAction[] {
  const kept: LoggedAction[] = [];
  for (const action of newestFirst) {
    const after = kept.at(-1);
    if (after !== undefined && action.seq !== after.seq - 1) break;
    kept.push(action);
  }
  return kept.reverse();
}
