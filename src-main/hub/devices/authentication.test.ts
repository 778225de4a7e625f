import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { helloText, type Proof, proofSchema, type SignedFor } from '../../../src-shared/protocol/frames.ts';
import { RIGHTS } from '../../../src-shared/protocol/rights.ts';
import type { ManualClock } from '../testing/manual-clock.ts';
import { HERE, testDevices } from '../testing/test-devices.ts';
import { openTestStore, temporaryDirectory, testRandom } from '../testing/test-store.ts';
import { Authentication } from './authentication.ts';
import type { Devices } from './devices.ts';
import { LINK_MS, Links } from './links.ts';

let directory: ReturnType<typeof temporaryDirectory>;
let store: ReturnType<typeof openTestStore>;
let clock: ManualClock;
let devices: Devices;
let links: Links;
let door: Authentication;
let audited: string[];

beforeEach(() => {
  directory = temporaryDirectory();
  wire();
});

afterEach(() => {
  store.close();
  directory.dispose();
});

function wire(): void {
  store = openTestStore(directory.path);
  clock = store.clock;
  ({ devices } = testDevices(store, directory.path));
  links = new Links(clock, testRandom);
  audited = [];
  const audit = (who: string, what: string, verdict: string): void => void audited.push(`${who} ${what} ${verdict}`);
  door = new Authentication({ devices, links, clock, audit });
}

let nonces = 0;
const ADDRESS = '127.0.0.1:4140';
const challenge = (address = ADDRESS): SignedFor => ({ hub: 'h_here', nonce: `nonce${nonces++}`, address });

function newKey(): { key: KeyObject; publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { key: privateKey, publicKey: publicKey.export({ format: 'jwk' }).x ?? '' };
}

const signed = (key: KeyObject, on: SignedFor, subject: string): string =>
  sign(null, Buffer.from(helloText(on, subject)), key).toString('base64url');

const freshLink = (): string => links.create('http://127.0.0.1:4140/').url.split('#link=')[1] ?? '';

const linkProof = (on: SignedFor, secret: string, from = newKey(), name = 'Firefox'): Proof =>
  proofSchema.parse({
    kind: 'link',
    secret,
    publicKey: from.publicKey,
    name,
    signature: signed(from.key, on, `${secret} ${from.publicKey}`),
  });

const deviceProof = (on: SignedFor, device: string, key: KeyObject): Proof =>
  proofSchema.parse({ kind: 'device', device, signature: signed(key, on, device) });

const by = (from: string) => ({ reach: { level: 'local', network: null, from }, channelKey: undefined }) as const;
const tries = (on: SignedFor, proof: Proof, from = '127.0.0.1') => door.authenticate(on, { proof }, by(from));

function enter(from = newKey()): { id: string; key: KeyObject; publicKey: string } {
  const on = challenge();
  const result = tries(on, linkProof(on, freshLink(), from));
  if (!result.ok) throw new Error(result.error);
  return { id: result.value.device.id, ...from };
}

test('a one-time link lets a new key in as an administrating device that is named by itself', () => {
  const { id } = enter();
  expect(devices.get(id)).toMatchObject({ name: 'Firefox', role: 'admin', origin: 'link' });
  expect([...(devices.rightsOf(id, HERE) ?? [])]).toEqual([...RIGHTS]);
  expect(audited).toEqual([`${id} hub.link.open ok`]);
});

