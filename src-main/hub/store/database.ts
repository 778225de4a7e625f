/**
 * The little of SQLite that the store needs. Synchronous on purpose: a transaction that awaits something would hold the
 * one writer. `host/sqlite.ts` is the door to better-sqlite3; tests use the same with `:memory:`.
 */
export interface Database {
  exec(sql: string): void;
  prepare<P extends ReadonlyArray<SqlValue> = ReadonlyArray<SqlValue>, R = unknown>(sql: string): Statement<P, R>;
  /** Runs `body` in one IMMEDIATE transaction: all of it or nothing. */
  transaction<T>(body: () => T extends Promise<unknown> ? 'Transaction bodies cannot be async.' : T): T;
  /** A consistent copy into another file, for backups before migrations. */
  backupTo(file: string): void;
  close(): void;
}

export type SqlValue = string | number | bigint | null | Uint8Array;

export interface Statement<P extends ReadonlyArray<SqlValue>, R> {
  run(...params: P): { readonly changes: number; readonly lastInsertRowid: number | bigint };
  get(...params: P): R | undefined;
  all(...params: P): R[];
}
