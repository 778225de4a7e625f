import type { Database } from './database.ts';

/** Some milliseconds of moving pages. */
const AT_ONCE = 256;
const INCREMENTAL = 2;

/**
 * Gives some of the pages that are free back to the file system; true when there are more. Between two calls others
 * have their turn.
 */
export function giveBackPages(db: Database): boolean {
  const before = pragma(db, 'freelist_count');
  if (pragma(db, 'auto_vacuum') !== INCREMENTAL) {
    // A file of an older version learns it by being written anew, once; what is left in it by now is little.
    db.exec('PRAGMA auto_vacuum=INCREMENTAL');
    db.exec('VACUUM');
  } else db.exec(`PRAGMA incremental_vacuum(${AT_ONCE})`);
  const left = pragma(db, 'freelist_count');
  if (left > 0 && left < before) return true;
  // Until then the file itself is as long as it was.
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  return false;
}

function pragma(db: Database, name: 'auto_vacuum' | 'freelist_count'): number {
  return db.prepare<[], Record<string, number>>(`PRAGMA ${name}`).get()?.[name] ?? 0;
}
