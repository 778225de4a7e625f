import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../../src-shared/base/log.ts';
import { MemoryStore } from '../host/secrets/memory-store.ts';
import type { ManualClock } from '../testing/manual-clock.ts';
import { openTestStore, temporaryDirectory, testRandom } from '../testing/test-store.ts';
import { until } from '../testing/until.ts';
import type { SecretStore } from './secret-store.ts';
import { type OpenVault, Vault } from './vault.ts';

const MINUTE = 60_000;

let directory: ReturnType<typeof temporaryDirectory>;
let store: ReturnType<typeof openTestStore>;
let clock: ManualClock;
let keychain: MemoryStore;
let file: MemoryStore;
const vaults: Vault[] = [];

beforeEach(() => {
  directory = temporaryDirectory();
  store = openTestStore(`${directory.path}/data`);
  clock = store.clock;
  keychain = new MemoryStore(clock, 'keychain');
  file = new MemoryStore(clock, 'file');
});

afterEach(() => {
  for (const vault of vaults.splice(0)) vault.dispose();
  store.close();
  directory.dispose();
});

/** A vault as a start of the hub makes it. */
function start(stores: ReadonlyArray<SecretStore> = [keychain, file]): Vault {
  const vault = new Vault({
    stores,
    rows: store.authority.secrets,
    hubId: store.authority.hubId,
    clock,
    random: testRandom,
    log: silentLog,
  });
  vaults.push(vault);
  vault.open();
  return vault;
}

async function phaseOf(vault: Vault, kind: Vault['phase']['kind']): Promise<string> {
  await until(`the vault is ${kind}`, () => vault.phase.kind === kind);
  return 'sentence' in vault.phase ? vault.phase.sentence : '';
}

async function opened(vault: Vault): Promise<OpenVault> {
  await phaseOf(vault, 'open');
  if (vault.phase.kind !== 'open') throw new Error('not open');
  return vault.phase.secrets;
}

/** Starts once, seals something, and is gone again. */
async function sealOnce(stores?: ReadonlyArray<SecretStore>): Promise<void> {
  const vault = start(stores);
  (await opened(vault)).put('token', Buffer.from('hush'));
  vault.dispose();
}

const words = (read: ReturnType<OpenVault['get']>): string =>
  read.kind === 'found' ? Buffer.from(read.value).toString() : read.kind;

/** Lets everything that is already decided happen. */
const settled = async (): Promise<void> => {
  for (let n = 0; n < 20; n++) await Promise.resolve();
};

test('what was sealed is there after a restart, and only its name stands in the database', async () => {
  await sealOnce();
  expect(words((await opened(start())).get('token'))).toBe('hush');
  const [row] = store.authority.secrets.all();
  expect(row).toMatchObject({ name: 'token', sealedBy: 'keychain', createdAt: clock.now() });
  expect(Buffer.from(row?.sealed ?? []).includes('hush')).toBe(false);
  expect(keychain.entries.size).toBe(1);
  expect(file.entries.size).toBe(0);
});

test('sealing again replaces, with another nonce', async () => {
  const secrets = await opened(start());
  secrets.put('token', Buffer.from('hush'));
  const first = store.authority.secrets.all()[0]?.sealed;
  secrets.put('token', Buffer.from('hush'));
  expect(store.authority.secrets.all()).toHaveLength(1);
  expect(store.authority.secrets.all()[0]?.sealed).not.toEqual(first);
});

test('a prompt that nobody answers is waited for and said, and the answer counts however late it comes', async () => {
  await sealOnce();
  keychain.mood = 'silent';
  const vault = start();
  await settled();
  expect(vault.phase).toEqual({ kind: 'opening' });
  clock.advance(30_000);
  expect(await phaseOf(vault, 'locked')).toContain('Still waiting for the keychain');
  clock.advance(24 * 60 * MINUTE);
  await settled();
  expect(keychain.asked, 'no second prompt beside the first').toBe(4);
  keychain.speak();
  expect(words((await opened(vault)).get('token'))).toBe('hush');
});

