import { newId, type RandomBytes } from '../../../src-shared/base/ids.ts';
import type { Database } from './database.ts';
import type { PendingWrites } from './group-commit.ts';

/**
 * Names the run of sequence numbers that clients hold cursors into. It goes on over an orderly restart. After any other
 * end it is a new one: clients may have been told of actions that never reached the disk, and their cursors would then
 * point into a history that went differently.
 */
export class EventRun implements PendingWrites {
  readonly log: string;
  private db: Database;
  private unsaved = false;

  constructor(db: Database, random: RandomBytes) {
    this.db = db;
    const orderly = readMeta(db, 'clean') === '1' ? readMeta(db, 'log') : undefined;
    this.log = orderly ?? newId('l', random);
    if (this.begin()) return;
    // The file still says "orderly end" and cannot be told otherwise: only a name that it does not know is safe.
    this.log = newId('l', random);
    this.unsaved = true;
  }

  get waiting(): number {
    return this.unsaved ? 1 : 0;
  }

  /** Says that the end was orderly. Only when nothing waits any more. */
  end(): void {
    this.durably(() => writeMeta(this.db, 'clean', '1'));
  }

  /** Goes on in another, empty file. */
  reopen(db: Database): void {
    this.db = db;
    this.unsaved = true;
  }

  write(): void {
    writeMeta(this.db, 'log', this.log);
    writeMeta(this.db, 'clean', '0');
  }

  written(): void {
    this.unsaved = false;
  }

  private begin(): boolean {
    try {
      this.durably(() => this.write());
      return true;
    } catch {
      // The rows go on waiting, and the group commit that cannot write them either tells the user why.
      return false;
    }
  }

  /** These two must not be lost with the power, or a run would seem orderly that was not. */
  private durably(body: () => void): void {
    this.db.exec('PRAGMA synchronous=FULL');
    try {
      this.db.transaction(body);
    } finally {
      this.db.exec('PRAGMA synchronous=NORMAL');
    }
  }
}

function readMeta(db: Database, key: string): string | undefined {
  return db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?').get(key)?.value;
}

function writeMeta(db: Database, key: string, value: string): void {
  db.prepare<[string, string]>(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  ).run(key, value);
}
