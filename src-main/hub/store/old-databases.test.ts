import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqlite } from '../host/sqlite.ts';
import { openTestStore, temporaryDirectory } from '../testing/test-store.ts';
import { authorityMigrations } from './authority.ts';
import { eventsMigrations } from './events.ts';
import { type Migration, migrate } from './migrations.ts';

let directory: ReturnType<typeof temporaryDirectory>;
let dataDir: string;

beforeEach(() => {
  directory = temporaryDirectory();
  dataDir = `${directory.path}/data`;
  mkdirSync(dataDir);
});

afterEach(() => directory.dispose());

/** A file as an earlier version left it. */
function plant(name: string, migrations: ReadonlyArray<Migration>, sql: string): void {
  const file = `${dataDir}/${name}`;
  const db = openSqlite(file);
  migrate(db, file, migrations);
  db.exec(sql);
  db.close();
}

test('devices of before phones could be paired are what they were, and nothing is taken from them', () => {
  const columns = 'id, name, role, publicKey, origin, createdAt, lastSeen, address';
  plant(
    'authority.db',
    authorityMigrations.slice(0, 4),
    `INSERT INTO devices (${columns}) VALUES
       ('d_0001', 'Firefox', 'admin', 'key one', 'link', 10, 20, '127.0.0.1:4140'),
       ('d_0002', 'command line', 'admin', 'key two', 'local', 1, 2, '')`,
  );
  const store = openTestStore(dataDir);
  const [firefox, cli] = store.authority.devices.all();
  expect(firefox).toEqual({
    id: 'd_0001',
    name: 'Firefox',
    platform: '',
    role: 'admin',
    publicKey: 'key one',
    keyLevel: 'local',
    moreKeys: [],
    origin: 'link',
    address: '127.0.0.1:4140',
    grants: [],
    expiresAt: null,
    endedAt: null,
    createdAt: 10,
    lastSeen: 20,
    lastFrom: '',
    lastLevel: null,
  });
  expect(cli).toMatchObject({ id: 'd_0002', origin: 'local' });
  expect([store.authority.trust.all(), store.authority.devices.epoch]).toEqual([[], 0]);
  expect(store.troubles.list()).toEqual([]);
  store.close();
});

test('events of before have room for who typed when', () => {
  plant('events.db', eventsMigrations.slice(0, 1), `INSERT INTO terminals (id, record) VALUES ('t_0001', '{"a":1}')`);
  const store = openTestStore(dataDir);
  expect(store.events.terminals.list()).toEqual([{ a: 1 }]);
  store.events.typing.put({ device: 'd_0001', terminal: 't_0001', from: 1, until: 2 });
  expect(store.events.flush()).toBe(true);
  store.close();
  const again = openTestStore(dataDir);
  expect(again.events.typing.list({}, 10)).toEqual([{ device: 'd_0001', terminal: 't_0001', from: 1, until: 2 }]);
  again.close();
});

test('a row that somebody wrote nonsense into has the least that it can have', () => {
  openTestStore(dataDir).close();
  const db = openSqlite(`${dataDir}/authority.db`);
  db.exec(
    `INSERT INTO devices (id, name, role, publicKey, origin, createdAt, lastSeen, grants, keyLevel, lastLevel)
     VALUES ('d_0001', 'x', 'viewer', 'k', 'paired', 1, 1, '{"terminal":', 'L9', 'L9')`,
  );
  db.close();
  const store = openTestStore(dataDir);
  expect(store.authority.devices.all()).toMatchObject([{ grants: [], keyLevel: 'L0', lastLevel: null }]);
  store.close();
});
