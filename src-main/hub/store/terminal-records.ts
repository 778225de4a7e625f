import { z } from 'zod';
import type { Log } from '../../../src-shared/base/log.ts';
import { type TerminalInfo, terminalInfoSchema } from '../../../src-shared/protocol/channels/terminal/state.ts';
import type { Database, Statement } from './database.ts';
import type { PendingWrites } from './group-commit.ts';

/** What was asked for when a terminal was started, so that it can be asked for once more. */
export const launchSchema = z.object({
  /** Null: the user's shell. */
  command: z.object({ file: z.string(), args: z.array(z.string()) }).nullable(),
  cwd: z.string(),
  /** What was added to the hub's environment. */
  env: z.record(z.string(), z.string()),
});
export type Launch = z.infer<typeof launchSchema>;

export interface TerminalRecord {
  readonly info: TerminalInfo;
  readonly launch: Launch;
}

const recordSchema = z.object({ info: terminalInfoSchema, launch: launchSchema });

/**
 * Every terminal that the hub knows, kept in memory and written behind: the latest of each, however often it changed.
 */
export class TerminalRecords implements PendingWrites {
  private readonly touch: () => void;
  private readonly records = new Map<string, TerminalRecord>();
  private readonly changed = new Set<string>();
  private upsert: Statement<[string, string], unknown>;
  private erase: Statement<[string], unknown>;

  constructor(db: Database, log: Log, touch: () => void) {
    this.touch = touch;
    this.upsert = prepareUpsert(db);
    this.erase = prepareErase(db);
    for (const row of db.prepare<[], { id: string; record: string }>('SELECT id, record FROM terminals').all()) {
      const record = parseRecord(row.record);
      if (record === undefined) log.warn('a terminal record cannot be read and is left out', { terminal: row.id });
      else this.records.set(row.id, record);
    }
  }

  get waiting(): number {
    return this.changed.size;
  }

  all(): TerminalRecord[] {
    return [...this.records.values()];
  }

  get(id: string): TerminalRecord | undefined {
    return this.records.get(id);
  }

  put(record: TerminalRecord): void {
    this.records.set(record.info.id, record);
    this.changed.add(record.info.id);
    this.touch();
  }

  remove(id: string): void {
    this.records.delete(id);
    this.changed.add(id);
    this.touch();
  }

  /** Goes on in another, empty file. */
  reopen(db: Database): void {
    this.upsert = prepareUpsert(db);
    this.erase = prepareErase(db);
    for (const id of this.records.keys()) this.changed.add(id);
  }

  write(): void {
    for (const id of this.changed) {
      const record = this.records.get(id);
      if (record === undefined) this.erase.run(id);
      else this.upsert.run(id, JSON.stringify(record));
    }
  }

  written(): void {
    this.changed.clear();
  }
}

function prepareUpsert(db: Database): Statement<[string, string], unknown> {
  return db.prepare(
    'INSERT INTO terminals (id, record) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record',
  );
}

function prepareErase(db: Database): Statement<[string], unknown> {
  return db.prepare('DELETE FROM terminals WHERE id = ?');
}

function parseRecord(text: string): TerminalRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    // The caller says which one; an orphan in a keeper is found again without its record.
    return undefined;
  }
}
