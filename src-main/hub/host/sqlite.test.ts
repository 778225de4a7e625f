import { existsSync, statSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../store/database.ts';
import { faultOf } from '../store/database.ts';
import { temporaryDirectory } from '../testing/test-store.ts';
import { openSqlite } from './sqlite.ts';

let directory: ReturnType<typeof temporaryDirectory>;
let db: Database;

beforeEach(() => {
  directory = temporaryDirectory();
  db = openSqlite(`${directory.path}/a.db`);
  db.exec('CREATE TABLE t (x INTEGER UNIQUE)');
});

afterEach(() => {
  db.close();
  directory.dispose();
});

const rows = (of: Database): unknown[] => of.prepare('SELECT x FROM t').all();
const insert = (x: number): void => void db.prepare<[number]>('INSERT INTO t VALUES (?)').run(x);

test('a transaction is all of it or nothing', () => {
  const done = db.transaction(() => {
    insert(1);
    return 'done';
  });
  expect(done).toBe('done');
  expect(() =>
    db.transaction(() => {
      insert(2);
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(rows(db)).toEqual([{ x: 1 }]);
});

test('an async transaction body does not compile, and does nothing if it gets through', () => {
  // @ts-expect-error a promise fits into no transaction
  expect(() => db.transaction(async () => insert(1))).toThrow('promise');
  // @ts-expect-error nor does a body that sometimes waits
  expect(() => db.transaction((): Promise<void> | number => Promise.resolve())).toThrow('promise');
  expect(rows(db)).toEqual([]);
});

test('a copy is whole, private, and replaces the one before', () => {
  const copy = `${directory.path}/copy.db`;
  insert(1);
  db.backupTo(copy);
  insert(2);
  db.backupTo(copy);
  expect(statSync(copy).mode & 0o777).toBe(0o600);
  expect(existsSync(`${copy}.draft`)).toBe(false);
  const opened = openSqlite(copy);
  expect(rows(opened)).toEqual([{ x: 1 }, { x: 2 }]);
  opened.close();
});

test('faults are told apart by the engine’s codes', () => {
  const thrown = (code: string): Error => Object.assign(new Error(), { code });
  expect(faultOf(thrown('SQLITE_FULL'))).toBe('full');
  expect(faultOf(thrown('SQLITE_IOERR_FSYNC'))).toBe('io');
  expect(faultOf(thrown('SQLITE_NOTADB'))).toBe('corrupt');
  expect(faultOf(thrown('SQLITE_BUSY_SNAPSHOT'))).toBe('busy');
  expect(faultOf(thrown('SQLITE_READONLY_DIRECTORY'))).toBe('unwritable');
  expect(faultOf(new TypeError('x'))).toBe('other');
  expect(faultOf('SQLITE_FULL')).toBe('other');
});
