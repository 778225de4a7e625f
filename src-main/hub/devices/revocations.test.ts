import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../../src-shared/base/log.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import { openSqlite } from '../host/sqlite.ts';
import type { DeviceRecord } from '../store/device-table.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { type SmallDisk, smallDisk } from '../testing/small-disk.ts';
import { HERE, testDevices } from '../testing/test-devices.ts';
import { openTestStore, temporaryDirectory, testRandom } from '../testing/test-store.ts';
import { DEVICES_SUSPENDED } from './catch-up.ts';
import { Devices } from './devices.ts';
import { MOST_ENTRIES, REVOKED_UNREADABLE, REVOKED_UNWRITTEN, Revocations, revocationsFile } from './revocations.ts';
import type { TrustWords } from './trust-words.ts';

let directory: ReturnType<typeof temporaryDirectory>;
let dataDir: string;
let store: ReturnType<typeof openTestStore>;
let devices: Devices;
let trust: TrustWords;
let revocations: Revocations;
let disk: SmallDisk | undefined;

beforeEach(() => {
  directory = temporaryDirectory();
  dataDir = `${directory.path}/data`;
  start();
});

afterEach(() => {
  stop();
  disk?.dispose();
  disk = undefined;
  directory.dispose();
});

function start(): void {
  store = openTestStore(dataDir, { clock: new ManualClock() });
  ({ devices, trust, revocations } = testDevices(store, dataDir));
}

function stop(): void {
  devices.dispose();
  store.close();
}

const journal = (): string => revocationsFile(dataDir);
const lines = (): string[] => readFileSync(journal(), 'utf8').trimEnd().split('\n');
const troubles = (): string[] => store.troubles.list().map(({ id }) => id);

function pair(name: string, origin: 'paired' | 'local' | 'link' = 'paired'): string {
  const wanted = { name, role: 'admin', address: '', publicKey: `key of ${name}`, platform: '' } as const;
  return devices.register({ ...wanted, origin }).id;
}

const mayAll = (id: string): boolean => devices.rightsOf(id, HERE)?.has('administer') === true;

/** Runs `meanwhile`, and then puts the database back as it was before, with or without the journal of that time. */
function restoreFromBefore(meanwhile: () => void, withJournal = false): void {
  const kept = `${directory.path}/kept`;
  stop();
  cpSync(dataDir, kept, { recursive: true });
  start();
  meanwhile();
  stop();
  for (const name of ['authority.db', 'authority.db-wal', 'authority.db.backup', 'revoked.jsonl']) {
    if (name === 'revoked.jsonl' && !withJournal) continue;
    rmSync(`${dataDir}/${name}`, { force: true });
    if (existsSync(`${kept}/${name}`)) cpSync(`${kept}/${name}`, `${dataDir}/${name}`);
  }
  start();
}

test('connections end before anything is written, and no right is left when they do', () => {
  const id = pair('phone');
  let found: unknown = 'not told';
  devices.onRemoved(() => {
    found = [devices.rightsOf(id, HERE), existsSync(journal()), store.authority.devices.all().length];
  });
  devices.remove(id);
  expect(found).toEqual([undefined, false, 1]);
  expect(lines()).toEqual([JSON.stringify({ n: 1, revoked: id, keys: ['key of phone'] })]);
  expect(statSync(journal()).mode & 0o777).toBe(0o600);
  expect(store.authority.devices.all()).toEqual([]);
});

test('I21: a database from before a revocation brings neither the device nor any of its keys back', () => {
  const id = pair('phone');
  devices.addKey(id, 'second key of phone', 'L1');
  const other = pair('tablet');
  restoreFromBefore(() => devices.remove(id));
  expect(devices.get(id)).toBe(undefined);
  expect(store.authority.devices.all().map(({ name }) => name)).toEqual(['tablet']);
  expect(mayAll(other)).toBe(true);
  expect(() => pair('phone')).toThrow('was revoked');
  expect(() => devices.addKey(other, 'second key of phone', 'L1')).toThrow('was revoked');
  expect(troubles()).toEqual([]);
});

test('I21: nor rights that were reduced since, nor an end that was taken: such a device is suspended', () => {
  const ids = ['role', 'end', 'grant', 'name', 'more'].map((name) => pair(name));
  const [role = '', end = '', grant = '', name = '', more = ''] = ids;
  devices.update(grant, { role: 'viewer', grants: [{ terminal: 't_0001', rights: ['type'] }] });
  devices.update(more, { role: 'viewer' });
  restoreFromBefore(() => {
    devices.update(role, { role: 'viewer' });
    devices.update(end, { expiresAt: store.clock.now() + 1000 });
    devices.update(grant, { grants: [] });
    devices.update(name, { name: 'another name' });
    devices.update(more, { role: 'admin' });
  });
  const out = ids.filter((id) => devices.rightsOf(id, HERE) === undefined);
  expect(out).toEqual([role, end, grant]);
  expect(troubles()).toEqual([DEVICES_SUSPENDED]);
  devices.update(role, { expiresAt: null });
  stop();
  start();
  expect(mayAll(role)).toBe(true);
  expect(troubles()).toEqual([]);
});

