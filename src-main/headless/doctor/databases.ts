import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Audit } from '../../hub/store/audit.ts';
import { authorityMigrations } from '../../hub/store/authority.ts';
import type { Database } from '../../hub/store/database.ts';
import { eventsMigrations } from '../../hub/store/events.ts';
import { schemaOf } from '../../hub/store/migrations.ts';
import { type Finding, fine, note, problem } from './finding.ts';

/** Asks SQLite about each file. A running hub holds them exclusively and looks after them itself. */
export async function checkDatabases(dataDir: string, running: boolean): Promise<Finding[]> {
  if (running) return [fine('database', 'The databases are in the hands of the running hub.')];
  const { openSqlite } = await import('../../hub/host/sqlite.ts');
  const look = (name: string, known: number, more: (database: Database) => Finding[]): Finding[] => {
    const file = join(dataDir, name);
    if (!existsSync(file)) return [note('database', `There is no ${name} yet.`)];
    return checkFile(file, name, openSqlite, known, more);
  };
  return [
    ...look('authority.db', authorityMigrations.length, checkAudit),
    ...look('events.db', eventsMigrations.length, () => []),
  ];
}

function checkFile(
  file: string,
  name: string,
  open: (file: string) => Database,
  known: number,
  more: (database: Database) => Finding[],
): Finding[] {
  let database: Database | undefined;
  try {
    database = open(file);
    const [row] = database.prepare<[], { quick_check: string }>('PRAGMA quick_check(1)').all();
    if (row?.quick_check !== 'ok') return [damaged(file, row?.quick_check ?? 'no answer')];
    if (schemaOf(database) > known) return [newer(file)];
    return [fine('database', `${name} is sound.`), ...more(database)];
  } catch (thrown) {
    return [damaged(file, thrown instanceof Error ? thrown.message : String(thrown))];
  } finally {
    database?.close();
  }
}

/** The file can be sound and its contents be what somebody else made of them. */
function checkAudit(database: Database): Finding[] {
  const changed = new Audit(database, () => {}).verify();
  if (changed === undefined) return [fine('audit', 'The record of who did what is as it was written.')];
  return [
    problem(
      'audit',
      `The record of who did what was changed from outside: entry ${changed} is not what was written.`,
      'Keep a copy of authority.db and look who could write to it. What was recorded from there on cannot be trusted.',
    ),
  ];
}

function newer(file: string): Finding {
  return problem(
    'database',
    `${file} was written by a newer Homeport.`,
    'Update this one, or choose another --data-dir. The file is left as it is.',
  );
}

function damaged(file: string, why: string): Finding {
  return problem(
    'database',
    `${file} cannot be used: ${why}.`,
    'Start the hub: it sets a damaged file aside, takes the newest good copy and says what it did.',
  );
}
