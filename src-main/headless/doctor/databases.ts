import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, fine, note, problem } from './finding.ts';

const FILES = ['authority.db', 'events.db'];

/** Asks SQLite about each file. A running hub holds them exclusively and looks after them itself. */
export async function checkDatabase(dataDir: string, running: boolean): Promise<Finding[]> {
  if (running) return [fine('database', 'The databases are in the hands of the running hub.')];
  const { openSqlite } = await import('../../hub/host/sqlite.ts');
  return FILES.map((name) => {
    const file = join(dataDir, name);
    if (!existsSync(file)) return note('database', `There is no ${name} yet.`);
    try {
      const database = openSqlite(file);
      const [row] = database.prepare<[], { quick_check: string }>('PRAGMA quick_check(1)').all();
      database.close();
      if (row?.quick_check === 'ok') return fine('database', `${name} is sound.`);
      return damaged(file, row?.quick_check ?? 'no answer');
    } catch (thrown) {
      return damaged(file, thrown instanceof Error ? thrown.message : String(thrown));
    }
  });
}

function damaged(file: string, why: string): Finding {
  return problem(
    'database',
    `${file} cannot be used: ${why}.`,
    'Start the hub: it sets a damaged file aside, takes the newest good copy and says what it did.',
  );
}
