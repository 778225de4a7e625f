import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toBase64url } from '../../../src-shared/base/base64.ts';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import { silentLog } from '../../../src-shared/base/log.ts';
import { deviceChannel, pairingChannel } from '../../../src-shared/protocol/channel.ts';
import { deviceRequests } from '../../../src-shared/protocol/channels/device/requests.ts';
import type { TrustLevel } from '../../../src-shared/protocol/trust.ts';
import { readOffer } from '../../../src-shared/secure/offer-text.ts';
import type { Caller } from '../caller.ts';
import { HubChannel } from '../channels/channel.ts';
import { nodeCrypto } from '../host/node-crypto.ts';
import { Exports } from '../store/exports.ts';
import { ListeningCaller } from '../testing/listening-caller.ts';
import { HERE, testDevices } from '../testing/test-devices.ts';
import { openTestStore, temporaryDirectory, testRandom } from '../testing/test-store.ts';
import { deviceHandlers, pairingHandlers } from './device-requests.ts';
import { DeviceStateKeeper } from './device-state.ts';
import { Failures } from './failures.ts';
import { Pairing } from './pairing.ts';
import { revocationsFile } from './revocations.ts';
import { TypingTrace } from './typing-trace.ts';

let directory: ReturnType<typeof temporaryDirectory>;
let parts: ReturnType<typeof wire>;

beforeEach(() => {
  directory = temporaryDirectory();
  parts = wire();
});

afterEach(() => {
  parts.dispose();
  directory.dispose();
});

function wire() {
  const dataDir = `${directory.path}/data`;
  const store = openTestStore(dataDir);
  const { clock, authority } = store;
  const { devices, trust } = testDevices(store, dataDir);
  const channelParts = { random: testRandom, log: silentLog };
  const moved = new Emitter<string>();
  const counts = new Map<string, number>();
  const connected = { count: (id: string) => counts.get(id) ?? 0, onChanged: moved.event };
  const channel = new HubChannel(deviceChannel, channelParts);
  const keeper = new DeviceStateKeeper(devices, connected, channel, clock);
  const typing = new TypingTrace(store.events.typing, clock);
  const exports = new Exports(dataDir, silentLog);
  const pairing = new Pairing({
    ...{ clock, random: testRandom, crypto: nodeCrypto(), devices, trust, failures: new Failures(clock) },
    channel: new HubChannel(pairingChannel, channelParts),
    audit: () => {},
    together: (entry, body) => authority.together({ at: clock.now(), ...entry }, body),
  });
  const origins: Array<{ origin: string; level: TrustLevel }> = [
    { origin: 'https://box.tail.ts.net', level: 'L2' },
    { origin: 'http://192.168.1.5:4140', level: 'L0' },
  ];
  const key = { raw: testRandom(32) as Uint8Array | undefined };
  const hub = 'h_0123456789abcdefghjk';
  const written = async (): Promise<boolean> => {
    clock.advance(50);
    return authority.durable();
  };
  const asked = {
    ...deviceHandlers({ devices, keeper, exports, audit: authority.audit, typing, written }),
    ...pairingHandlers({ pairing, devices, keeper, ways: { origins: () => origins }, hub, hubKey: () => key.raw }),
  };
  const connect = (id: string, count: number): void => {
    counts.set(id, count);
    moved.fire(id);
  };
  const dispose = (): void => {
    for (const each of [pairing, keeper, devices, exports]) each.dispose();
    store.close();
  };
  return { dataDir, store, clock, devices, trust, channel, typing, asked, origins, key, hub, connect, dispose };
}

function pair(name = 'phone'): string {
  const publicKey = toBase64url(testRandom(32));
  return parts.devices.register({ name, role: 'admin', origin: 'paired', address: '', publicKey }).id;
}

/** Somebody who asks, as this device and by this way. */
const by = (id: string, level: TrustLevel = 'local'): Caller => {
  const reach = { ...HERE, level, network: level === 'L0' ? 'n_home' : null };
  return Object.assign(new ListeningCaller('c_0000'), { device: { id, name: '' }, reach });
};
const operator = by('d_0000');

test('devices are listed as their owner sees them, without keys and without the windows of this run', async () => {
  const id = pair();
  parts.devices.register({ name: 'window', role: 'admin', origin: 'window', address: '', publicKey: 'w' });
  parts.connect(id, 2);
  const { devices } = await parts.asked['device.list']({}, operator);
  expect(devices).toMatchObject([{ id, name: 'phone', role: 'admin', origin: 'paired', connections: 2 }]);
  expect(JSON.stringify(devices)).not.toContain(parts.devices.get(id)?.publicKey ?? 'x');
  expect(deviceRequests['device.list'].result.parse({ devices })).toEqual({ devices });
});

