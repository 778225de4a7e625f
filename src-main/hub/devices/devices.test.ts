import { afterEach, beforeEach, expect, test } from 'vitest';
import { toBase64url } from '../../../src-shared/base/base64.ts';
import { RIGHTS } from '../../../src-shared/protocol/rights.ts';
import type { Reach } from '../reach.ts';
import type { DeviceRecord } from '../store/device-table.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { HERE, testDevices } from '../testing/test-devices.ts';
import { openTestStore, temporaryDirectory, testRandom } from '../testing/test-store.ts';
import type { Devices } from './devices.ts';
import type { TrustWords } from './trust-words.ts';

const PLAIN: Reach = { level: 'L0', network: 'n_home', from: '192.168.1.9' };
const ELSEWHERE: Reach = { level: 'L0', network: 'n_cafe', from: '10.0.0.9' };
const HTTPS: Reach = { level: 'L1', network: 'n_home', from: '192.168.1.9' };
const DAY = 24 * 60 * 60 * 1000;

let directory: ReturnType<typeof temporaryDirectory>;
let store: ReturnType<typeof openTestStore>;
let devices: Devices;
let trust: TrustWords;
let cut: string[];
let regarded: string[];

beforeEach(() => {
  directory = temporaryDirectory();
  start();
});

afterEach(() => {
  devices.dispose();
  store.close();
  directory.dispose();
});

function start(clock = new ManualClock()): void {
  store = openTestStore(directory.path, { clock });
  ({ devices, trust } = testDevices(store, directory.path));
  cut = [];
  regarded = [];
  devices.onRemoved((id) => cut.push(id));
  devices.onRightsChanged((id) => regarded.push(id));
}

function restart(wall = store.clock.now()): void {
  devices.dispose();
  store.close();
  start(new ManualClock(wall));
}

const newKey = (): { raw: Uint8Array; text: string } => {
  const raw = testRandom(32);
  return { raw, text: toBase64url(raw) };
};

function pair(facts: Partial<DeviceRecord> = {}, key = newKey()): DeviceRecord & { readonly raw: Uint8Array } {
  const wanted = { name: 'phone', role: 'admin', origin: 'paired', address: '', publicKey: key.text } as const;
  const { grants, ...rest } = facts;
  const { id } = devices.register({ ...wanted, ...rest });
  const device = grants === undefined ? devices.get(id) : devices.update(id, { grants });
  if (device === undefined) throw new Error('it was let in');
  return { ...device, raw: key.raw };
}

const rights = (id: string, reach: Reach, terminal?: string): string[] | undefined => {
  const held = devices.rightsOf(id, reach, terminal);
  return held === undefined ? undefined : RIGHTS.filter((right) => held.has(right));
};

test.each([
  ['viewer', ['view'], ['view']],
  ['operator', ['view', 'approve'], ['view', 'approve']],
  ['admin', ['view', 'type', 'approve', 'administer'], ['view', 'approve']],
] as const)('I11: a %s has the rights of its role, less typing and administering at L0', (role, whole, plain) => {
  const { id } = pair({ role });
  for (const reach of [HERE, HTTPS, { ...HTTPS, level: 'L2' } as const]) expect(rights(id, reach)).toEqual(whole);
  expect(rights(id, PLAIN)).toEqual(plain);
  expect(rights('d_nobody', HERE)).toBe(undefined);
});

test('the operator’s word for a network gives all of them there, there alone, and as long as it stands', () => {
  const { id } = pair();
  trust.allow('n_home');
  expect(rights(id, PLAIN)).toEqual(RIGHTS);
  expect(rights(id, ELSEWHERE)).toEqual(['view', 'approve']);
  expect(rights(id, { ...PLAIN, network: null })).toEqual(['view', 'approve']);
  trust.forget('n_home');
  expect(rights(id, PLAIN)).toEqual(['view', 'approve']);
});

test('a grant is good on its terminal alone, and is taken away at L0 as well', () => {
  const { id } = pair({ role: 'viewer', grants: [{ terminal: 't_0001', rights: ['type'] }] });
  expect(rights(id, HTTPS)).toEqual(['view']);
  expect(rights(id, HTTPS, 't_0001')).toEqual(['view', 'type']);
  expect(rights(id, HTTPS, 't_0002')).toEqual(['view']);
  expect(rights(id, PLAIN, 't_0001')).toEqual(['view']);
  trust.allow('n_home');
  expect(rights(id, PLAIN, 't_0001')).toEqual(['view', 'type']);
});

test('asking for rights makes nothing new: every key that is typed asks', () => {
  const grants = [{ terminal: 't_0001', rights: ['type' as const] }];
  const { id } = pair({ role: 'viewer', grants });
  for (const reach of [HTTPS, PLAIN])
    for (const terminal of [undefined, 't_0001', 't_0002'])
      expect(devices.rightsOf(id, reach, terminal)).toBe(devices.rightsOf(id, reach, terminal));
});

test('a change is felt at once and after a restart, and whoever holds connections hears of it', () => {
  const { id } = pair();
  devices.update(id, { role: 'viewer', name: 'kitchen' });
  expect(rights(id, HERE)).toEqual(['view']);
  expect(regarded).toEqual([id]);
  devices.update(id, { name: 'kitchen tablet' });
  expect(regarded).toEqual([id]);
  restart();
  expect(devices.get(id)).toMatchObject({ name: 'kitchen tablet', role: 'viewer' });
  expect(rights(id, HERE)).toEqual(['view']);
});

