import type { Log } from '../../../src-shared/base/log.ts';
import type { Database, Statement } from './database.ts';
import type { PendingWrites } from './group-commit.ts';

/**
 * What is to be remembered of each terminal, as JSON that only its owner understands and checks. Kept in memory and
 * written behind: the latest of each, however often it changed.
 */
export class TerminalRecords implements PendingWrites {
  private readonly touch: () => void;
  private readonly texts = new Map<string, string>();
  private readonly changed = new Set<string>();
  private upsert: Statement<[string, string], unknown>;
  private erase: Statement<[string], unknown>;

  constructor(db: Database, touch: () => void) {
    this.touch = touch;
    this.upsert = prepareUpsert(db);
    this.erase = prepareErase(db);
    const rows = db.prepare<[], { id: string; record: string }>('SELECT id, record FROM terminals').all();
    for (const row of rows) this.texts.set(row.id, row.record);
  }

  get waiting(): number {
    return this.changed.size;
  }

  /** As they were saved; one that is no JSON is left out, and its keeper or nobody knows of the terminal. */
  list(log: Log): unknown[] {
    const records: unknown[] = [];
    for (const [id, text] of this.texts) {
      try {
        records.push(JSON.parse(text));
      } catch (error) {
        log.warn('a terminal record cannot be read and is left out', { terminal: id, reason: String(error) });
      }
    }
    return records;
  }

  save(id: string, record: object): void {
    this.texts.set(id, JSON.stringify(record));
    this.changed.add(id);
    this.touch();
  }

  remove(id: string): void {
    this.texts.delete(id);
    this.changed.add(id);
    this.touch();
  }

  /** Goes on in another, empty file. */
  reopen(db: Database): void {
    this.upsert = prepareUpsert(db);
    this.erase = prepareErase(db);
    for (const id of this.texts.keys()) this.changed.add(id);
  }

  write(): void {
    for (const id of this.changed) {
      const text = this.texts.get(id);
      if (text === undefined) this.erase.run(id);
      else this.upsert.run(id, text);
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
