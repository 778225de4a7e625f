import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MemoryStore } from '../../host/secrets/memory-store.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { openTestStore, temporaryDirectory } from '../../testing/test-store.ts';
import { until } from '../../testing/until.ts';
import type { PlainEntrance } from './https-entrances.ts';
import { LOCAL_NAME, pemOf, startTlsWorld, type TlsWorld, trusting } from './testing/tls-world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let directory: ReturnType<typeof temporaryDirectory>;
let ends: Array<() => Promise<void> | void>;

beforeEach(() => {
  directory = temporaryDirectory();
  ends = [];
});

afterEach(async () => {
  for (const end of ends.reverse()) await end();
  directory.dispose();
});

async function world(given: Partial<Parameters<typeof startTlsWorld>[0]> = {}): Promise<TlsWorld> {
  const started = await startTlsWorld({ dataDir: `${directory.path}/data`, ...given });
  ends.push(() => started.stop());
  return started;
}

async function opened(given: Partial<Parameters<typeof startTlsWorld>[0]> = {}): Promise<TlsWorld> {
  const started = await world(given);
  await until('the vault is open', () => started.vault.phase.kind === 'open');
  return started;
}

/** A plain entrance whose next ports are likely to be free. */
function plain(address: string): PlainEntrance {
  return { network: 'n_home', address, port: 20_000 + Math.floor(Math.random() * 20_000) };
}

async function get(world: TlsWorld, path: string): Promise<Response> {
  return fetch(`${world.server.url}${path}`);
}

async function authorityOf(world: TlsWorld): Promise<string> {
  return pemOf(new Uint8Array(await (await get(world, '/trust/homeport.crt')).arrayBuffer()));
}

/** The addresses at which https is open. */
const openAt = ({ tls }: TlsWorld): string[] =>
  tls.info.origins.map((each) => new URL(each).hostname).filter((each) => each !== LOCAL_NAME);

const portOf = (origin: string | undefined): number => Number(new URL(origin ?? '').port);

test('made on the user’s word: https beside plain http, for whoever trusts this authority and nobody else', async () => {
  const hub = await opened();
  expect(await hub.read()).toMatchObject({ phase: 'none', fingerprint: null, origins: [], install: null });
  expect((await get(hub, '/trust/')).status).toBe(404);
  const entrance = plain('192.168.7.1');
  hub.lan(entrance);
  const made = await hub.create();
  expect(made).toMatchObject({
    phase: 'ready',
    names: ['192.168.7.1', LOCAL_NAME],
    install: `http://192.168.7.1:${entrance.port}/trust/`,
  });
  const [origin] = made.origins;
  expect(origin).toMatch(/^https:\/\/192\.168\.7\.1:\d+$/);
  expect(portOf(origin)).toBeGreaterThan(entrance.port);

  const ca = await authorityOf(hub);
  expect(new X509Certificate(ca).fingerprint256.replaceAll(':', ' ')).toBe(made.fingerprint);
  for (const name of ['192.168.7.1', LOCAL_NAME]) (await trusting(ca, name, portOf(origin))).destroy();
  await expect(trusting(ca, '192.168.7.2', portOf(origin))).rejects.toThrow('altnames');
  await expect(trusting(ca, '192.168.7.1', portOf(origin), { ca: [] })).rejects.toThrow('unable to verify');
});

test('the authority is the same after a restart, also when it is made twice', async () => {
  const keychain = new MemoryStore(new ManualClock(), 'keychain');
  const before = await opened({ keychain });
  const [one, two] = await Promise.all([before.create(), before.create()]);
  expect(two.fingerprint).toBe(one.fingerprint);
  await before.stop();
  ends.pop();
  const after = await opened({ keychain });
  expect(await after.read()).toMatchObject({ phase: 'ready', fingerprint: one.fingerprint, origins: [] });
  expect((await after.read()).sentence).toContain('as soon as it listens on your networks');
  after.lan(plain('10.0.0.4'));
  await until('https is open', () => openAt(after).length === 1);
});