test('a key whose storing is allowed late is the key', async () => {
  keychain.mood = 'silent';
  const vault = start();
  clock.advance(30_000);
  await phaseOf(vault, 'locked');
  keychain.speak();
  (await opened(vault)).put('token', Buffer.from('hush'));
  vault.dispose();
  expect(words((await opened(start())).get('token'))).toBe('hush');
});

test('two questions that are both answered late store one and the same key', async () => {
  keychain.mood = 'silent';
  const vault = start();
  clock.advance(30_000);
  await phaseOf(vault, 'locked');
  vault.retry();
  await settled();
  clock.advance(30_000);
  await phaseOf(vault, 'locked');
  keychain.speak();
  (await opened(vault)).put('token', Buffer.from('hush'));
  await settled();
  vault.dispose();
  expect(words((await opened(start())).get('token'))).toBe('hush');
});

test('asking again and again takes no more than two of the threads that wait', async () => {
  keychain.mood = 'silent';
  const vault = start();
  for (let n = 0; n < 5; n++) {
    await settled();
    clock.advance(30_000);
    await phaseOf(vault, 'locked');
    vault.retry();
  }
  expect(keychain.asked).toBe(2);
});

test('a keychain that is locked when everything begins makes no key elsewhere, and is asked again ever more rarely', async () => {
  keychain.mood = 'mute';
  const vault = start();
  expect(await phaseOf(vault, 'locked')).toContain('HOMEPORT_SECRETS=file');
  expect(file.entries.size).toBe(0);
  expect(keychain.asked).toBe(2);
  for (const minutes of [3, 6, 12, 24, 48, 60, 60]) {
    const before = keychain.asked;
    clock.advance(minutes * MINUTE - 1);
    await settled();
    expect(keychain.asked).toBe(before);
    clock.advance(1);
    await settled();
    expect(keychain.asked).toBe(before + 2);
  }
  keychain.mood = 'unlocked';
  clock.advance(60 * MINUTE);
  await opened(vault);
});

test.each(['mute', 'locked'] as const)(
  'I19: a keychain that is locked (%s) is never taken for an empty one while something is sealed',
  async (mood) => {
    await sealOnce();
    const [key] = keychain.entries.values();
    keychain.mood = mood;
    const vault = start();
    expect(await phaseOf(vault, 'locked')).toContain('The keychain is locked');
    keychain.mood = 'unlocked';
    expect([...keychain.entries.values()]).toEqual([key]);
    vault.retry();
    expect(words((await opened(vault)).get('token'))).toBe('hush');
  },
);

test('I19: what is sealed without its key gets no new key, neither there nor elsewhere', async () => {
  await sealOnce();
  keychain.entries.clear();
  const vault = start();
  expect(await phaseOf(vault, 'locked')).toContain('reset');
  clock.advance(24 * 60 * MINUTE);
  await settled();
  expect(keychain.entries.size + file.entries.size).toBe(0);
  expect(store.authority.secrets.all()).toHaveLength(1);
});

test('I19: another key than the one that sealed is said and used for nothing', async () => {
  await sealOnce();
  const sealed = store.authority.secrets.all();
  for (const [name] of keychain.entries) keychain.entries.set(name, testRandom(32));
  const vault = start();
  expect(await phaseOf(vault, 'unavailable')).toContain('is not the one that sealed');
  for (const [name] of keychain.entries) keychain.entries.set(name, testRandom(5));
  vault.retry();
  expect(await phaseOf(vault, 'unavailable')).toContain('is not the one that sealed');
  expect(store.authority.secrets.all()).toEqual(sealed);
});