test('the channel follows: what changes is told in a moment and together, who is gone at once', async () => {
  const [first, second] = [pair('first'), pair('second')];
  parts.connect(first, 1);
  expect(parts.channel.state.devices).toEqual({});
  parts.clock.advance(100);
  expect(parts.channel.state.devices).toMatchObject({ [first]: { connections: 1 }, [second]: { name: 'second' } });
  await parts.asked['device.update']({ device: second, name: 'kitchen' }, operator);
  await parts.asked['device.revoke']({ device: first }, operator);
  expect(Object.keys(parts.channel.state.devices)).toEqual([second]);
  parts.connect(first, 0);
  parts.clock.advance(100);
  expect(parts.channel.state.devices).toMatchObject({ [second]: { name: 'kitchen' } });
  expect(Object.keys(parts.channel.state.devices)).toEqual([second]);
});

test('three hundred devices that come back in the same moment are told in three actions', () => {
  const ids = Array.from({ length: 300 }, (_, n) => pair(`phone ${n}`));
  parts.clock.advance(1_000);
  const listener = new ListeningCaller('c_0001');
  parts.channel.subscribe(listener);
  for (const id of ids) {
    parts.devices.saw(id, { level: 'L1', network: null, from: '10.0.0.7' });
    parts.connect(id, 1);
  }
  parts.clock.advance(100);
  expect(listener.actions).toHaveLength(3);
  expect(Object.values(parts.channel.state.devices).every(({ connections }) => connections === 1)).toBe(true);
});

test('the log is searched by time as well, and a device is found by its id also where it stands with an address', async () => {
  const list = parts.asked['device.audit.list'];
  for (const at of [1_000, 2_000, 3_000])
    parts.store.authority.audit.append({ at, who: 'd_0001', what: 'device.list', verdict: 'ok' });
  parts.store.authority.audit.append({ at: 4_000, who: 'd_0001 at 10.0.0.1', what: 'pairing.request', verdict: 'ok' });
  parts.store.authority.audit.append({ at: 5_000, who: 'd_00012', what: 'device.list', verdict: 'ok' });
  parts.clock.advance(1_000);
  const times = async (filter: object): Promise<number[]> =>
    (await list({ limit: 100, ...filter }, operator)).entries.map(({ at }) => at);
  expect(await times({ since: 2_000, until: 4_000 })).toEqual([4_000, 3_000, 2_000]);
  expect(await times({ since: 4_500 })).toEqual([5_000]);
  expect(await times({ who: 'd_0001' })).toEqual([4_000, 3_000, 2_000, 1_000]);
});

test('a suspended device is shown with an end that is over, and gets in again by a new one', async () => {
  const id = pair();
  await parts.asked['device.update']({ device: id, expiresAt: parts.clock.now() - 5 }, operator);
  const [shown] = (await parts.asked['device.list']({}, operator)).devices;
  expect(shown?.expiresAt).toBeLessThanOrEqual(parts.clock.now());
  expect(shown?.suspended).toBe(undefined);
  const { device } = await parts.asked['device.update']({ device: id, expiresAt: null }, operator);
  expect(device.expiresAt).toBe(null);
  expect(parts.devices.rightsOf(id, HERE)?.size).toBe(4);
});

test('of a device that was suspended it is told that this is not its own end, until it has a new one', async () => {
  const [id, other] = [pair('phone'), pair('other')];
  parts.devices.remove(other);
  parts.dispose();
  rmSync(revocationsFile(parts.dataDir));
  parts = wire();
  expect((await parts.asked['device.list']({}, operator)).devices).toMatchObject([{ id, suspended: true }]);
  const { device } = await parts.asked['device.update']({ device: id, expiresAt: null }, operator);
  expect([device.suspended, device.expiresAt]).toEqual([undefined, null]);
});

test('nobody can lock the owner out: the command line’s key is neither changed nor revoked', () => {
  const { id } = parts.devices.register({ name: 'cli', role: 'admin', origin: 'local', address: '', publicKey: 'l' });
  const phone = pair();
  expect(() => parts.asked['device.update']({ device: id, role: 'viewer' }, by(phone))).toThrow(
    'always may do everything',
  );
  expect(() => parts.asked['device.revoke']({ device: id }, by(phone))).toThrow('always may do everything');
  // A device may take its own rights, since the owner can give them again.
  parts.asked['device.update']({ device: phone, role: 'viewer' }, by(phone));
  expect(parts.devices.rightsOf(phone, HERE)?.has('administer')).toBe(false);
  expect(() => parts.asked['device.revoke']({ device: 'd_nobody' }, operator)).toThrow('no such device');
});