test('another set of addresses brings another leaf; whoever is connected at a remaining address stays', async () => {
  const hub = await opened();
  const home = plain('192.168.7.1');
  const cable = { ...plain('10.9.0.1'), network: 'n_cable' };
  hub.lan(home);
  const [origin] = (await hub.create()).origins;
  const ca = await authorityOf(hub);
  const live = await trusting(ca, '192.168.7.1', portOf(origin));
  ends.push(() => void live.destroy());
  hub.lan(home, cable);
  await until('both are open', () => openAt(hub).length === 2);
  expect(hub.tls.info.names).toEqual(['10.9.0.1', '192.168.7.1', LOCAL_NAME]);
  // The old socket still speaks, and a new one sees the new leaf.
  live.write(`GET /trust/homeport.crt HTTP/1.1\r\nhost: 192.168.7.1:${portOf(origin)}\r\n\r\n`);
  const [answer] = (await once(live, 'data')) as [Buffer];
  expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 200/);
  const fresh = await trusting(ca, '10.9.0.1', portOf(origin));
  fresh.destroy();

  // Gone with its address, and nothing else.
  hub.lan(cable);
  await until('one is open', () => openAt(hub).length === 1);
  expect(openAt(hub)).toEqual(['10.9.0.1']);
  await until('the socket of the address that went is cut', () => live.destroyed || live.readableEnded);
  hub.lan();
  await until('none is open', () => openAt(hub).length === 0);
  expect(hub.tls.info).toMatchObject({ phase: 'ready', names: [], install: null });
});

/** The certificate that is shown at a port, whatever its times are. */
async function servedAt(port: number): Promise<X509Certificate> {
  const socket = await trusting('', LOCAL_NAME, port, { ca: [], rejectUnauthorized: false });
  const { raw } = socket.getPeerCertificate();
  socket.destroy();
  return new X509Certificate(raw);
}

/** The one that takes the place of this one. */
async function next(port: number, before: X509Certificate): Promise<X509Certificate> {
  for (;;) {
    const served = await servedAt(port);
    if (served.serialNumber !== before.serialNumber) return served;
  }
}

test('a leaf is renewed before it expires, and when the clock was set back to before it', async () => {
  const hub = await opened();
  hub.lan(plain('192.168.7.1'));
  const port = portOf((await hub.create()).origins[0]);
  const first = await servedAt(port);
  const daysLater = (days: number): void => {
    hub.clock.jump(days * DAY_MS);
    hub.clock.advance(60 * 60 * 1000);
  };
  daysLater(30);
  expect((await servedAt(port)).serialNumber).toBe(first.serialNumber);
  daysLater(31);
  const second = await next(port, first);
  expect(Date.parse(second.validTo)).toBeGreaterThan(Date.parse(first.validTo) + 50 * DAY_MS);
  daysLater(-40);
  const third = await next(port, second);
  expect(Date.parse(third.validFrom)).toBeLessThan(hub.clock.now());
});

test('an authority that is about to expire says so; one that has expired is no longer used', async () => {
  const hub = await opened();
  hub.lan(plain('192.168.7.1'));
  const { notAfter } = await hub.create();
  hub.clock.jump((notAfter ?? 0) - 20 * DAY_MS - hub.clock.now());
  expect(await hub.read()).toMatchObject({ phase: 'ready', sentence: expect.stringContaining('expires in 20 days') });
  hub.clock.jump(21 * DAY_MS);
  hub.clock.advance(60 * 60 * 1000);
  await until('nothing is open', () => openAt(hub).length === 0);
  expect(await hub.read()).toMatchObject({ phase: 'failed', sentence: expect.stringContaining('has expired') });
});

test('a taken port is passed over; where all are taken that is said, and tried again', async () => {
  const hub = await opened();
  const entrance = plain('192.168.7.1');
  const others = Array.from({ length: 8 }, () => createServer());
  ends.push(() => others.forEach((each) => void each.close()));
  for (const [n, other] of others.entries()) {
    other.listen(entrance.port + 1 + n, '127.0.0.1');
    await once(other, 'listening');
  }
  hub.lan(entrance);
  const refused = await hub.create();
  expect(refused).toMatchObject({ phase: 'failed', origins: [] });
  expect(refused.sentence).toContain(`Port ${entrance.port + 1} is taken`);
  await new Promise((resolve) => others[2]?.close(resolve));
  hub.clock.advance(30_000);
  await until('https is open', () => openAt(hub).length === 1);
  expect(hub.tls.info).toMatchObject({
    phase: 'ready',
    origins: [`https://192.168.7.1:${entrance.port + 3}`, `https://${LOCAL_NAME}:${entrance.port + 3}`],
  });
});