test('nor the word for a network that was taken back; one that was given later stands', () => {
  trust.allow('n_home');
  trust.allow('n_cafe');
  restoreFromBefore(() => trust.forget('n_home'));
  expect([trust.isTrusted('n_home'), trust.isTrusted('n_cafe')]).toEqual([false, true]);
  store.clock.advance(1);
  trust.allow('n_home');
  stop();
  start();
  expect(trust.isTrusted('n_home')).toBe(true);
});

test('what was taken and given again in the same database is as it was said last', () => {
  const id = pair('phone');
  devices.update(id, { role: 'viewer' });
  devices.update(id, { role: 'admin' });
  stop();
  start();
  expect(mayAll(id)).toBe(true);
  expect(troubles()).toEqual([]);
});

test('I21: without the journal that the database remembers, everybody but the command line is suspended, and said so', () => {
  const [gone, phone, own] = [pair('gone'), pair('phone'), pair('command line', 'local')];
  trust.allow('n_home');
  devices.remove(gone);
  stop();
  rmSync(journal());
  start();
  expect(devices.rightsOf(phone, HERE)).toBe(undefined);
  expect(mayAll(own)).toBe(true);
  expect(trust.isTrusted('n_home')).toBe(false);
  expect(troubles()).toEqual([DEVICES_SUSPENDED]);
  // From here on both go together again.
  devices.update(phone, { expiresAt: null });
  devices.remove(pair('another'));
  stop();
  start();
  expect(mayAll(phone)).toBe(true);
  expect(troubles()).toEqual([]);
});

test('an older journal beside a newer database is no better than none', () => {
  const phone = pair('phone');
  devices.remove(pair('first'));
  stop();
  cpSync(journal(), `${directory.path}/older`);
  start();
  devices.remove(pair('second'));
  stop();
  cpSync(`${directory.path}/older`, journal());
  start();
  expect(devices.rightsOf(phone, HERE)).toBe(undefined);
  expect(troubles()).toEqual([DEVICES_SUSPENDED]);
});

test('a line that cannot be read is told; what can be read holds', () => {
  const [first, second, phone] = [pair('first'), pair('second'), pair('phone')];
  devices.remove(first);
  devices.remove(second);
  stop();
  const [one = '', two = ''] = lines();
  writeFileSync(journal(), `${one.slice(0, 20)}\n${two}\n`);
  start();
  expect(troubles()).toEqual([REVOKED_UNREADABLE]);
  expect(revocations.has(second)).toBe(true);
  // The database knows what the broken line said.
  expect(devices.get(first)).toBe(undefined);
  expect(mayAll(phone)).toBe(true);
});

test('a broken line that the database does not know of may have been anybody’s: everybody is suspended', () => {
  const phone = pair('phone');
  const [a, b] = [pair('a'), pair('b')];
  restoreFromBefore(() => {
    devices.remove(a);
    devices.remove(b);
    const [one = '', two = ''] = lines();
    writeFileSync(journal(), `${one.slice(0, 20)}\n${two}\n`);
  });
  expect(devices.rightsOf(phone, HERE)).toBe(undefined);
  expect(devices.get(b)).toBe(undefined);
  expect(troubles().sort()).toEqual([DEVICES_SUSPENDED, REVOKED_UNREADABLE]);
});

test('a line that a power cut left half written is told, and the next one does not grow onto it', () => {
  devices.remove(pair('first'));
  stop();
  appendFileSync(journal(), '{"n":2,"revo');
  start();
  expect(troubles()).toEqual([REVOKED_UNREADABLE]);
  const second = pair('second');
  devices.remove(second);
  expect(lines().at(-1)).toBe(JSON.stringify({ n: 2, revoked: second, keys: ['key of second'] }));
  stop();
  start();
  expect(revocations.has(second)).toBe(true);
});

test('a link or a pipe in the journal’s place is not followed, and holds nothing up', () => {
  const id = pair('phone');
  const victim = `${directory.path}/victim`;
  writeFileSync(victim, 'precious');
  symlinkSync(victim, journal());
  devices.remove(id);
  expect(troubles()).toContain(REVOKED_UNWRITTEN);
  expect(readFileSync(victim, 'utf8')).toBe('precious');
  expect(store.authority.devices.all()).toEqual([]);
  rmSync(journal());
  if (spawnSync('mkfifo', [journal()]).status === 0) {
    stop();
    start();
    expect(troubles()).toContain(REVOKED_UNREADABLE);
    rmSync(journal());
  }
  devices.remove(pair('another'));
  expect(lines()).toHaveLength(2 - Number(!revocations.has(id)));
});