function say(count: number, facts: { who?: string; what?: string; verdict?: string } = {}): void {
  const entry = { who: 'd_0001', what: 'terminal.session.start', verdict: 'ok', ...facts };
  for (let n = 0; n < count; n++) parts.store.authority.audit.append({ at: parts.clock.now() + n, ...entry });
  parts.clock.advance(100);
}

test('the audit log is read newest first, in pages, and by who, what and verdict', async () => {
  say(3);
  say(2, { who: 'd_0002', what: 'device.revoke' });
  say(1, { who: 'somebody at 10.0.0.66', what: 'pairing.request', verdict: 'wrong-secret' });
  const list = parts.asked['device.audit.list'];
  const first = await list({ limit: 4 }, operator);
  expect(first.entries.map(({ seq }) => seq)).toEqual([6, 5, 4, 3]);
  expect(first.before).toBe(3);
  const second = await list({ limit: 4, before: first.before ?? 0 }, operator);
  expect([second.entries.map(({ seq }) => seq), second.before]).toEqual([[2, 1], null]);
  const seqs = async (filter: object): Promise<number[]> =>
    (await list({ limit: 100, ...filter }, operator)).entries.map(({ seq }) => seq);
  expect(await seqs({ who: 'd_0002' })).toEqual([5, 4]);
  expect(await seqs({ what: 'device.' })).toEqual([5, 4]);
  expect(await seqs({ refused: true })).toEqual([6]);
  expect(await seqs({ verdict: 'wrong-secret' })).toEqual([6]);
  expect(await seqs({ verdict: 'ok', what: 'device.' })).toEqual([5, 4]);
  expect(await seqs({ what: '%' })).toEqual([]);
  expect(await seqs({ who: "x' OR '1'='1" })).toEqual([]);
});

test('an export has every entry with its hash, each on a line, and the chain can be followed in it', async () => {
  say(600);
  const path = `${directory.path}/audit.jsonl`;
  const answer = await parts.asked['device.audit.export']({ path }, operator);
  const text = readFileSync(path, 'utf8');
  expect(answer).toEqual({ path, entries: 600, bytes: Buffer.byteLength(text) });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  let before = '0'.repeat(64);
  for (const line of text.trimEnd().split('\n')) {
    const { seq, at, who, what, verdict, hash } = JSON.parse(line) as Record<string, unknown>;
    const chained = JSON.stringify([before, seq, at, who, what, verdict]);
    expect(hash).toBe(createHash('sha256').update(chained).digest('hex'));
    before = String(hash);
  }
});

test('an export overwrites nothing, follows no link, waits for no pipe, and stays out of our own directory', async () => {
  say(1);
  const victim = `${directory.path}/victim`;
  writeFileSync(victim, 'precious');
  const link = `${directory.path}/link`;
  symlinkSync(`${directory.path}/not-there-yet`, link);
  const pipe = `${directory.path}/pipe`;
  spawnSync('mkfifo', [pipe]);
  const outcome = async (path: string): Promise<unknown> =>
    Promise.resolve(parts.asked['device.audit.export']({ path }, operator)).catch(({ error }) => error);
  expect(await outcome(victim)).toBe('fileExists');
  expect(await outcome(link)).toBe('fileExists');
  if (existsSync(pipe)) expect(await outcome(pipe)).toBe('fileExists');
  expect(await outcome(`${parts.dataDir}/hub.json`)).toBe('invalidParams');
  symlinkSync(parts.dataDir, `${directory.path}/by-another-name`);
  expect(await outcome(`${directory.path}/by-another-name/hub.json`)).toBe('invalidParams');
  expect(await outcome('audit.jsonl')).toBe('invalidParams');
  expect(await outcome(`${directory.path}/nowhere/audit.jsonl`)).toBe('directoryMissing');
  expect(readFileSync(victim, 'utf8')).toBe('precious');
  expect(existsSync(`${directory.path}/not-there-yet`)).toBe(false);
});

