import { type Clock, sleep } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import type { RandomBytes } from '../../../src-shared/base/ids.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { Ballast } from './ballast.ts';
import { type Database, faultOf } from './database.ts';
import { type ChannelLog, type CurrentState, EventLog } from './event-log.ts';
import { EventRun } from './event-run.ts';
import { giveBackPages } from './free-pages.ts';
import { GroupCommit } from './group-commit.ts';
import type { Migration } from './migrations.ts';
import { type SavedScreen, Screens } from './screens.ts';
import { TerminalRecords } from './terminal-records.ts';
import { TypingTable } from './typing-table.ts';
import type { Unwritable } from './unwritable.ts';

export const eventsMigrations: ReadonlyArray<Migration> = [
  (db) =>
    db.exec(`
      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
      CREATE TABLE events (
        channel TEXT NOT NULL,
        seq INTEGER NOT NULL,
        at INTEGER NOT NULL,
        action TEXT NOT NULL,
        PRIMARY KEY (channel, seq)
      ) WITHOUT ROWID;
      CREATE TABLE states (channel TEXT PRIMARY KEY, seq INTEGER NOT NULL, state TEXT NOT NULL);
      CREATE TABLE terminals (id TEXT PRIMARY KEY, record TEXT NOT NULL);
      CREATE TABLE screens (
        terminal TEXT PRIMARY KEY,
        bytes BLOB NOT NULL,
        offset INTEGER NOT NULL,
        cols INTEGER NOT NULL,
        rows INTEGER NOT NULL,
        text TEXT NOT NULL,
        at INTEGER NOT NULL
      );
    `),
  (db) =>
    db.exec(`
      CREATE TABLE typing (
        device TEXT NOT NULL,
        terminal TEXT NOT NULL,
        began INTEGER NOT NULL,
        ended INTEGER NOT NULL,
        PRIMARY KEY (device, terminal, began)
      ) WITHOUT ROWID;
      CREATE INDEX typingByEnd ON typing (ended);
    `),
];

const PRUNE_EVERY_MS = 60_000;
/** Between two steps of pruning, so that it never holds up anything else. */
const PRUNE_PAUSE_MS = 20;

interface EventsParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: RandomBytes;
  readonly unwritable: Unwritable;
  readonly ballast: Ballast;
  /** Puts the corrupt file aside, tells the user, and answers with a fresh one. Called after `close` of the old one. */
  readonly replace: () => Database;
}

/** Where terminals keep what they want to find again. Writes are grouped; a failure is told in the troubles. */
export interface TerminalShelf {
  /** As saved; whoever reads them checks them. */
  list(): ReadonlyArray<unknown>;
  save(id: string, record: object): void;
  /** Forgets the terminal with its screen. */
  remove(id: string): void;
  saveScreen(id: string, screen: SavedScreen): void;
  screen(id: string): SavedScreen | null;
}

/** `events.db`: what happened and how things look. Everything here may be late by a few ms, nothing is out of order. */
export class Events {
  /** Records and screens of terminals, as `terminals` wants them. */
  readonly terminals: TerminalShelf;
  /** Who typed where when. */
  readonly typing: Pick<TypingTable, 'put' | 'list' | 'prune'>;
  private readonly parts: EventsParts;
  private readonly run: EventRun;
  private readonly events: EventLog;
  private readonly records: TerminalRecords;
  private readonly screens: Screens;
  private readonly typed: TypingTable;
  private readonly commits: GroupCommit;
  private readonly owned = new DisposableStore();
  private readonly pruning = this.owned.add(new MutableDisposable<Disposable>());
  private db: Database;
  /** The file is known to be broken and could not be replaced yet. */
  private corrupt = false;

  constructor(db: Database, parts: EventsParts) {
    this.db = db;
    this.parts = parts;
    const touch = (rows?: number): void => this.commits.touch(rows);
    this.run = new EventRun(db, parts.random);
    this.events = new EventLog(db, parts.clock, this.run.log, touch);
    this.records = new TerminalRecords(db, touch);
    this.screens = new Screens(db, parts.clock, touch);
    this.typed = new TypingTable(db, touch);
    this.typing = {
      put: (typing) => this.typed.put(typing),
      list: (filter, most) => this.tryToRead(() => this.typed.list(filter, most)) ?? [],
      prune: (most) => void this.tryTo(() => this.typed.prune(most)),
    };
    this.terminals = {
      list: () => this.records.list(parts.log),
      save: (id, record) => this.records.save(id, record),
      remove: (id) => {
        this.records.remove(id);
        this.screens.put(id, undefined);
      },
      saveScreen: (id, screen) => this.screens.put(id, screen),
      screen: (id) => this.readScreen(id),
    };
    this.commits = this.owned.add(
      new GroupCommit(
        parts.clock,
        {
          transaction: (body) => this.db.transaction(body),
          mayWrite: () => !parts.ballast.spent || parts.ballast.restore(),
          failed: (error) => this.failed(error),
          succeeded: () => parts.unwritable.recovered('events'),
        },
        [this.run, this.records, this.events, this.screens, this.typed],
      ),
    );
    this.owned.add(parts.clock.every(PRUNE_EVERY_MS, () => this.prune()));
  }

  /** A durable channel's part of the log; `current` is asked when its state is to be saved. */
  channel(name: string, current: CurrentState): ChannelLog {
    return this.events.channel(name, current);
  }

  /** Resolves true when everything said so far is committed; false when it cannot be written just now (it goes on trying). */
  durable(): Promise<boolean> {
    return this.commits.durable();
  }

  /** Commits now; true when nothing waits any more. */
  flush(): boolean {
    return this.commits.flush();
  }

  /** Gives room that is free in the file back to the disk, in short steps; on a full disk as far as that goes. */
  async shrink(): Promise<void> {
    if (!(await this.durable())) return;
    let more = true;
    while (more && !this.owned.isDisposed) {
      const went = this.tryTo(() => {
        more = giveBackPages(this.db);
      });
      if (!went) return;
      await sleep(this.parts.clock, PRUNE_PAUSE_MS);
    }
  }

  /** Writes what waits and marks the end as orderly, if that is possible. */
  close(): void {
    this.events.takeStates();
    if (this.commits.flush()) this.tryTo(() => this.run.end());
    this.owned.dispose();
    this.tryTo(() => this.db.close());
  }

  /** Deletes actions that are old, in short steps; also runs every minute by itself. */
  prune(): void {
    this.pruning.value = undefined;
    this.tryTo(() => {
      if (this.events.prune()) this.pruning.value = this.parts.clock.after(PRUNE_PAUSE_MS, () => this.prune());
    });
  }

  private readScreen(id: string): SavedScreen | null {
    return this.tryToRead(() => this.screens.get(id)) ?? null;
  }

  private failed(error: unknown): boolean {
    this.corrupt ||= faultOf(error) === 'corrupt';
    if (this.corrupt && this.tryToReplace()) return true;
    this.parts.unwritable.failed('events', error);
    return false;
  }

  private tryToReplace(): boolean {
    return this.tryTo(() => {
      this.db.close();
      this.db = this.parts.replace();
      for (const part of [this.run, this.events, this.records, this.screens, this.typed]) part.reopen(this.db);
      this.corrupt = false;
    });
  }

  private tryToRead<T>(read: () => T): T | undefined {
    let value: T | undefined;
    this.tryTo(() => {
      value = read();
    });
    return value;
  }

  /** For what is worth trying and no loss: the writers notice and tell a lasting fault themselves. */
  private tryTo(act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      this.parts.log.warn('events.db', { reason: String(error) });
      return false;
    }
  }
}
