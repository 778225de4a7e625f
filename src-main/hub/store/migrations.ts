import type { Database } from './database.ts';
import { StoreTooNew } from './store-error.ts';

/**
 * Brings a database from schema n-1 to n, n being its place in the list counted from 1. One that was released is never
 * edited; a change is a new one at the end.
 */
export type Migration = (db: Database) => void;

export function schemaOf(db: Database): number {
  return db.prepare<[], { user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0;
}

/**
 * Runs what is missing, each in one transaction after a copy of the file (`<file>.before-<n>.bak`). What fails leaves
 * the schema at the last one that went through. A new file is not worth a copy.
 */
export function migrate(db: Database, file: string, migrations: ReadonlyArray<Migration>): void {
  const found = schemaOf(db);
  if (found > migrations.length) throw new StoreTooNew(file, found, migrations.length);
  for (const [index, up] of migrations.entries()) {
    const schema = index + 1;
    if (schema <= found) continue;
    if (found > 0) db.backupTo(`${file}.before-${schema}.bak`);
    db.transaction(() => {
      up(db);
      db.exec(`PRAGMA user_version = ${schema}`);
    });
  }
  // The number must stand in the file itself and not only in its journal: that is where an older Homeport looks for it.
  if (found < migrations.length) db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}
