import { createPrivate, readUserVersion } from './data-files.ts';
import { type Database, faultOf } from './database.ts';
import { type Migration, migrate } from './migrations.ts';
import { StoreTooNew } from './store-error.ts';

/** How one of the store's two files is opened. */
export interface DatabaseKind {
  readonly file: string;
  readonly open: (file: string) => Database;
  /** FULL: a commit that returned survives a power cut. NORMAL: it survives a kill. */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** The WAL is worked into the file when it has this many pages, and used from its beginning again. */
  readonly journalPages: number;
  /** Whether pages that become free can be given back to the file system in short steps. */
  readonly shrinks: boolean;
  readonly migrations: ReadonlyArray<Migration>;
}

/** The pages of a WAL that has grown under a burst are given back to the file system, bytes. */
const JOURNAL_LIMIT = 4 * 1024 * 1024;

/** No schema will ever have such a number: the header itself is damaged. */
const NO_SCHEMA = 10_000;

/**
 * Opens, locks, checks and migrates. Throws StoreTooNew with the file untouched; SQLite's own errors otherwise, among
 * them `corrupt` for a file that does not pass the check.
 *
 * The lock is exclusive and belongs to the process: the system takes it back however the process ends. It also keeps the
 * WAL's index in memory, so that there is no mapped file that a full disk could pull away from under us.
 */
export function openChecked(kind: DatabaseKind): Database {
  const found = readUserVersion(kind.file);
  if (found < 0 || found > NO_SCHEMA) throw new CorruptDatabase(`its header says schema ${found}`);
  if (found > kind.migrations.length) throw new StoreTooNew(kind.file, found, kind.migrations.length);
  createPrivate(kind.file);
  const db = kind.open(kind.file);
  try {
    db.exec('PRAGMA locking_mode=EXCLUSIVE');
    // Counts for a file that is still empty, before anything else is written; see `free-pages.ts` for others.
    if (kind.shrinks) db.exec('PRAGMA auto_vacuum=INCREMENTAL');
    db.exec('PRAGMA journal_mode=WAL');
    db.exec(`PRAGMA synchronous=${kind.synchronous}`);
    db.exec(`PRAGMA wal_autocheckpoint=${kind.journalPages}`);
    db.exec(`PRAGMA journal_size_limit=${JOURNAL_LIMIT}`);
    db.exec('BEGIN IMMEDIATE; COMMIT');
    check(db);
    migrate(db, kind.file, kind.migrations);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A file that fails its check, as SQLite would say it when it came across the spot itself. */
class CorruptDatabase extends Error {
  override readonly name = 'CorruptDatabase';
  readonly code = 'SQLITE_CORRUPT';
}

function check(db: Database): void {
  const rows = db.prepare<[], { quick_check: string }>('PRAGMA quick_check(1)').all();
  const finding = rows[0]?.quick_check;
  if (finding !== 'ok') throw new CorruptDatabase(finding ?? 'the check gave no answer');
}

export function isCorrupt(error: unknown): boolean {
  return faultOf(error) === 'corrupt';
}