test('a journal that cannot be written is tried again until it can, without another word', () => {
  mkdirSync(journal());
  const id = pair('phone');
  devices.remove(id);
  expect(mayAll(id)).toBe(false);
  expect(troubles()).toEqual([REVOKED_UNWRITTEN]);
  rmSync(journal(), { recursive: true });
  store.clock.advance(5_000);
  expect(troubles()).toEqual([]);
  expect(lines()).toHaveLength(1);
});

test('the journal is bounded, and a database that is older than all of it is not believed', () => {
  const phone = pair('phone');
  stop();
  const many = Array.from({ length: MOST_ENTRIES + 1_000 }, (_, at) => ({ n: at + 1, reduced: 'd_of_old' }));
  writeFileSync(journal(), many.map((entry) => `${JSON.stringify(entry)}\n`).join(''), { mode: 0o600 });
  start();
  expect(mayAll(phone)).toBe(true);
  stop();
  const older = `${directory.path}/older`;
  cpSync(dataDir, older, { recursive: true });
  const db = openSqlite(`${older}/authority.db`);
  db.exec("DELETE FROM meta WHERE key = 'epoch'");
  db.close();
  start();
  devices.remove(pair('one more'));
  expect(lines()).toHaveLength(MOST_ENTRIES + 1);
  expect(lines()[0]).toBe(JSON.stringify({ n: 1_001, began: true }));
  stop();
  start();
  expect(mayAll(phone)).toBe(true);
  stop();
  cpSync(`${older}/authority.db`, `${dataDir}/authority.db`);
  start();
  expect(devices.rightsOf(phone, HERE)).toBe(undefined);
  expect(troubles()).toEqual([DEVICES_SUSPENDED]);
});

test('a hub that is killed between journal and database has taken the right away', () => {
  const id = pair('phone');
  const other = pair('tablet');
  new Revocations(journal(), { log: silentLog, troubles: store.troubles }).add({ revoked: id, keys: ['key of phone'] });
  stop();
  start();
  expect(devices.get(id)).toBe(undefined);
  expect(mayAll(other)).toBe(true);
  expect(troubles()).toEqual([]);
});

test('on a disk that is full to the last byte a device is revoked all the same, and stays so', (context) => {
  disk = smallDisk(`${directory.path}/disk`, 2 * 1024 * 1024);
  if (disk === undefined) return context.skip('mounting a small file system is not permitted here');
  stop();
  dataDir = `${disk.path}/data`;
  start();
  const id = pair('phone');
  disk.fill();
  expect(() => {
    for (let n = 0; n < 3_000; n++) pair(`more ${n}`.padEnd(2_000, 'x'));
  }).toThrow('The store cannot be written');
  disk.fill();
  devices.remove(id);
  expect(mayAll(id)).toBe(false);
  disk.free();
  store.clock.advance(10_000);
  expect(lines()).toHaveLength(1);
  expect(troubles()).toEqual([]);
  stop();
  start();
  expect(devices.get(id)).toBe(undefined);
});

test('when neither journal nor database takes it, that is said in words, and it is tried again until one does', () => {
  mkdirSync(journal());
  const id = pair('phone');
  devices.dispose();
  const { devices: table, time } = store.authority;
  let refuses = true;
  const stubborn = {
    all: () => table.all(),
    put: (device: DeviceRecord, epoch?: number) => table.put(device, epoch),
    remove(gone: string, epoch?: number) {
      if (refuses) throw new ProtocolError('storeUnavailable');
      table.remove(gone, epoch);
    },
    setSeen() {},
    setEnded() {},
  };
  const parts = { clock: store.clock, random: testRandom, isTrusted: () => false };
  devices = new Devices({ ...parts, store: stubborn, time, revocations });
  const cut: string[] = [];
  devices.onRemoved((gone) => cut.push(gone));
  expect(() => devices.remove(id)).toThrow('a restart would let it in again');
  expect([cut, devices.get(id), devices.rightsOf(id, HERE)]).toEqual([[id], undefined, undefined]);
  store.clock.advance(60_000);
  expect(table.all()).toHaveLength(1);
  refuses = false;
  store.clock.advance(5_000);
  expect(table.all()).toEqual([]);
  rmSync(journal(), { recursive: true });
  store.clock.advance(5_000);
  expect(lines()).toHaveLength(1);
  expect(troubles()).toEqual([]);
});