test('at an address that is not private there is no https, and the others do not suffer', async () => {
  const hub = await opened();
  hub.lan(plain('203.0.113.7'), plain('192.168.7.1'));
  const made = await hub.create();
  expect(made).toMatchObject({ phase: 'ready', names: ['192.168.7.1', LOCAL_NAME] });
  expect(openAt(hub)).toEqual(['192.168.7.1']);
  expect(made.sentence).toContain('203.0.113.7 is no private address');
});

test('while the keychain is locked there is neither https nor another authority; unlocked, it is the one of before', async () => {
  const keychain = new MemoryStore(new ManualClock(), 'keychain');
  const before = await opened({ keychain });
  const { fingerprint } = await before.create();
  await before.stop();
  ends.pop();
  keychain.mood = 'locked';
  const hub = await world({ keychain });
  hub.lan(plain('192.168.7.1'));
  await until('it is locked', () => hub.vault.phase.kind === 'locked');
  expect(await hub.read()).toMatchObject({ phase: 'waiting', fingerprint: null, origins: [] });
  expect((await hub.read()).sentence).toContain('Unlock the keychain');
  await expect(hub.create()).rejects.toThrow('Unlock the keychain');
  await expect(hub.remove()).rejects.toThrow('Unlock the keychain');
  keychain.mood = 'unlocked';
  hub.vault.retry();
  await until('https is open', () => openAt(hub).length === 1);
  expect(await hub.read()).toMatchObject({ phase: 'ready', fingerprint });
});

test('a damaged authority is said and not replaced, until it is removed', async () => {
  const keychain = new MemoryStore(new ManualClock(), 'keychain');
  const before = await opened({ keychain });
  const { fingerprint } = await before.create();
  await before.stop();
  ends.pop();
  const store = openTestStore(`${directory.path}/data`);
  const [row] = store.authority.secrets.all();
  if (row === undefined) throw new Error('no row');
  // Moved to another name it does not open, and another row lets the vault know its key.
  store.authority.secrets.put({ ...row, name: 'another' });
  store.authority.secrets.put({ ...row, sealed: row.sealed.map((byte, n) => (n === 60 ? byte ^ 1 : byte)) });
  store.close();

  const hub = await opened({ keychain });
  hub.lan(plain('192.168.7.1'));
  expect(await hub.read()).toMatchObject({ phase: 'failed', fingerprint: null, origins: [] });
  expect((await hub.read()).sentence).toContain('is damaged');
  await expect(hub.create()).rejects.toThrow('Remove it first');
  expect(await hub.remove()).toMatchObject({ phase: 'none' });
  const made = await hub.create();
  expect(made.phase).toBe('ready');
  expect(made.fingerprint).not.toBe(fingerprint);
});

test('a removed authority ends https at once and for good', async () => {
  const keychain = new MemoryStore(new ManualClock(), 'keychain');
  const hub = await opened({ keychain });
  hub.lan(plain('192.168.7.1'));
  const [origin] = (await hub.create()).origins;
  const ca = await authorityOf(hub);
  expect(await hub.remove()).toMatchObject({ phase: 'none', fingerprint: null, origins: [] });
  await expect(trusting(ca, LOCAL_NAME, portOf(origin))).rejects.toThrow('ECONNREFUSED');
  expect((await get(hub, '/trust/homeport.crt')).status).toBe(404);
  await hub.stop();
  ends.pop();
  expect(await (await opened({ keychain })).read()).toMatchObject({ phase: 'none' });
});

test('given up with the vault, it is gone and https with it', async () => {
  const hub = await opened();
  hub.lan(plain('192.168.7.1'));
  await hub.create();
  hub.vault.reset();
  await until('nothing is open', () => openAt(hub).length === 0);
  await until('the vault is open', () => hub.vault.phase.kind === 'open');
  expect(await hub.read()).toMatchObject({ phase: 'none' });
});