test('the secret stands in the fragment of the link alone', () => {
  const { url, expiresAt } = links.create('http://127.0.0.1:4140/');
  const { hash, href } = new URL(url);
  expect(hash).toMatch(/^#link=[A-Za-z0-9_-]{22}$/);
  expect(href.replace(hash, '')).toBe('http://127.0.0.1:4140/');
  expect(expiresAt).toBe(clock.now() + LINK_MS);
});

test('I12: a link is good once: replayed it lets nobody in, with the same key or another', () => {
  const secret = freshLink();
  const key = newKey();
  const on = challenge();
  const proof = linkProof(on, secret, key);
  expect(tries(on, proof)).toMatchObject({ ok: true });
  expect(tries(on, proof)).toEqual({ ok: false, error: 'linkSpent' });
  expect(tries(on, linkProof(on, secret))).toEqual({ ok: false, error: 'linkSpent' });
  expect(devices.list()).toHaveLength(1);
});

test('a link is good for ten minutes, also when the wall clock is set forward or back', () => {
  const [early, late] = [freshLink(), freshLink()];
  clock.jump(365 * 24 * 60 * 60 * 1000);
  clock.advance(LINK_MS - 1);
  const on = challenge();
  expect(tries(on, linkProof(on, early))).toMatchObject({ ok: true });
  clock.advance(1);
  clock.jump(-60 * 60 * 1000);
  expect(tries(on, linkProof(on, late))).toEqual({ ok: false, error: 'linkSpent' });
});

test('a restart spends all links', () => {
  const secret = freshLink();
  store.close();
  wire();
  const on = challenge();
  expect(tries(on, linkProof(on, secret))).toEqual({ ok: false, error: 'linkSpent' });
});

test('whoever cannot sign with the key does not spend the link', () => {
  const secret = freshLink();
  const [own, foreign] = [newKey(), newKey()];
  const on = challenge();
  const stolen = { ...linkProof(on, secret, foreign), publicKey: own.publicKey };
  expect(tries(on, proofSchema.parse(stolen))).toEqual({ ok: false, error: 'notAuthenticated' });
  expect(tries(on, linkProof(on, secret, own))).toMatchObject({ ok: true });
});

test('links do not pile up: the oldest goes', () => {
  const first = freshLink();
  for (let n = 0; n < 32; n++) freshLink();
  const on = challenge();
  expect(tries(on, linkProof(on, first))).toEqual({ ok: false, error: 'linkSpent' });
});

test('a known key that comes with a new link stays the same device', () => {
  const first = enter();
  const on = challenge();
  const again = tries(on, linkProof(on, freshLink(), first, 'Renamed'));
  expect(again).toMatchObject({ ok: true, value: { device: { id: first.id, name: 'Renamed' } } });
  expect(devices.list()).toHaveLength(1);
});

test('a device comes back by its signature, also after a restart', () => {
  const { id, key } = enter();
  store.close();
  wire();
  const on = challenge();
  expect(tries(on, deviceProof(on, id, key))).toMatchObject({ ok: true, value: { device: { id } } });
  expect(audited).toEqual([`${id} hub.connection.hello ok`]);
});

test('an answer that was overheard is worth nothing on another connection or another hub', () => {
  const { id, key } = enter();
  const heard = challenge();
  const proof = deviceProof(heard, id, key);
  expect(tries(heard, proof)).toMatchObject({ ok: true });
  expect(tries(challenge(), proof)).toEqual({ ok: false, error: 'notAuthenticated' });
  expect(tries({ ...heard, hub: 'h_other' }, proof)).toEqual({ ok: false, error: 'notAuthenticated' });
});

test('a wrong key, an unknown device and a removed one are refused alike', () => {
  const { id, key } = enter();
  const on = challenge();
  expect(tries(on, deviceProof(on, id, newKey().key))).toEqual({ ok: false, error: 'notAuthenticated' });
  expect(tries(on, deviceProof(on, 'd_nobody', key))).toEqual({ ok: false, error: 'notAuthenticated' });
  expect(tries(on, deviceProof(on, '__proto__', key))).toEqual({ ok: false, error: 'notAuthenticated' });
  devices.remove(id);
  expect(tries(on, deviceProof(on, id, key))).toEqual({ ok: false, error: 'notAuthenticated' });
  expect(audited.slice(1)).toEqual(Array(4).fill('somebody at 127.0.0.1 hub.connection.hello notAuthenticated'));
});

test.each([
  ['too short', 'AAAA'],
  ['too long', 'A'.repeat(64)],
  ['spelled in a second way', `${'A'.repeat(42)}B`],
  ['on no curve', Buffer.alloc(32, 0xff).toString('base64url')],
])('a public key that is %s is refused and does not spend the link', (_how, publicKey) => {
  const secret = freshLink();
  const on = challenge();
  const signature = signed(newKey().key, on, `${secret} ${publicKey}`);
  const proof = proofSchema.parse({ kind: 'link', secret, publicKey, name: 'x', signature });
  expect(tries(on, proof)).toEqual({ ok: false, error: 'notAuthenticated' });
  expect(tries(on, linkProof(on, secret))).toMatchObject({ ok: true });
});

test('after ten failed tries an address is told to wait and leaves no more traces, others are answered', () => {
  const { id } = enter();
  const on = challenge();
  const wrong = (from?: string) => tries(on, deviceProof(on, id, newKey().key), from);
  for (let n = 0; n < 10; n++) expect(wrong()).toEqual({ ok: false, error: 'notAuthenticated' });
  const before = audited.length;
  expect(wrong()).toEqual({ ok: false, error: 'rateLimited' });
  expect(audited).toHaveLength(before);
  expect(wrong('192.168.1.7')).toEqual({ ok: false, error: 'notAuthenticated' });
  clock.advance(60_000);
  expect(wrong()).toEqual({ ok: false, error: 'notAuthenticated' });
});

test('a device that comes and goes without end does not push the audit log out of itself', () => {
  const { id, key } = enter();
  const on = challenge();
  audited.length = 0;
  for (let n = 0; n < 300; n++) expect(tries(on, deviceProof(on, id, key))).toMatchObject({ ok: true });
  expect(audited).toHaveLength(100);
  clock.advance(60_000);
  for (let n = 0; n < 3; n++) tries(on, deviceProof(on, id, key));
  expect(audited).toHaveLength(101);
});

test('nobody can keep the user out by failing: a right key or link counts whatever came before', () => {
  const { id, key } = enter();
  const on = challenge();
  for (let n = 0; n < 200; n++) tries(on, deviceProof(on, id, newKey().key), `10.0.0.${n}`);
  for (let n = 0; n < 20; n++) tries(on, deviceProof(on, id, newKey().key));
  expect(tries(on, deviceProof(on, id, key))).toMatchObject({ ok: true });
  expect(tries(on, linkProof(on, freshLink()))).toMatchObject({ ok: true });
});

test('a hello that was signed for another port is worth nothing: who has that port may have passed it on', () => {
  const { id, key } = enter();
  const here = challenge();
  const elsewhere = { ...here, address: '127.0.0.1:4141' };
  expect(tries(here, deviceProof(elsewhere, id, key))).toEqual({ ok: false, error: 'notAuthenticated' });
  const secret = freshLink();
  expect(tries(here, linkProof(elsewhere, secret))).toEqual({ ok: false, error: 'notAuthenticated' });
  expect(tries(here, linkProof(here, secret))).toMatchObject({ ok: true });
});

test("a browser's key counts only where it was let in: whoever serves that port later can sign with it", () => {
  const { id, publicKey, key } = enter();
  const moved = challenge('127.0.0.1:4141');
  expect(tries(moved, deviceProof(moved, id, key))).toEqual({ ok: false, error: 'notAuthenticated' });
  store.close();
  wire();
  expect(tries(moved, deviceProof(moved, id, key))).toEqual({ ok: false, error: 'notAuthenticated' });
  expect(tries(moved, linkProof(moved, freshLink(), { key, publicKey }))).toMatchObject({ ok: true });
  expect(tries(moved, deviceProof(moved, id, key))).toMatchObject({ ok: true });
});

test('rights are those of this moment, and a removed device is told to whoever holds its connections', () => {
  const { id } = enter();
  const gone: string[] = [];
  devices.onRemoved((each) => gone.push(each));
  devices.remove(id);
  devices.remove(id);
  expect(devices.rightsOf(id, HERE)).toBe(undefined);
  expect(gone).toEqual([id]);
  store.close();
  wire();
  expect(devices.list()).toEqual([]);
});

test('a device that is suspended is refused at the door, and a new link lets it in again', () => {
  const { id, key, publicKey } = enter();
  devices.update(id, { expiresAt: clock.now() });
  const on = challenge();
  expect(tries(on, deviceProof(on, id, key))).toEqual({ ok: false, error: 'notAuthenticated' });
  expect(tries(on, linkProof(on, freshLink(), { key, publicKey }))).toMatchObject({ ok: true });
  expect(tries(on, deviceProof(on, id, key))).toMatchObject({ ok: true });
});

test('a browser that was revoked is not let in with its key, whatever link it has', () => {
  const { id, key, publicKey } = enter();
  devices.remove(id);
  const on = challenge();
  expect(tries(on, linkProof(on, freshLink(), { key, publicKey }))).toEqual({ ok: false, error: 'notAuthenticated' });
});

test('when a device was last here is noted once a minute and kept', () => {
  const { id, key } = enter();
  const created = clock.now();
  clock.advance(30_000);
  const on = challenge();
  tries(on, deviceProof(on, id, key));
  expect(devices.get(id)?.lastSeen).toBe(created);
  clock.advance(30_000);
  tries(on, deviceProof(on, id, key));
  store.close();
  wire();
  expect(devices.get(id)?.lastSeen).toBe(created + 60_000);
});
