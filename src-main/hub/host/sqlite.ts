import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Database, SqlValue, Statement, Synchronous } from '../store/database.ts';

/** How long a lock of another process (a backup tool, a hub that is just dying) is waited for, ms. */
const BUSY_TIMEOUT_MS = 250;

/** The door to better-sqlite3: opens a file, creating it when it is not there. Throws SQLite's errors as they are. */
export function openSqlite(file: string): Database {
  return new SqliteDatabase(new Sqlite(file, { timeout: BUSY_TIMEOUT_MS }));
}

class SqliteDatabase implements Database {
  private readonly inner: Sqlite.Database;

  constructor(inner: Sqlite.Database) {
    this.inner = inner;
  }

  exec(sql: string): void {
    this.inner.exec(sql);
  }

  prepare<P extends ReadonlyArray<SqlValue>, R>(sql: string): Statement<P, R> {
    // The package's statement is used as it is: a wrapper would cost on every row. Its own types want mutable arrays.
    return this.inner.prepare(sql) as unknown as Statement<P, R>;
  }

  transaction<T>(body: () => Synchronous<T>): T {
    // What is left of Synchronous<T> once `body` compiles is T; the package itself throws should a promise get through.
    return this.inner.transaction(body).immediate() as T;
  }

  backupTo(file: string): void {
    const draft = `${file}.draft`;
    try {
      // SQLite takes an empty file, and so it is never one that others can read.
      writeFileSync(draft, '', { mode: 0o600 });
      this.inner.prepare('VACUUM INTO ?').run(draft);
      syncToDisk(draft);
      renameSync(draft, file);
    } catch (error) {
      // On a full disk, half a copy would keep the room that is needed most.
      rmSync(draft, { force: true });
      throw error;
    }
    syncToDisk(dirname(file));
  }

  close(): void {
    this.inner.close();
  }
}

function syncToDisk(path: string): void {
  // Windows cannot open a directory; its renames are durable enough for a copy that is made again.
  if (process.platform === 'win32') return;
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
