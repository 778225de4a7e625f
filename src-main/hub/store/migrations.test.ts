import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqlite } from '../host/sqlite.ts';
import { temporaryDirectory } from '../testing/test-store.ts';
import type { Database } from './database.ts';
import { type Migration, migrate, schemaOf } from './migrations.ts';
import { StoreTooNew } from './store-error.ts';

let directory: ReturnType<typeof temporaryDirectory>;
let file: string;
let db: Database;

beforeEach(() => {
  directory = temporaryDirectory();
  file = `${directory.path}/a.db`;
  db = openSqlite(file);
});

afterEach(() => {
  db.close();
  directory.dispose();
});

const first: Migration = (on) => on.exec('CREATE TABLE a (x)');
const second: Migration = (on) => on.exec('ALTER TABLE a ADD COLUMN y; INSERT INTO a VALUES (1, 2)');
const broken: Migration = (on) => {
  on.exec('CREATE TABLE b (x)');
  throw new Error('half way');
};

test('a new file gets every migration and is not worth a copy', () => {
  migrate(db, file, [first, second]);
  expect(schemaOf(db)).toBe(2);
  expect(existsSync(`${file}.before-1.bak`)).toBe(false);
});

test('an old file is copied before each step', () => {
  migrate(db, file, [first]);
  migrate(db, file, [first, second]);
  const copy = openSqlite(`${file}.before-2.bak`);
  expect(schemaOf(copy)).toBe(1);
  expect(copy.prepare('SELECT * FROM a').all()).toEqual([]);
  copy.close();
  expect(db.prepare('SELECT * FROM a').all()).toEqual([{ x: 1, y: 2 }]);
});

test('what fails half way leaves the schema as it was, and the next try goes on from there', () => {
  migrate(db, file, [first]);
  expect(() => migrate(db, file, [first, broken])).toThrow('half way');
  expect(schemaOf(db)).toBe(1);
  expect(db.prepare("SELECT name FROM sqlite_schema WHERE name = 'b'").all()).toEqual([]);
  migrate(db, file, [first, second]);
  expect(schemaOf(db)).toBe(2);
});

test('a schema from the future is refused', () => {
  migrate(db, file, [first, second]);
  expect(() => migrate(db, file, [first])).toThrow(StoreTooNew);
});
