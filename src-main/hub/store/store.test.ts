import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqlite } from '../host/sqlite.ts';
import { leavesNothing } from '../testing/leak-check.ts';
import { deviceRecord } from '../testing/test-devices.ts';
import { openTestStore, temporaryDirectory } from '../testing/test-store.ts';
import type { DeviceRecord } from './device-table.ts';
import { AUTHORITY_REPLACED } from './open-authority.ts';
import { EVENTS_REPLACED } from './open-events.ts';
import { StoreInUse, StoreTooNew, StoreUnwritable } from './store-error.ts';

let directory: ReturnType<typeof temporaryDirectory>;
let dataDir: string;

beforeEach(() => {
  directory = temporaryDirectory();
  dataDir = `${directory.path}/data`;
});

afterEach(() => directory.dispose());

const device = (name: string): DeviceRecord =>
  deviceRecord({ id: `d_${name}0000`, name, publicKey: `key of ${name}`, lastSeen: 2 });

const troubles = (store: ReturnType<typeof openTestStore>): string[] => store.troubles.list().map(({ id }) => id);

/** Bytes in the middle of a file are turned over, as a failing disk does. The header stays good. */
function corrupt(file: string, from = 100): void {
  const bytes = readFileSync(file);
  for (let at = from; at < bytes.length; at++) bytes[at] = (bytes[at] ?? 0) ^ 0x55;
  writeFileSync(file, bytes);
}

/** What a kill would leave: the files as they are while the hub runs. */
function asKilled(): ReturnType<typeof temporaryDirectory> {
  const left = temporaryDirectory();
  cpSync(dataDir, left.path, { recursive: true });
  return left;
}

test('what was written is there after a restart, and nothing stays open', async () => {
  await leavesNothing(() => {
    const store = openTestStore(dataDir);
    store.authority.devices.put(device('phone'));
    store.authority.devices.setSeen('d_phone0000', { lastSeen: 77, lastFrom: '10.0.0.7', lastLevel: 'L1' });
    store.events.terminals.save('t_0001', { any: 'thing' });
    const screen = {
      offset: 5,
      size: { cols: 80, rows: 24 },
      bytes: new Uint8Array([1, 2]),
      lines: ['a'],
      cursor: { x: 1, y: 0 },
    };
    store.events.terminals.saveScreen('t_0001', screen);
    const { hubId } = store.authority;
    store.close();
    expect(store.clock.pending).toBe(0);

    const again = openTestStore(dataDir);
    expect(again.authority.hubId).toBe(hubId);
    expect(again.authority.devices.all()).toEqual([
      { ...device('phone'), lastSeen: 77, lastFrom: '10.0.0.7', lastLevel: 'L1' },
    ]);
    expect(again.events.terminals.list()).toEqual([{ any: 'thing' }]);
    const found = again.events.terminals.screen('t_0001');
    expect({ ...found, bytes: new Uint8Array(found?.bytes ?? []) }).toEqual(screen);
    again.events.terminals.remove('t_0001');
    expect(again.events.terminals.screen('t_0001')).toBe(null);
    again.close();

    const last = openTestStore(dataDir);
    expect(last.events.terminals.list()).toEqual([]);
    expect(last.events.terminals.screen('t_0001')).toBe(null);
    last.close();
  });
});

test('directory and files belong to the user alone', () => {
  mkdirSync(dataDir, { mode: 0o755 });
  const store = openTestStore(dataDir);
  store.authority.devices.put(device('phone'));
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  for (const file of readdirSync(dataDir))
    expect([file, statSync(`${dataDir}/${file}`).mode & 0o777]).toEqual([file, 0o600]);
  store.close();
});

test('I15: one hub per data directory: a second one is told, and the first goes on', () => {
  const store = openTestStore(dataDir);
  expect(() => openTestStore(dataDir)).toThrow(StoreInUse);
  const child = `
    import { openSqlite } from '${import.meta.dirname}/../host/sqlite.ts';
    import { openStore } from '${import.meta.dirname}/store.ts';
    import { systemClock } from '${import.meta.dirname}/../host/system-clock.ts';
    import { silentLog } from '${import.meta.dirname}/../../../src-shared/base/log.ts';
    const random = (n) => crypto.getRandomValues(new Uint8Array(n));
    try { openStore({ clock: systemClock, log: silentLog, random, paths: { dataDir: process.argv[1] }, openDatabase: openSqlite }); }
    catch (error) { console.log(error.name + ': ' + error.message); }`;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', child, dataDir], { encoding: 'utf8' });
  expect(said).toContain('StoreInUse: Another Homeport is running on');
  store.authority.devices.put(device('phone'));
  store.close();
  openTestStore(dataDir).close();
});