test('a device whose end has come is cut, once, and stays out whatever the clock says later', () => {
  const end = store.clock.now() + DAY;
  const { id, raw } = pair({ expiresAt: end });
  store.clock.advance(DAY - 1);
  expect([cut, rights(id, HERE)]).toEqual([[], [...RIGHTS]]);
  store.clock.advance(1);
  expect(cut).toEqual([id]);
  expect(rights(id, HERE)).toBe(undefined);
  expect(devices.byKey(raw, 'L1')).toBe(undefined);
  store.clock.advance(3 * DAY);
  store.clock.jump(-30 * DAY);
  expect(rights(id, HERE)).toBe(undefined);
  expect(cut).toEqual([id]);
  restart(end - 10 * DAY);
  expect(rights(id, HERE)).toBe(undefined);
});

test('I21: a clock that is set back makes no end come later', () => {
  const { id } = pair({ expiresAt: store.clock.now() + DAY });
  store.clock.jump(-100 * DAY);
  store.clock.advance(DAY);
  expect(rights(id, HERE)).toBe(undefined);
  expect(cut).toEqual([id]);
});

test('a computer that slept past an end cuts when it wakes and somebody asks', () => {
  const { id } = pair({ expiresAt: store.clock.now() + DAY });
  store.clock.jump(2 * DAY);
  expect(rights(id, HERE)).toBe(undefined);
  // The waits are short enough to notice.
  store.clock.advance(60 * 60 * 1000);
  expect(cut).toEqual([id]);
});

test('nobody is asked every second: one timer waits for all ends', () => {
  const before = store.clock.pending;
  for (let n = 1; n <= 20; n++) pair({ expiresAt: store.clock.now() + n * DAY });
  expect(store.clock.pending - before).toBeLessThanOrEqual(2);
});

test('only a new end lets somebody in again whose time was over', () => {
  const { id } = pair({ expiresAt: store.clock.now() + DAY });
  store.clock.advance(DAY);
  devices.update(id, { role: 'admin', name: 'again' });
  expect(rights(id, HERE)).toBe(undefined);
  devices.update(id, { expiresAt: null });
  expect(rights(id, HERE)).toEqual(RIGHTS);
  devices.update(id, { expiresAt: store.clock.now() });
  expect(rights(id, HERE)).toBe(undefined);
  expect(cut).toEqual([id, id]);
});

test('a paired device is known by its key, and by the one that it got for another origin', () => {
  const first = pair();
  const second = newKey();
  devices.addKey(first.id, second.text, 'L1');
  for (const raw of [first.raw, second.raw]) expect(devices.byKey(raw, 'L1')?.id).toBe(first.id);
  restart();
  for (const raw of [first.raw, second.raw]) expect(devices.byKey(raw, 'L1')?.id).toBe(first.id);
  expect(devices.byKey(newKey().raw, 'L1')).toBe(undefined);
  expect(() => devices.addKey(pair().id, second.text, 'L1')).toThrow('not known here');
});

test('I23: a key that a page made which came over plain http is worth nothing where pages come safely', () => {
  const { id, raw } = pair({ keyLevel: 'L0' });
  const safe = newKey();
  devices.addKey(id, safe.text, 'L1');
  restart();
  expect(devices.byKey(raw, 'L0')?.id).toBe(id);
  for (const level of ['L1', 'L2'] as const) expect(devices.byKey(raw, level)).toBe(undefined);
  for (const level of ['L0', 'L1', 'L2'] as const) expect(devices.byKey(safe.raw, level)?.id).toBe(id);
});

test('keys of links and of the encrypted channel are two kinds, whatever their bytes', () => {
  const key = newKey();
  devices.register({ name: 'browser', role: 'admin', origin: 'link', address: '', publicKey: key.text });
  expect(devices.byKey(key.raw, 'L1')).toBe(undefined);
  expect(() => pair({}, key)).toThrow('not known here');
});

test('a device has a key for each origin, and not as many as somebody likes', () => {
  const { id } = pair();
  for (let n = 0; n < 16; n++) devices.addKey(id, newKey().text, 'L1');
  expect(() => devices.addKey(id, newKey().text, 'L1')).toThrow('moved too often');
});

test('whoever is let in anew has what is said now: role, end, and no grants of before', () => {
  const key = newKey();
  const grants = [{ terminal: 't_0001', rights: ['type' as const] }];
  const { id } = pair({ role: 'viewer', grants, expiresAt: store.clock.now() + DAY }, key);
  store.clock.advance(DAY);
  const again = pair({ role: 'operator' }, key);
  expect(again).toMatchObject({ id, role: 'operator', grants: [], expiresAt: null, endedAt: null });
  expect(rights(id, HERE, 't_0001')).toEqual(['view', 'approve']);
});

test('where a device was last seen is kept, and told only when it is news', () => {
  const { id } = pair();
  const told: string[] = [];
  devices.onChanged((each) => told.push(each));
  devices.saw(id, PLAIN);
  devices.saw(id, PLAIN);
  expect(told).toEqual([id]);
  devices.saw(id, HTTPS);
  store.clock.advance(60_000);
  devices.saw(id, HTTPS);
  expect(told).toHaveLength(3);
  restart();
  expect(devices.get(id)).toMatchObject({ lastFrom: '192.168.1.9', lastLevel: 'L1' });
});