test('a secret that is damaged is said to be, and the others open', async () => {
  await sealOnce();
  (await opened(start())).put('other', Buffer.from('well'));
  const row = store.authority.secrets.all().find(({ name }) => name === 'token');
  if (row === undefined) throw new Error('no row');
  for (const at of [0, 12, row.sealed.length - 20, row.sealed.length - 1]) {
    const sealed = Uint8Array.from(row.sealed);
    sealed[at] = (sealed[at] ?? 0) ^ 1;
    store.authority.secrets.put({ ...row, sealed });
    const secrets = await opened(start());
    expect(secrets.get('token')).toEqual({ kind: 'damaged' });
    expect(words(secrets.get('other'))).toBe('well');
  }
  store.authority.secrets.put({ ...row, sealed: row.sealed.subarray(0, 30) });
  expect((await opened(start())).get('token')).toEqual({ kind: 'damaged' });
});

test('a secret counts under its own name alone', async () => {
  await sealOnce();
  const [row] = store.authority.secrets.all();
  if (row === undefined) throw new Error('no row');
  store.authority.secrets.put({ ...row, name: 'other' });
  const secrets = await opened(start());
  expect(secrets.get('other')).toEqual({ kind: 'damaged' });
  expect(secrets.get('never')).toEqual({ kind: 'absent' });
});

test('where there is no keychain, a file has the key, and that is said', async () => {
  keychain.mood = 'missing';
  const vault = start();
  expect(await phaseOf(vault, 'open')).toBe('No keychain here: the key is in a file that only you can read.');
  expect(file.entries.size).toBe(1);
});

test('a keychain that fails just now is not taken for one that is not there', async () => {
  keychain.mood = 'failing';
  const vault = start();
  expect(await phaseOf(vault, 'unavailable')).toContain('the store fails');
  expect(file.entries.size).toBe(0);
  keychain.mood = 'unlocked';
  clock.advance(3 * MINUTE);
  await opened(vault);
});

test('I20: sealed from the keychain is never opened from a file, nor the other way round', async () => {
  await sealOnce();
  keychain.mood = 'missing';
  expect(await phaseOf(start(), 'unavailable')).toContain('there is no such store');
  expect(await phaseOf(start([file]), 'unavailable')).toContain('without HOMEPORT_SECRETS');
  expect(file.entries.size).toBe(0);

  store.authority.secrets.clear();
  await sealOnce([file]);
  keychain.mood = 'unlocked';
  keychain.asked = 0;
  expect(await phaseOf(start(), 'open')).toBe('The key is in a file that only you can read.');
  expect(keychain.asked).toBe(0);
  file.entries.clear();
  expect(await phaseOf(start(), 'unavailable')).toContain('The file with the key is gone');
});

test('a start that was cut off between key and first secret leaves a key that is used', async () => {
  const first = start();
  await opened(first);
  first.dispose();
  const [key] = keychain.entries.values();
  (await opened(start())).put('token', Buffer.from('hush'));
  expect([...keychain.entries.values()]).toEqual([key]);
});

test('a store that forgets what it was given gets nothing to keep', async () => {
  const forgetful: SecretStore = {
    where: 'keychain',
    read: async () => ({ kind: 'absent' }),
    write: async () => ({ kind: 'written' }),
    remove: async () => ({ kind: 'removed' }),
  };
  expect(await phaseOf(start([forgetful]), 'unavailable')).toContain('cannot be read back');
});

test('the user can give up what is sealed and begin anew', async () => {
  await sealOnce();
  keychain.entries.clear();
  const vault = start();
  await phaseOf(vault, 'locked');
  vault.reset();
  const secrets = await opened(vault);
  expect(secrets.get('token')).toEqual({ kind: 'absent' });
  secrets.put('token', Buffer.from('hush'));
  expect(keychain.entries.size).toBe(1);
});

test('a vault that is disposed asks for nothing more', async () => {
  keychain.mood = 'locked';
  const vault = start();
  await phaseOf(vault, 'locked');
  vault.dispose();
  const before = keychain.asked;
  clock.advance(24 * 60 * MINUTE);
  await settled();
  expect(keychain.asked).toBe(before);
});
