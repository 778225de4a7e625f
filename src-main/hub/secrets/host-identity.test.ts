import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SecretsInfo } from '../../../src-shared/protocol/channels/hub/state.ts';
import type { Caller } from '../caller.ts';
import { MemoryStore } from '../host/secrets/memory-store.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { type SmallDisk, smallDisk } from '../testing/small-disk.ts';
import { openTestStore, temporaryDirectory, testRandom } from '../testing/test-store.ts';
import { until } from '../testing/until.ts';
import type { SecretStore } from './secret-store.ts';
import { Secrets } from './secrets.ts';

const FINGERPRINT = /^([0-9a-f]{4} ){15}[0-9a-f]{4}$/;

let directory: ReturnType<typeof temporaryDirectory>;
let ends: Array<() => void>;

beforeEach(() => {
  directory = temporaryDirectory();
  ends = [];
});

afterEach(() => {
  for (const end of ends.reverse()) end();
  directory.dispose();
});

/** What a hub has of secrets, on a store of its own. */
function start(stores: (clock: ManualClock) => ReadonlyArray<SecretStore>, dataDir = `${directory.path}/data`) {
  const lines: string[] = [];
  const write = (message: string, fields?: object): void => void lines.push(message + JSON.stringify(fields ?? {}));
  const log = { debug: write, info: write, warn: write, error: write, child: () => log };
  const store = openTestStore(dataDir, { ballastBytes: 8 * 1024, log });
  const told: SecretsInfo[] = [];
  const secrets = new Secrets({
    stores: stores(store.clock),
    rows: store.authority.secrets,
    hubId: store.authority.hubId,
    clock: store.clock,
    random: testRandom,
    log,
    troubles: store.troubles,
    tell: (info) => told.push(info),
  });
  const close = (): void => {
    secrets.dispose();
    store.close();
  };
  ends.push(close);
  secrets.open();
  return { secrets, store, told, lines, close };
}

type Started = ReturnType<typeof start>;
// The handlers of secrets know nothing of who calls.
const nobody = {} as Caller;

const troubles = ({ store }: Started): string[] => store.troubles.list().map(({ text }) => text);
const phase = (started: Started, wanted: SecretsInfo['phase']): Promise<void> =>
  until(`the secrets are ${wanted}`, () => started.secrets.info.phase === wanted);

test('a hub has one identity for good, and shows its fingerprint alone', async () => {
  const keychain = new MemoryStore(new ManualClock(), 'keychain');
  const first = start(() => [keychain]);
  await phase(first, 'open');
  const { fingerprint } = first.secrets.info;
  expect(fingerprint).toMatch(FINGERPRINT);
  expect(first.told.map((info) => info.phase)).toEqual(['opening', 'open']);
  expect(troubles(first)).toEqual([]);
  first.close();
  const again = start(() => [keychain]);
  await phase(again, 'open');
  expect(again.secrets.info).toEqual({
    phase: 'open',
    where: 'keychain',
    sentence: 'The key is in the keychain.',
    fingerprint,
  });

  const identity = again.secrets.identity.phase;
  if (identity.kind !== 'known') throw new Error('not known');
  expect(identity.key.privateKey.asymmetricKeyType).toBe('x25519');
  expect(identity.key.publicKey).toHaveLength(32);
  const [key] = keychain.entries.values();
  const said = [...first.lines, ...again.lines, JSON.stringify([...first.told, ...again.told])].join('\n');
  const { d = '' } = identity.key.privateKey.export({ format: 'jwk' });
  for (const secret of [d, Buffer.from(key ?? []).toString('base64url')]) {
    expect(secret.length).toBeGreaterThan(40);
    expect(said).not.toContain(secret);
  }
});

