import type { Database, SqlValue, Statement } from './database.ts';

/** An action as it stands in the log: JSON text, since it goes out to clients as it is. */
export interface LoggedAction {
  readonly seq: number;
  readonly action: string;
}

export interface SavedState {
  /** The last action that is contained in it. */
  readonly seq: number;
  readonly text: string;
}

export interface EventRow extends LoggedAction {
  readonly channel: string;
  readonly at: number;
}

/** Rows in one statement; a call into SQLite costs more than a row. */
const AT_ONCE = 16;

/** The SQL of the event log, prepared for one open file. */
export class EventRows {
  private readonly insertOne: Statement<SqlValue[], unknown>;
  private readonly insertMany: Statement<SqlValue[], unknown>;
  private readonly upsertState: Statement<[string, number, string], unknown>;
  private readonly selectState: Statement<[string], SavedState>;
  private readonly selectActions: Statement<[string, number], LoggedAction>;
  private readonly selectOldest: Statement<[string], { readonly seq: number | null }>;
  private readonly deleteUpTo: Statement<[string, number], unknown>;

  constructor(db: Database) {
    this.insertOne = prepareInsert(db, 1);
    this.insertMany = prepareInsert(db, AT_ONCE);
    this.upsertState = db.prepare(
      `INSERT INTO states (channel, seq, state) VALUES (?, ?, ?)
       ON CONFLICT (channel) DO UPDATE SET seq = excluded.seq, state = excluded.state`,
    );
    this.selectState = db.prepare('SELECT seq, state AS text FROM states WHERE channel = ?');
    this.selectActions = db.prepare('SELECT seq, action FROM events WHERE channel = ? AND seq > ? ORDER BY seq');
    this.selectOldest = db.prepare('SELECT min(seq) AS seq FROM events WHERE channel = ?');
    this.deleteUpTo = db.prepare('DELETE FROM events WHERE channel = ? AND seq <= ?');
  }

  /** Writes the first `count` of `rows`. */
  insert(rows: ReadonlyArray<EventRow>, count: number): void {
    let at = 0;
    for (; at + AT_ONCE <= count; at += AT_ONCE) this.insertMany.run(...valuesOf(rows, at, AT_ONCE));
    for (; at < count; at++) this.insertOne.run(...valuesOf(rows, at, 1));
  }

  saveState(channel: string, state: SavedState): void {
    this.upsertState.run(channel, state.seq, state.text);
  }

  state(channel: string): SavedState | undefined {
    return this.selectState.get(channel);
  }

  /** Actions after `seq`, in order. */
  actions(channel: string, seq: number): LoggedAction[] {
    return this.selectActions.all(channel, seq);
  }

  oldest(channel: string): number | undefined {
    return this.selectOldest.get(channel)?.seq ?? undefined;
  }

  remove(channel: string, upTo: number): void {
    this.deleteUpTo.run(channel, upTo);
  }
}

function prepareInsert(db: Database, rows: number): Statement<SqlValue[], unknown> {
  const values = Array.from({ length: rows }, () => '(?, ?, ?, ?)').join(', ');
  // A clash would hold up every row behind it for good, and numbers are given out once: there is nothing to lose.
  return db.prepare(`INSERT OR REPLACE INTO events (channel, seq, at, action) VALUES ${values}`);
}

function valuesOf(rows: ReadonlyArray<EventRow>, from: number, count: number): SqlValue[] {
  const values: SqlValue[] = [];
  for (let at = from; at < from + count; at++) {
    const row = rows[at];
    if (row !== undefined) values.push(row.channel, row.seq, row.at, row.action);
  }
  return values;
}
