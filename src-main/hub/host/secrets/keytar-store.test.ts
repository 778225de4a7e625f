import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KeychainSession, keychainMissing } from '../../testing/keychain-session.ts';
import { KeytarProcess } from '../../testing/keytar-process.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { SecretsProcess } from '../../testing/secrets-process.ts';
import { temporaryDirectory } from '../../testing/test-store.ts';
import { KeytarStore } from './keytar-store.ts';

const missing = keychainMissing();
const NO_SERVICE = { kind: 'unavailable', why: 'this machine has no keychain service', lasting: true };

let directory: ReturnType<typeof temporaryDirectory>;
let home: string;
let dataDir: string;
const ends: Array<() => Promise<void>> = [];

beforeEach(() => {
  directory = temporaryDirectory();
  home = directory.path;
  dataDir = `${home}/data`;
});

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  directory.dispose();
});

async function login(keyring?: 'unlocked' | 'asItIs'): Promise<KeychainSession> {
  const session = await KeychainSession.open(home);
  ends.push(() => session.close());
  if (keyring !== undefined) await session.startKeyring(keyring);
  return session;
}

function keytar(env: Readonly<Record<string, string>>): KeytarProcess {
  const child = new KeytarProcess(env);
  ends.push(() => child.stop());
  return child;
}

function secrets(env: Readonly<Record<string, string>>): SecretsProcess {
  const child = new SecretsProcess(dataDir, { env });
  ends.push(() => child.kill());
  return child;
}

const keyFiles = (): string[] => readdirSync(dataDir).filter((name) => name.endsWith('.secret'));

describe.skipIf(missing !== undefined)(
  `a real keychain${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    test('unlocked, it keeps what it is given', async () => {
      const { env } = await login('unlocked');
      const store = keytar(env);
      expect(await store.ask('read 5000 key')).toEqual({ kind: 'absent' });
      expect(await store.ask('write 5000 key hush')).toEqual({ kind: 'written' });
      expect(await store.ask('read 5000 key')).toEqual({ kind: 'found', value: 'hush' });
      expect(await store.ask('remove 5000 key')).toEqual({ kind: 'removed' });
      expect(await store.ask('remove 5000 key')).toEqual({ kind: 'removed' });
      expect(await store.ask('read 5000 key')).toEqual({ kind: 'absent' });
    });

    test('locked with nobody to ask, it refuses to write; what it has looks absent', async () => {
      const first = await login('unlocked');
      const before = keytar(first.env);
      await before.ask('write 5000 key hush');
      await first.close();
      const store = keytar((await login('asItIs')).env);
      expect(await store.ask('read 5000 key')).toEqual({ kind: 'absent' });
      expect(await store.ask('write 5000 other hush')).toEqual({ kind: 'locked' });
    });

    test('a service that has no keyring and nobody to ask for one is locked', async () => {
      const store = keytar((await login('asItIs')).env);
      expect(await store.ask('read 5000 key')).toEqual({ kind: 'absent' });
      expect(await store.ask('write 5000 key hush')).toEqual({ kind: 'locked' });
    });

    test('without a service, without a bus, and with the address of a bus that is gone there is no keychain', async () => {
      const { env } = await login();
      const { DBUS_SESSION_BUS_ADDRESS: _, ...without } = env;
      const gone = { ...env, DBUS_SESSION_BUS_ADDRESS: `unix:path=${home}/nothing` };
      for (const each of [env, without, gone]) {
        const store = keytar(each);
        expect(await store.ask('read 5000 key')).toEqual(NO_SERVICE);
        expect(await store.ask('write 5000 key hush')).toEqual(NO_SERVICE);
      }
    });

    test('one that does not answer is waited for, and its answer comes late', async () => {
      const session = await login('unlocked');
      const store = keytar(session.env);
      await store.ask('write 5000 key hush');
      session.freeze();
      expect(await store.ask('read 100 key')).toMatchObject({ kind: 'waiting' });
      session.wake();
      expect(await store.next()).toEqual({ kind: 'found', value: 'hush' });
    });

    test('one that was started anew is out of reach for who knew the one before, and says so', async () => {
      const session = await login('unlocked');
      const store = keytar(session.env);
      await store.ask('write 5000 key hush');
      await session.restartKeyring();
      const why = expect.stringContaining('started anew');
      expect(await store.ask('read 5000 key')).toEqual({ kind: 'unavailable', why, lasting: false });
      expect(await store.ask('write 5000 key hush')).toEqual({ kind: 'unavailable', why, lasting: false });
      expect(await keytar(session.env).ask('read 5000 key')).toEqual({ kind: 'found', value: 'hush' });
    });

    test('I19: the vault opens with it, is locked while it is locked, and opens again as the same', async () => {
      const first = await login('unlocked');
      const before = secrets(first.env);
      const { where, fingerprint } = await before.until('open');
      expect(where).toBe('keychain');
      expect(fingerprint).not.toBe(null);
      expect(keyFiles()).toEqual([]);
      await before.stop();
      await first.close();

      const later = await login('asItIs');
      const now = secrets(later.env);
      expect((await now.until('locked')).sentence).toContain('The keychain is locked');
      await later.unlock();
      now.retry();
      expect(await now.until('open')).toMatchObject({ where: 'keychain', fingerprint });
      await now.stop();
    });

    test('I20: without a session bus a first start takes a file; one that was sealed from the keychain does not', async () => {
      const first = await login('unlocked');
      const before = secrets(first.env);
      const { fingerprint } = await before.until('open');
      await before.stop();
      const without = { HOME: home };
      const cut = secrets(without);
      expect((await cut.until('unavailable')).sentence).toContain('this machine has no keychain service');
      expect(keyFiles()).toEqual([]);
      await cut.stop();
      const back = secrets(first.env);
      expect((await back.until('open')).fingerprint).toBe(fingerprint);
      await back.stop();

      dataDir = `${home}/fresh`;
      const fresh = secrets(without);
      expect(await fresh.until('open')).toMatchObject({
        where: 'file',
        sentence: 'No keychain here: the key is in a file that only you can read.',
      });
      expect(keyFiles()).toHaveLength(1);
      await fresh.stop();
    });
  },
);

test('where keytar is not installed, or is something else, there is no keychain', async () => {
  const clock = new ManualClock();
  const store = new KeytarStore(clock, () => Promise.reject(new Error('Cannot find package')));
  const none = { kind: 'unavailable', why: 'the keychain package is not installed', lasting: true };
  expect(await store.read('key', 1_000)).toEqual(none);
  expect(await store.write('key', Buffer.from('hush'), 1_000)).toEqual(none);
  expect(clock.pending).toBe(0);
});

test('what fails for another reason is said in its own words and not taken for a missing keychain', async () => {
  const fails = (): Promise<never> => Promise.reject(new Error('Timeout was reached'));
  const keytar = { getPassword: fails, setPassword: fails, deletePassword: fails };
  const store = new KeytarStore(new ManualClock(), async () => keytar);
  const said = { kind: 'unavailable', why: 'the keychain failed (Timeout was reached)', lasting: false };
  expect(await store.read('key', 1_000)).toEqual(said);
  expect(await store.remove('key', 1_000)).toEqual(said);
});

test('disposing ends the waiting for deadlines', async () => {
  const clock = new ManualClock();
  const silent = (): Promise<never> => new Promise(() => {});
  const store = new KeytarStore(clock, async () => ({
    getPassword: silent,
    setPassword: silent,
    deletePassword: silent,
  }));
  void store.read('key', 1_000);
  expect(clock.pending).toBe(1);
  store.dispose();
  expect(clock.pending).toBe(0);
});