test.each(['authority.db', 'events.db'])('I18: a newer %s is refused in words and left as it is', (name) => {
  openTestStore(dataDir).close();
  const file = `${dataDir}/${name}`;
  const db = openSqlite(file);
  db.exec('PRAGMA user_version = 99');
  db.close();
  const before = readFileSync(file);
  const files = readdirSync(dataDir);
  expect(() => openTestStore(dataDir)).toThrow(StoreTooNew);
  expect(() => openTestStore(dataDir)).toThrow('Update Homeport');
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(readdirSync(dataDir)).toEqual(files);
});

test('a sound file that is not what we made is said in words, and left alone', () => {
  openTestStore(dataDir).close();
  const file = `${dataDir}/authority.db`;
  const db = openSqlite(file);
  db.exec('DROP TABLE devices');
  db.close();
  const before = readFileSync(file);
  expect(() => openTestStore(dataDir)).toThrow(/not as this Homeport expects them \(no such table: devices\)/);
  expect(readFileSync(file)).toEqual(before);
});

test('what a newer hub left behind when it was killed is not played into its file either', () => {
  openTestStore(dataDir).close();
  const newer = openSqlite(`${dataDir}/events.db`);
  newer.exec('PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE); CREATE TABLE of_the_future (x)');
  const left = asKilled();
  newer.close();
  const journal = `${left.path}/events.db-wal`;
  const before = readFileSync(journal);
  expect(before.length).toBeGreaterThan(0);
  expect(() => openTestStore(left.path)).toThrow(StoreTooNew);
  expect(readFileSync(journal).equals(before)).toBe(true);
  left.dispose();
});

test.each([
  ['turned bytes', (file: string) => corrupt(file)],
  ['no database at all', (file: string) => writeFileSync(file, 'hello '.repeat(2000))],
  ['cut short', (file: string) => truncateSync(file, 5000)],
])('a corrupt events.db (%s) is put aside, and the hub goes on with a fresh one', (_how, damage) => {
  const store = openTestStore(dataDir);
  store.authority.devices.put(device('phone'));
  store.events.terminals.save('t_0001', {});
  store.close();
  damage(`${dataDir}/events.db`);
  const again = openTestStore(dataDir);
  expect(troubles(again)).toEqual([EVENTS_REPLACED]);
  expect(readdirSync(dataDir).filter((file) => /^events\.db\.corrupt-\d{8}T\d{9}Z$/.test(file))).toHaveLength(1);
  expect(again.authority.devices.all()).toHaveLength(1);
  expect(again.events.terminals.list()).toEqual([]);
  again.events.terminals.save('t_0002', {});
  again.close();
  const last = openTestStore(dataDir);
  expect(troubles(last)).toEqual([]);
  expect(last.events.terminals.list()).toEqual([{}]);
  last.close();
});

test('events.db that turns out corrupt under way is replaced, and what is known in memory is in the new one', () => {
  const bytes = new Uint8Array(160_000);
  const screen = { offset: 1, size: { cols: 80, rows: 24 }, bytes, lines: [], cursor: { x: 0, y: 0 } };
  const first = openTestStore(dataDir);
  // More than SQLite holds in memory, so that it has to look at the file again.
  for (let id = 0; id < 150; id++) first.events.terminals.saveScreen(`t_${id}`, screen);
  first.close();

  const store = openTestStore(dataDir);
  const log = store.events.channel('terminal', () => ({ seq: 2, text: '{"state":2}' }));
  store.events.terminals.save('t_0001', { is: 1 });
  log.append(1, '{"type":"a"}');
  expect(store.events.flush()).toBe(true);
  corrupt(`${dataDir}/events.db`);
  for (let id = 0; id < 150; id++) store.events.terminals.saveScreen(`t_${id}`, screen);
  log.append(2, '{"type":"b"}');
  expect(store.events.flush()).toBe(true);
  expect(troubles(store)).toEqual([EVENTS_REPLACED]);
  store.close();
  const again = openTestStore(dataDir);
  expect(again.events.terminals.list()).toEqual([{ is: 1 }]);
  expect(again.events.terminals.screen('t_149')?.offset).toBe(1);
  const { stored } = again.events.channel('terminal', () => ({ seq: 0, text: '' }));
  expect(stored.state).toEqual({ seq: 2, text: '{"state":2}' });
  again.close();
});

test('a corrupt authority.db is restored from its copy, which is as new as the last change of a device', () => {
  const store = openTestStore(dataDir);
  store.authority.devices.put(device('phone'));
  store.authority.devices.put(device('laptop'));
  store.authority.devices.remove('d_phone0000');
  const { hubId } = store.authority;
  store.close();
  corrupt(`${dataDir}/authority.db`);
  const again = openTestStore(dataDir);
  expect(troubles(again)).toEqual([AUTHORITY_REPLACED]);
  expect(again.troubles.list()[0]?.text).toContain('has been restored');
  expect(again.troubles.list()[0]?.text).toContain('Every device in it is suspended');
  expect(again.authority.hubId).toBe(hubId);
  expect(again.authority.devices.all().map(({ name }) => name)).toEqual(['laptop']);
  expect(readdirSync(dataDir).filter((file) => file.startsWith('authority.db.corrupt-'))).toHaveLength(1);
  again.close();
});

