/**
 * The little of SQLite that the store needs. Synchronous on purpose: a transaction that awaits something would hold the
 * one writer. `host/sqlite.ts` is the door to better-sqlite3; tests use the same with `:memory:`.
 */
export interface Database {
  exec(sql: string): void;
  prepare<P extends ReadonlyArray<SqlValue> = ReadonlyArray<SqlValue>, R = unknown>(sql: string): Statement<P, R>;
  /** Runs `body` in one IMMEDIATE transaction: all of it or nothing. */
  transaction<T>(body: () => Synchronous<T>): T;
  /** A consistent and durable copy into another file, which is replaced in one step. Throws when a page is corrupt. */
  backupTo(file: string): void;
  close(): void;
}

/** Becomes a type that no promise fits into, so that an async transaction body does not compile. */
export type Synchronous<T> =
  T extends PromiseLike<unknown>
    ? { readonly error: 'Transaction bodies cannot be async: they would hold the one writer.' }
    : T;

export type SqlValue = string | number | bigint | null | Uint8Array;

export interface Statement<P extends ReadonlyArray<SqlValue>, R> {
  run(...params: P): { readonly changes: number; readonly lastInsertRowid: number | bigint };
  get(...params: P): R | undefined;
  all(...params: P): R[];
}

/**
 * What a failed call means for the store. `full` and `io` pass (the write is tried again), `corrupt` means that the
 * file is not a sound database, `busy` that another process has it, `unwritable` that files cannot be made or changed.
 */
export type DatabaseFault = 'full' | 'io' | 'corrupt' | 'busy' | 'unwritable' | 'other';

/** SQLite's result codes by the beginning of their names; extended ones (SQLITE_IOERR_FSYNC) begin like their class. */
const FAULTS: ReadonlyArray<readonly [string, DatabaseFault]> = [
  ['SQLITE_FULL', 'full'],
  // A journal that cannot grow reports an I/O error of writing; the caller treats both as "not now".
  ['SQLITE_IOERR', 'io'],
  ['SQLITE_CORRUPT', 'corrupt'],
  ['SQLITE_NOTADB', 'corrupt'],
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_LOCKED', 'busy'],
  ['SQLITE_CANTOPEN', 'unwritable'],
  ['SQLITE_READONLY', 'unwritable'],
  ['SQLITE_PERM', 'unwritable'],
];

export function isSqliteError(thrown: unknown): thrown is Error & { readonly code: string } {
  return thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('SQLITE_');
}

/** Reads a thrown value's `code`; anything that is not SQLite's is `other`. */
export function faultOf(thrown: unknown): DatabaseFault {
  if (!isSqliteError(thrown)) return 'other';
  const { code } = thrown;
  return FAULTS.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'other';
}