test('who typed when is listed by device and terminal', async () => {
  parts.typing.typed('d_1', 't_0001');
  parts.clock.advance(20_000);
  parts.typing.typed('d_2', 't_0001');
  const { typing } = await parts.asked['device.typing.list']({ limit: 10 }, operator);
  expect(typing.map(({ device }) => device)).toEqual(['d_2', 'd_1']);
  const some = await parts.asked['device.typing.list']({ device: 'd_1', limit: 10 }, operator);
  expect(some.typing).toHaveLength(1);
});

test('an offer’s URL leads to the best way in and says all that a phone needs, in its fragment alone', async () => {
  const { offer, url, code } = await parts.asked['pairing.offer']({}, operator);
  expect(offer).toMatchObject({ addresses: ['box.tail.ts.net', '192.168.1.5:4140'], level: 'L2' });
  const { origin, pathname, search, hash } = new URL(url);
  expect([origin, pathname, search]).toEqual(['https://box.tail.ts.net', '/phone/', '']);
  const read = readOffer(hash);
  expect(read).toMatchObject({
    ok: true,
    value: { kind: 'pair', offer: offer.id, hub: parts.hub, origins: ['http://192.168.1.5:4140'] },
  });
  expect(read.ok && Buffer.from(read.value.hubKey).equals(Buffer.from(parts.key.raw ?? []))).toBe(true);
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
  expect(JSON.stringify(await parts.asked['pairing.list']({}, operator))).not.toContain(code);
});

test('a code leads where a phone that is new can follow: by Tailscale or plain http, by https of this install on demand alone', async () => {
  parts.origins.splice(0, 2, { origin: 'https://192.168.1.5:4141', level: 'L1' });
  parts.origins.push({ origin: 'http://192.168.1.5:4140', level: 'L0' });
  const leads = async (level?: TrustLevel): Promise<string> =>
    new URL((await parts.asked['pairing.offer'](level === undefined ? {} : { level }, operator)).url).origin;
  expect(await leads()).toBe('http://192.168.1.5:4140');
  expect(await leads('L1')).toBe('https://192.168.1.5:4141');
  expect(() => parts.asked['pairing.offer']({ level: 'L2' }, operator)).toThrow('no such way');
  parts.origins.push({ origin: 'https://box.tail.ts.net', level: 'L2' });
  const { url, offer } = await parts.asked['pairing.offer']({}, operator);
  expect(new URL(url).origin).toBe('https://box.tail.ts.net');
  expect(offer).toMatchObject({
    level: 'L2',
    addresses: ['box.tail.ts.net', '192.168.1.5:4141', '192.168.1.5:4140'],
  });
});

test('without a way in, or without the hub’s own key, an offer is refused in words', () => {
  parts.origins.length = 0;
  expect(() => parts.asked['pairing.offer']({}, operator)).toThrow('no way to this computer');
  parts.origins.push({ origin: 'http://192.168.1.5:4140', level: 'L0' });
  parts.key.raw = undefined;
  expect(() => parts.asked['pairing.offer']({}, operator)).toThrow('own key is not available');
});

test('a paired device may move to another address of this hub, and to nothing else', async () => {
  const id = pair();
  const move = (to: string, caller: Caller): unknown => parts.asked['pairing.move']({ to }, caller);
  const { url } = (await move('https://box.tail.ts.net', by(id, 'L1'))) as { url: string };
  expect(readOffer(new URL(url).hash)).toMatchObject({ ok: true, value: { kind: 'move' } });
  expect(() => move('https://evil.example', by(id, 'L1'))).toThrow('no address of this hub');
  const browser = parts.devices.register({ name: 'b', role: 'admin', origin: 'link', address: '', publicKey: 'b' });
  expect(() => move('https://box.tail.ts.net', by(browser.id))).toThrow('cannot go on there');
});

test('I23: over plain http nobody gets a key by which they may do more elsewhere, unless the network has the operator’s word', () => {
  const [admin, viewer] = [pair('admin'), pair('viewer')];
  parts.devices.update(viewer, { role: 'viewer' });
  const move = (id: string): unknown => parts.asked['pairing.move']({ to: 'https://box.tail.ts.net' }, by(id, 'L0'));
  expect(() => move(admin)).toThrow('somebody who controls the network');
  expect(move(viewer)).toHaveProperty('url');
  parts.devices.update(viewer, { grants: [{ terminal: 't_0001', rights: ['type'] }] });
  expect(() => move(viewer)).toThrow('somebody who controls the network');
  parts.trust.allow('n_home');
  for (const id of [admin, viewer]) expect(move(id)).toHaveProperty('url');
});
