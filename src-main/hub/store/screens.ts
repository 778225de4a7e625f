import type { Database, Statement } from './database.ts';
import type { PendingWrites } from './group-commit.ts';

/** A terminal's screen as it was when its output had come to `offset`. */
export interface ScreenCheckpoint {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly cols: number;
  readonly rows: number;
  readonly at: number;
}

/** Screens in one transaction: some hundred KiB. */
const STEP = 8;

/** The last screen of each terminal, to be shown when the terminal itself is gone. */
export class Screens implements PendingWrites {
  private readonly touch: () => void;
  /** What waits, by terminal: the latest, or undefined for one that is to be forgotten. */
  private readonly changed = new Map<string, ScreenCheckpoint | undefined>();
  private step: ReadonlyArray<readonly [string, ScreenCheckpoint | undefined]> = [];
  private upsert: Statement<[string, Uint8Array, number, number, number, number], unknown>;
  private erase: Statement<[string], unknown>;
  private select: Statement<[string], ScreenCheckpoint>;

  constructor(db: Database, touch: () => void) {
    this.touch = touch;
    this.upsert = prepareUpsert(db);
    this.erase = prepareErase(db);
    this.select = prepareSelect(db);
  }

  get waiting(): number {
    return this.changed.size;
  }

  put(terminal: string, screen: ScreenCheckpoint): void {
    this.changed.set(terminal, screen);
    this.touch();
  }

  remove(terminal: string): void {
    this.changed.set(terminal, undefined);
    this.touch();
  }

  get(terminal: string): ScreenCheckpoint | undefined {
    return this.changed.has(terminal) ? this.changed.get(terminal) : this.select.get(terminal);
  }

  /** Goes on in another, empty file: the screens that were in the old one are made again as terminals change. */
  reopen(db: Database): void {
    this.upsert = prepareUpsert(db);
    this.erase = prepareErase(db);
    this.select = prepareSelect(db);
  }

  write(): void {
    this.step = [...this.changed.entries()].slice(0, STEP);
    for (const [terminal, screen] of this.step) {
      if (screen === undefined) this.erase.run(terminal);
      else this.upsert.run(terminal, screen.bytes, screen.offset, screen.cols, screen.rows, screen.at);
    }
  }

  written(): void {
    for (const [terminal] of this.step) this.changed.delete(terminal);
    this.step = [];
  }
}

function prepareUpsert(db: Database): Statement<[string, Uint8Array, number, number, number, number], unknown> {
  return db.prepare(
    `INSERT INTO screens (terminal, bytes, offset, cols, rows, at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (terminal) DO UPDATE SET bytes = excluded.bytes, offset = excluded.offset, cols = excluded.cols,
       rows = excluded.rows, at = excluded.at`,
  );
}

function prepareErase(db: Database): Statement<[string], unknown> {
  return db.prepare('DELETE FROM screens WHERE terminal = ?');
}

function prepareSelect(db: Database): Statement<[string], ScreenCheckpoint> {
  return db.prepare('SELECT bytes, offset, cols, rows, at FROM screens WHERE terminal = ?');
}