test('devices of a restored authority.db are suspended, but for the key of this machine, and stay so after a restart', () => {
  const store = openTestStore(dataDir);
  store.authority.devices.put(device('phone'));
  store.authority.devices.put({ ...device('tablet'), origin: 'paired', endedAt: 5 });
  store.authority.devices.put({ ...device('cli'), origin: 'local' });
  store.close();
  corrupt(`${dataDir}/authority.db`);
  for (let runs = 0; runs < 2; runs++) {
    const again = openTestStore(dataDir);
    const ends = again.authority.devices.all().map(({ name, endedAt }) => [name, endedAt]);
    expect(ends).toEqual([
      ['phone', expect.any(Number)],
      ['tablet', 5],
      ['cli', null],
    ]);
    again.close();
  }
  expect(readdirSync(dataDir).filter((name) => name.includes('restored'))).toEqual([]);
});

test('what a kill left of a copy that was being put back is not taken for it', () => {
  const store = openTestStore(dataDir);
  store.authority.devices.put(device('phone'));
  store.close();
  corrupt(`${dataDir}/authority.db`);
  writeFileSync(`${dataDir}/authority.db.restored`, 'half of it');
  writeFileSync(`${dataDir}/authority.db.restored-wal`, 'x'.repeat(5_000));
  const again = openTestStore(dataDir);
  expect(again.authority.devices.all()).toMatchObject([{ name: 'phone', endedAt: expect.any(Number) }]);
  again.close();
});

test('the copy is there at once, also for a hub that is killed right after a device came or went', () => {
  const store = openTestStore(dataDir);
  store.authority.devices.put(device('phone'));
  store.authority.devices.put(device('laptop'));
  store.authority.devices.remove('d_phone0000');
  const left = asKilled();
  store.close();
  corrupt(`${left.path}/authority.db`, 0);
  corrupt(`${left.path}/authority.db-wal`, 0);
  const again = openTestStore(left.path);
  expect(again.authority.devices.all().map(({ name }) => name)).toEqual(['laptop']);
  again.close();
  left.dispose();
});

test('when no new copy can be made, the old one that still has a removed device is gone', () => {
  const store = openTestStore(dataDir);
  store.authority.devices.put(device('phone'));
  mkdirSync(`${dataDir}/authority.db.backup.draft`);
  store.authority.devices.remove('d_phone0000');
  store.close();
  corrupt(`${dataDir}/authority.db`);
  const again = openTestStore(dataDir);
  expect(again.authority.devices.all()).toEqual([]);
  expect(again.troubles.list()[0]?.text).toContain('let in again');
  again.close();
});

test('the journal that a killed hub left beside a corrupt file is not played into the fresh one', () => {
  const first = openTestStore(dataDir);
  for (let id = 0; id < 500; id++) first.events.terminals.save(`t_${id}`, { text: 'x'.repeat(500) });
  first.close();
  const store = openTestStore(dataDir);
  store.events.terminals.save('t_0', {});
  store.events.flush();
  const left = asKilled();
  store.close();
  corrupt(`${left.path}/events.db`);
  const again = openTestStore(left.path);
  expect(troubles(again)).toEqual([EVENTS_REPLACED]);
  expect(again.events.terminals.list()).toEqual([]);
  again.close();
  left.dispose();
});

test('when the copy is corrupt too, the hub starts without devices and says so', () => {
  const store = openTestStore(dataDir);
  store.authority.devices.put(device('phone'));
  store.close();
  corrupt(`${dataDir}/authority.db`);
  corrupt(`${dataDir}/authority.db.backup`, 0);
  const again = openTestStore(dataDir);
  expect(again.authority.devices.all()).toEqual([]);
  expect(again.troubles.list()[0]?.text).toContain('let in again');
  again.close();
  const last = openTestStore(dataDir);
  expect(troubles(last)).toEqual([]);
  last.close();
});

test('a data directory that cannot be made is said in words', () => {
  writeFileSync(`${directory.path}/file`, '');
  expect(() => openTestStore(`${directory.path}/file/data`)).toThrow(StoreUnwritable);
  expect(() => openTestStore(`${directory.path}/file/data`)).toThrow('cannot be written');
});

test('a data directory without write permission is said in words', (context) => {
  const root = process.getuid?.() === 0;
  mkdirSync(dataDir, { mode: 0o700 });
  if (root && !mounts(['-t', 'tmpfs', '-o', 'ro', 'tmpfs', dataDir])) {
    context.skip('a read-only mount is not permitted here, and root may write everywhere');
  }
  try {
    if (!root) execFileSync('chmod', ['500', directory.path]);
    expect(() => openTestStore(root ? dataDir : `${directory.path}/other`)).toThrow(StoreUnwritable);
  } finally {
    if (root) execFileSync('umount', [dataDir]);
    else execFileSync('chmod', ['700', directory.path]);
  }
});

function mounts(args: string[]): boolean {
  try {
    execFileSync('mount', args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