test('I19: a locked keychain is said and has no identity; unlocked, it is the one of before', async () => {
  const keychain = new MemoryStore(new ManualClock(), 'keychain');
  const before = start(() => [keychain]);
  await phase(before, 'open');
  const { fingerprint } = before.secrets.info;
  before.close();
  keychain.mood = 'mute';
  const hub = start(() => [keychain]);
  await phase(hub, 'locked');
  expect(hub.secrets.info).toMatchObject({ where: null, fingerprint: null });
  expect(hub.secrets.identity.phase).toEqual({ kind: 'closed' });
  expect(troubles(hub)).toEqual([expect.stringContaining('The keychain is locked')]);
  keychain.mood = 'unlocked';
  await hub.secrets.handlers['hub.secrets.retry']({}, nobody);
  expect(hub.secrets.info.phase).toBe('opening');
  expect(troubles(hub), 'the trouble stands while it is asked again').toHaveLength(1);
  await phase(hub, 'open');
  expect(hub.secrets.info.fingerprint).toBe(fingerprint);
  expect(troubles(hub)).toEqual([]);
});

test('I19: a damaged identity is said and not replaced, until the user gives it up', async () => {
  const keychain = new MemoryStore(new ManualClock(), 'keychain');
  const before = start(() => [keychain]);
  await phase(before, 'open');
  const { fingerprint } = before.secrets.info;
  const reset = before.secrets.handlers['hub.secrets.reset'];
  expect(() => reset({}, nobody)).toThrow('nothing to give up');
  const [row] = before.store.authority.secrets.all();
  if (row === undefined) throw new Error('no row');
  const sealed = Uint8Array.from(row.sealed);
  sealed[30] = (sealed[30] ?? 0) ^ 1;
  before.store.authority.secrets.put({ ...row, sealed });
  before.close();

  const hub = start(() => [keychain]);
  await phase(hub, 'open');
  expect(hub.secrets.info.fingerprint).toBe(null);
  expect(troubles(hub)).toEqual([expect.stringContaining('is damaged')]);
  expect(Uint8Array.from(hub.store.authority.secrets.all()[0]?.sealed ?? [])).toEqual(sealed);
  await hub.secrets.handlers['hub.secrets.reset']({}, nobody);
  await until('there is an identity', () => hub.secrets.info.fingerprint !== null);
  expect(hub.secrets.info.fingerprint).not.toBe(fingerprint);
  expect(troubles(hub)).toEqual([]);
});

test('I17: with the disk full no identity is claimed, and there is one when there is room', async (context) => {
  const disk: SmallDisk | undefined = smallDisk(`${directory.path}/disk`, 512 * 1024);
  if (disk === undefined) return context.skip('mounting a small file system is not permitted here');
  ends.push(() => disk.dispose());
  let waits: MemoryStore | undefined;
  const hub = start((clock) => {
    waits = new MemoryStore(clock, 'keychain');
    waits.mood = 'silent';
    return [waits];
  }, `${disk.path}/data`);
  disk.fill();
  // Whatever room is left, the ballast's included, goes to others of the same size.
  const { secrets: rows } = hub.store.authority;
  const filler = { sealed: testRandom(85), sealedBy: 'keychain', createdAt: 1 };
  expect(() => {
    for (let n = 0; n < 20_000; n++) rows.put({ ...filler, name: `filler-${n}` });
  }).toThrow('The store cannot be written');
  waits?.speak();
  await phase(hub, 'open');
  expect(hub.secrets.info).toMatchObject({ where: 'keychain', fingerprint: null });
  expect(hub.secrets.info.sentence).toContain('is the disk full?');
  expect(hub.secrets.identity.phase.kind).toBe('unavailable');
  expect(rows.all().filter(({ name }) => name === 'host-key')).toEqual([]);
  expect(troubles(hub)).toContainEqual(expect.stringContaining('identity'));
  disk.free();
  hub.store.clock.advance(30_000);
  expect(hub.secrets.info.fingerprint).toMatch(FINGERPRINT);
  expect(troubles(hub)).toEqual([]);
});
