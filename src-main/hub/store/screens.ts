import { z } from 'zod';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Database, Statement } from './database.ts';
import type { PendingWrites } from './group-commit.ts';

/** A terminal's screen as it was when its output had come to `offset`. */
export interface SavedScreen {
  readonly offset: number;
  readonly size: { readonly cols: number; readonly rows: number };
  /** Escape sequences that draw it. */
  readonly bytes: Uint8Array;
  /** The same as text. */
  readonly lines: ReadonlyArray<string>;
  readonly cursor: { readonly x: number; readonly y: number };
}

/** What of a screen is neither bytes nor a number that anybody asks for alone. */
const textSchema = z.object({ lines: z.array(z.string()), cursor: z.object({ x: z.number(), y: z.number() }) });

interface Row {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly cols: number;
  readonly rows: number;
  readonly text: string;
}

interface Waiting {
  /** Undefined: to be forgotten. */
  readonly screen: SavedScreen | undefined;
  readonly at: number;
}

/** Screens in one transaction: some hundred KiB. */
const STEP = 8;

/** The last screen of each terminal, to be shown when the terminal itself is gone. */
export class Screens implements PendingWrites {
  private readonly clock: Clock;
  private readonly touch: () => void;
  private readonly changed = new Map<string, Waiting>();
  private step: ReadonlyArray<readonly [string, Waiting]> = [];
  private upsert: Upsert;
  private erase: Statement<[string], unknown>;
  private select: Statement<[string], Row>;

  constructor(db: Database, clock: Clock, touch: () => void) {
    this.clock = clock;
    this.touch = touch;
    this.upsert = prepareUpsert(db);
    this.erase = prepareErase(db);
    this.select = prepareSelect(db);
  }

  get waiting(): number {
    return this.changed.size;
  }

  /** The latest counts; `bytes` must not change afterwards. */
  put(terminal: string, screen: SavedScreen | undefined): void {
    this.changed.set(terminal, { screen, at: this.clock.now() });
    this.touch();
  }

  get(terminal: string): SavedScreen | undefined {
    const waiting = this.changed.get(terminal);
    if (waiting !== undefined) return waiting.screen;
    const row = this.select.get(terminal);
    if (row === undefined) return undefined;
    const { bytes, offset, cols, rows, text } = row;
    return { bytes, offset, size: { cols, rows }, ...textSchema.parse(JSON.parse(text)) };
  }

  /** Goes on in another, empty file: the screens of the old one are made again as terminals change. */
  reopen(db: Database): void {
    this.upsert = prepareUpsert(db);
    this.erase = prepareErase(db);
    this.select = prepareSelect(db);
  }

  write(): void {
    this.step = [...this.changed.entries()].slice(0, STEP);
    for (const [terminal, { screen, at }] of this.step) {
      if (screen === undefined) {
        this.erase.run(terminal);
        continue;
      }
      const { bytes, offset, size, lines, cursor } = screen;
      this.upsert.run(terminal, bytes, offset, size.cols, size.rows, JSON.stringify({ lines, cursor }), at);
    }
  }

  written(): void {
    for (const [terminal] of this.step) this.changed.delete(terminal);
    this.step = [];
  }
}

type Upsert = Statement<[string, Uint8Array, number, number, number, string, number], unknown>;

function prepareUpsert(db: Database): Upsert {
  return db.prepare(
    `INSERT INTO screens (terminal, bytes, offset, cols, rows, text, at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (terminal) DO UPDATE SET bytes = excluded.bytes, offset = excluded.offset, cols = excluded.cols,
       rows = excluded.rows, text = excluded.text, at = excluded.at`,
  );
}

function prepareErase(db: Database): Statement<[string], unknown> {
  return db.prepare('DELETE FROM screens WHERE terminal = ?');
}

function prepareSelect(db: Database): Statement<[string], Row> {
  return db.prepare('SELECT bytes, offset, cols, rows, text FROM screens WHERE terminal = ?');
}
