import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MemoryStore } from '../../host/secrets/memory-store.ts';
import { leavesNothing } from '../../testing/leak-check.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { temporaryDirectory } from '../../testing/test-store.ts';
import { until } from '../../testing/until.ts';
import { REMIND_AFTER_MS } from './telling.ts';
import { startPaperPushService } from './testing/paper-push-service.ts';
import { type PushWorld, startPushWorld, TERMINAL } from './testing/push-world.ts';

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

async function world(given: Partial<Parameters<typeof startPushWorld>[0]> = {}): Promise<PushWorld> {
  const started = await startPushWorld({ dataDir: `${directory.path}/data`, ...given });
  ends.push(() => started.stop());
  await until('the vault is open', () => started.vault.phase.kind === 'open');
  return started;
}

/** What arrived, in a line each. */
const told = ({ service }: PushWorld): string[] =>
  service.received.map(({ browser, message }) => `${browser}: ${message.withdraw ? 'withdraw' : message.title}`);

/** Waits until so many have arrived, and the hub knows it. */
const arrived = ({ logged }: PushWorld, count: number): Promise<void> =>
  until(`${count} have arrived`, () => logged.filter((line) => line.startsWith('a notification went')).length >= count);

/** Everything that was on its way has arrived: this came after it. */
async function nothingMore(hub: PushWorld): Promise<string[]> {
  const before = hub.service.received.length;
  await hub.send('d_desk');
  await until('the last has arrived', () => hub.service.received.length > before);
  return told(hub).filter((each) => !each.includes('Notifications work'));
}

test('a bell reaches a phone as encrypted title and body, and the push service learns nothing else', async () => {
  const hub = await world();
  await hub.browser('d_phone');
  hub.ring();
  await arrived(hub, 1);
  expect(hub.service.received[0]).toMatchObject({
    browser: 'd_phone',
    message: { title: 'Bell in build', body: '', tag: 't_0123', terminal: 't_0123' },
    ttl: 43_200,
    urgency: 'high',
    topic: expect.stringMatching(/^[A-Za-z0-9_-]{24}$/),
  });
  expect(hub.service.received[0]?.topic).not.toContain('0123');
  expect(hub.service.refused).toEqual([]);
});

test('a command that took long and a terminal that ends are told, each only to those who want it', async () => {
  const hub = await world();
  await hub.browser('d_phone', { finished: false });
  await hub.browser('d_tablet', { ended: false });
  await hub.browser('d_desk', { bell: false });
  hub.terminal({ run: { kind: 'prompt', lastExitCode: 2, lastDurationMs: 83_000 } });
  await arrived(hub, 2);
  hub.terminal({ phase: { kind: 'ended', exitCode: 0, signal: null, at: 0 } });
  await arrived(hub, 4);
  expect(told(hub).sort()).toEqual([
    'd_desk: Failed with exit code 2 after 1 min 23 s',
    'd_desk: build has ended',
    'd_phone: build has ended',
    'd_tablet: Failed with exit code 2 after 1 min 23 s',
  ]);
  hub.terminal({ id: 't_other', phase: { kind: 'running', pid: 2 } });
  hub.ring('t_other');
  await arrived(hub, 6);
  expect(told(hub).slice(4).sort()).toEqual(['d_phone: Bell in build', 'd_tablet: Bell in build']);
});

test('what programs write is plain, short text, however much it is', async () => {
  const hub = await world();
  await hub.browser('d_phone');
  const line = `\u202e\x1b]0;x\x07"${'🚢'.repeat(3000)}`;
  hub.terminal({ name: '', run: { kind: 'running', line, since: 0 } });
  hub.terminal({ run: { kind: 'prompt', lastExitCode: 0, lastDurationMs: 60_000 } });
  await arrived(hub, 1);
  const [{ message, bytes } = { message: { body: '' }, bytes: 0 }] = hub.service.received;
  expect(bytes).toBeLessThanOrEqual(4096);
  expect(message.body).not.toMatch(/\p{C}/u);
  expect(message.body.length).toBeGreaterThan(20);
});

test('the device that shows that very terminal is not told; the others are, and what they were told is withdrawn when somebody looks', async () => {
  const hub = await world();
  for (const device of ['d_phone', 'd_tablet', 'd_desk']) await hub.browser(device);
  hub.view('d_phone', TERMINAL.id);
  hub.view('d_tablet', 't_other');
  hub.view('d_desk', null);
  hub.ring();
  await arrived(hub, 2);
  expect(told(hub).sort()).toEqual(['d_desk: Bell in build', 'd_tablet: Bell in build']);
  hub.view('d_tablet', TERMINAL.id);
  await arrived(hub, 4);
  // The phone was told nothing, so there is nothing to take back.
  expect(told(hub).slice(2).sort()).toEqual(['d_desk: withdraw', 'd_tablet: withdraw']);
  const topics = new Set(hub.service.received.map(({ topic }) => topic));
  expect(topics.size, 'what the push service still holds is replaced').toBe(1);
  expect(await nothingMore(hub)).toHaveLength(4);
});

test('typing and closing take back as well, and only once', async () => {
  const hub = await world();
  await hub.browser('d_phone');
  await hub.browser('d_desk', { bell: false });
  hub.ring();
  await arrived(hub, 1);
  hub.type(TERMINAL.id);
  hub.type(TERMINAL.id);
  await arrived(hub, 2);
  hub.ring();
  await arrived(hub, 3);
  hub.close(TERMINAL.id);
  await arrived(hub, 4);
  expect(await nothingMore(hub)).toEqual([
    'd_phone: Bell in build',
    'd_phone: withdraw',
    'd_phone: Bell in build',
    'd_phone: withdraw',
  ]);
});

test('unhandled, it is reminded of once after some minutes; handled, never', async () => {
  const hub = await world();
  await hub.browser('d_phone');
  await hub.browser('d_desk', { bell: false });
  hub.ring();
  await arrived(hub, 1);
  // A bell that goes on ringing is no further news.
  for (let n = 0; n < 50; n += 1) hub.ring();
  hub.clock.advance(REMIND_AFTER_MS);
  await arrived(hub, 2);
  hub.clock.advance(10 * REMIND_AFTER_MS);
  expect(await nothingMore(hub)).toEqual(['d_phone: Bell in build', 'd_phone: Still unseen: Bell in build']);
  hub.type(TERMINAL.id);
  await until('it is withdrawn', () => told(hub).includes('d_phone: withdraw'));
  hub.ring();
  await until('it is told', () => told(hub).filter((each) => each === 'd_phone: Bell in build').length === 2);
  hub.type(TERMINAL.id);
  hub.clock.advance(REMIND_AFTER_MS);
  expect((await nothingMore(hub)).filter((each) => each.includes('Still')).length).toBe(1);
});

test('quiet hours are those of the device’s own zone', async () => {
  const clock = new ManualClock(Date.now());
  const hub = await world({ clock });
  const zones = { d_phone: 'Europe/Berlin', d_tablet: 'Asia/Tokyo' };
  const minute = (zone: string): number => {
    const [hours = 0, minutes = 0] = new Date(clock.now())
      .toLocaleTimeString('en-GB', { timeZone: zone, hour12: false })
      .split(':')
      .map(Number);
    return 60 * hours + minutes;
  };
  // Quiet from half an hour ago to half an hour from now on the wall in Berlin; the tablet shows another time then.
  const from = (minute(zones.d_phone) + 1410) % 1440;
  const until_ = (minute(zones.d_phone) + 30) % 1440;
  await hub.browser('d_phone', { quiet: { from, until: until_, zone: zones.d_phone } });
  await hub.browser('d_tablet', { quiet: { from, until: until_, zone: zones.d_tablet } });
  await hub.browser('d_desk', { bell: false });
  hub.ring();
  await arrived(hub, 1);
  expect(await nothingMore(hub)).toEqual(['d_tablet: Bell in build']);
  clock.jump(31 * 60_000);
  hub.type(TERMINAL.id);
  hub.ring();
  await until('the phone is told', () => told(hub).includes('d_phone: Bell in build'));
  const quiet = { from: 0, until: 1, zone: 'Mars/Olympus' };
  await expect(hub.browser('d_phone', { quiet })).rejects.toThrow('time zone');
});

test('a device is told of nothing that it may not see, and of nothing once it is revoked', async () => {
  const hub = await world();
  for (const device of ['d_phone', 'd_tablet', 'd_desk']) await hub.browser(device);
  hub.devices.get('d_phone')?.add(TERMINAL.id);
  hub.ring();
  await arrived(hub, 2);
  hub.revoke('d_tablet');
  hub.type(TERMINAL.id);
  await until('the desk hears of it', () => told(hub).includes('d_desk: withdraw'));
  expect((await nothingMore(hub)).sort()).toEqual([
    'd_desk: Bell in build',
    'd_desk: withdraw',
    'd_tablet: Bell in build',
  ]);
  hub.clock.advance(60_000);
  expect(readFileSync(hub.file, 'utf8')).not.toContain('d_tablet');
});

test('one subscription a device, the latest; a browser that was paired anew is told once', async () => {
  const hub = await world();
  await hub.browser('d_phone');
  const { key } = await hub.read('d_phone');
  const newer = hub.service.subscribe('newer', key ?? '');
  await hub.register('d_phone', newer);
  hub.ring();
  await arrived(hub, 1);
  await hub.register('d_desk', newer);
  expect(await hub.read('d_phone')).toMatchObject({ registered: false });
  hub.type(TERMINAL.id);
  hub.ring();
  await arrived(hub, 2);
  expect(await nothingMore(hub)).toEqual(['newer: Bell in build', 'newer: Bell in build']);
  await hub.register('d_desk', null);
  expect(await hub.read('d_desk')).toMatchObject({ registered: false });
  await expect(hub.send('d_desk')).rejects.toThrow('has not turned notifications on');
});

test('a subscription that the browser has given up is forgotten, and said', async () => {
  for (const status of [404, 410]) {
    const hub = await world({ dataDir: `${directory.path}/data-${status}` });
    await hub.browser('d_phone');
    hub.service.program('d_phone', { status });
    hub.ring();
    await until('it is noticed', () => hub.logged.some((line) => line.includes('"outcome":"gone"')));
    await until('it is forgotten', () => hub.service.posts === 1);
    expect(await hub.read('d_phone')).toMatchObject({ registered: false, trouble: expect.stringContaining('Turn') });
    hub.type(TERMINAL.id);
    hub.ring();
    expect(hub.service.posts).toBe(1);
  }
});

test('a service that asks for patience is given it, and one that fails is tried again', async () => {
  const hub = await world();
  await hub.browser('d_phone');
  hub.service.program('d_phone', { status: 429, headers: { 'retry-after': '120' } }, { status: 503 });
  hub.ring();
  await until('it was refused', () => hub.logged.some((line) => line.includes('answered 429')));
  hub.clock.advance(119_000);
  expect(hub.service.posts).toBe(1);
  hub.clock.advance(1_000);
  await until('it was refused again', () => hub.logged.some((line) => line.includes('answered 503')));
  hub.clock.advance(10_000);
  await arrived(hub, 1);
  expect(told(hub)).toEqual(['d_phone: Bell in build']);
  expect((await hub.read('d_phone')).trouble).toBe(null);
});

test('what was handled while it still waited never leaves', async () => {
  const hub = await world();
  await hub.browser('d_phone');
  await hub.browser('d_desk', { finished: false });
  hub.service.program('d_phone', { status: 429 });
  hub.ring();
  await until('it was refused', () => hub.logged.some((line) => line.includes('answered 429')));
  await arrived(hub, 1);
  hub.terminal({ id: 't_other', bells: 0 });
  hub.terminal({ id: 't_other', run: { kind: 'prompt', lastExitCode: 0, lastDurationMs: 60_000 } });
  hub.type('t_other');
  hub.type(TERMINAL.id);
  await arrived(hub, 2);
  expect(told(hub)).toEqual(['d_desk: Bell in build', 'd_desk: withdraw']);
  hub.clock.advance(60_000);
  // The one that a service has already seen is taken back, in case it kept it.
  await arrived(hub, 3);
  expect((await nothingMore(hub)).filter((each) => each.startsWith('d_phone'))).toEqual(['d_phone: withdraw']);
});

test('what is too large for a service is sent shortened, and given up when that is too large as well', async () => {
  const hub = await world();
  await hub.browser('d_phone');
  hub.service.program('d_phone', { status: 413 });
  hub.ring();
  await arrived(hub, 1);
  hub.service.program('d_phone', { status: 413 }, { status: 413 });
  hub.terminal({ phase: { kind: 'ended', exitCode: 0, signal: null, at: 0 } });
  await until('it is given up', () => hub.service.posts === 4);
  await expect.poll(async () => (await hub.read('d_phone')).trouble).toContain('too large');
});

test('a service that falls silent is given up in time, and holds nobody else up', async () => {
  const hub = await world();
  await hub.browser('d_phone');
  await hub.browser('d_tablet');
  hub.service.program('d_phone', 'hang');
  hub.ring();
  await arrived(hub, 1);
  expect(told(hub)).toEqual(['d_tablet: Bell in build']);
  await until('the phone’s is on its way', () => hub.service.posts === 2);
  hub.clock.advance(20_000);
  await until('it is given up', () => hub.logged.some((line) => line.includes('did not answer in time')));
  hub.clock.advance(10_000);
  await arrived(hub, 2);
});

test('a subscription that never works is given up after days, not before', async () => {
  const hub = await world();
  await hub.browser('d_phone');
  for (let day = 0; day < 5; day += 1) {
    expect(await hub.read('d_phone'), `day ${day}`).toMatchObject({ registered: true });
    hub.service.program('d_phone', { status: 403 });
    hub.ring();
    const refusals = (): number => hub.logged.filter((line) => line.includes('answered 403')).length;
    await until('it is refused', () => refusals() === day + 1);
    expect(hub.service.posts).toBe(day + 1);
    // What was refused needs not be taken back.
    hub.close(TERMINAL.id);
    hub.terminal({ bells: 0 });
    hub.clock.advance(DAY_MS);
  }
  expect(await hub.read('d_phone')).toMatchObject({
    registered: false,
    trouble: expect.stringContaining('turned off since none went out for days'),
  });
});

test('a storm over many terminals reaches a device at a bearable pace, the latest of each', async () => {
  const hub = await world();
  await hub.browser('d_phone');
  for (let n = 0; n < 12; n += 1) {
    hub.terminal({ id: `t_00${n}0`, name: `job ${n}`, bells: 0 });
    hub.ring(`t_00${n}0`);
  }
  await arrived(hub, 6);
  hub.clock.advance(9_000);
  expect(hub.service.posts).toBe(6);
  hub.clock.advance(1_000);
  await arrived(hub, 7);
  for (let n = 8; n <= 12; n += 1) {
    hub.clock.advance(10_000);
    await arrived(hub, n);
  }
  expect(new Set(told(hub)).size).toBe(12);
});

test('everything is as it was after a restart; without the vault nothing is sent, and nothing is lost', async () => {
  const service = await startPaperPushService();
  ends.push(() => service.close());
  const keychain = new MemoryStore(new ManualClock(), 'keychain');
  const before = await world({ service, keychain });
  await before.browser('d_phone', { finished: false });
  await before.browser('d_tablet');
  const { key } = await before.read('d_phone');
  await before.stop();
  ends.pop();
  expect(statSync(before.file).mode & 0o777).toBe(0o600);

  keychain.mood = 'locked';
  const hub = await startPushWorld({
    dataDir: `${directory.path}/data`,
    service,
    keychain,
    devices: ['d_phone', 'd_desk'],
  });
  ends.push(() => hub.stop());
  await until('it is locked', () => hub.vault.phase.kind === 'locked');
  expect(await hub.read('d_phone')).toMatchObject({ key: null, registered: false, wishes: { finished: false } });
  await expect(hub.browser('d_desk')).rejects.toThrow('no key');
  await expect(hub.register('d_phone', service.subscribe('x', key ?? ''))).rejects.toThrow('secrets are not available');
  hub.ring();
  hub.type(TERMINAL.id);
  keychain.mood = 'unlocked';
  hub.vault.retry();
  await until('it is open', () => hub.vault.phase.kind === 'open');
  expect(await hub.read('d_phone')).toMatchObject({ key, registered: true });
  hub.ring();
  await arrived(hub, 1);
  // The tablet was revoked meanwhile.
  await hub.browser('d_desk', { bell: false });
  expect(await nothingMore(hub)).toEqual(['d_phone: Bell in build']);
});

test('given up with the vault, the key is another, and browsers subscribe anew', async () => {
  const hub = await world();
  await hub.browser('d_phone');
  const { key } = await hub.read('d_phone');
  hub.vault.reset();
  await until('the vault is open', () => hub.vault.phase.kind === 'open');
  const after = await hub.read('d_phone');
  expect(after.registered).toBe(false);
  expect(after.key).not.toBe(key);
  await hub.browser('d_phone');
  await hub.send('d_phone');
  expect(hub.service.refused).toEqual([]);
});

test('a damaged file is kept aside and told, and devices register again', async () => {
  const keychain = new MemoryStore(new ManualClock(), 'keychain');
  const before = await world({ keychain });
  await before.browser('d_phone');
  await before.stop();
  ends.pop();
  writeFileSync(before.file, `{"version":1,"devices":{"d_phone":{"subscription":"https://secret.example/x"}}}`);
  const hub = await world({ keychain });
  expect([...hub.troubles.values()]).toEqual([expect.stringContaining('it is damaged')]);
  expect(hub.logged.join('\n')).not.toContain('secret.example');
  expect(readdirSync(`${directory.path}/data`).filter((name) => name.startsWith('push.json.broken-'))).toHaveLength(1);
  await hub.browser('d_phone');
  expect(hub.troubles.size).toBe(0);
});

test('the message that a device sends itself says in words when it does not go out', async () => {
  const hub = await world();
  await hub.browser('d_phone');
  await hub.send('d_phone');
  expect(hub.service.received[0]).toMatchObject({ message: { tag: 'test', terminal: null }, ttl: 60 });
  hub.service.program('d_phone', { status: 403 });
  await expect(hub.send('d_phone')).rejects.toThrow('the push service answered 403');
  hub.service.unsubscribe('d_phone');
  await expect(hub.send('d_phone')).rejects.toThrow('given its subscription up');
  expect((await hub.read('d_phone')).registered).toBe(false);
});

test('what is no subscription of a browser is refused at once', async () => {
  const hub = await world();
  const { key } = await hub.read('d_phone');
  const good = hub.service.subscribe('x', key ?? '');
  const offCurve = Buffer.from(good.p256dh, 'base64url');
  offCurve[40] = (offCurve[40] ?? 0) ^ 1;
  for (const [bad, sentence] of [
    [{ endpoint: 'https://user:word@push.example/x' }, 'no user and no password'],
    [{ endpoint: 'https://10.0.0.1/x' }, 'not one of a push service'],
    [{ endpoint: 'https://[::1]:4140/x' }, 'not one of a push service'],
    [{ endpoint: 'https://0x7f.1/x' }, ''],
    [{ p256dh: good.p256dh.slice(0, 40) }, 'key is none'],
    [{ p256dh: offCurve.toString('base64url') }, 'key is none'],
    [{ auth: 'AAAA' }, 'secret is none'],
  ] as const) {
    const registering = hub.register('d_phone', { ...good, ...bad });
    // Another spelling of the one address that this test may reach.
    if (sentence === '') await registering;
    else await expect(registering).rejects.toThrow(sentence);
  }
});

test('nothing that is logged names an endpoint, a key or a text', async () => {
  const hub = await world();
  const { auth, p256dh, endpoint } = await hub.browser('d_phone');
  hub.service.program('d_phone', { status: 500 });
  hub.ring();
  await until('it is logged', () => hub.logged.some((line) => line.includes('answered 500')));
  hub.clock.advance(60_000);
  await arrived(hub, 1);
  await until('that too', () => hub.logged.some((line) => line.includes('went out')));
  const all = hub.logged.join('\n');
  for (const secret of [auth, p256dh, endpoint, new URL(endpoint).pathname, 'Bell']) expect(all).not.toContain(secret);
});

test('stopped in the middle of everything, it leaves nothing behind', async () => {
  const service = await startPaperPushService();
  ends.push(() => service.close());
  await leavesNothing(async () => {
    const hub = await startPushWorld({ dataDir: `${directory.path}/other`, service });
    await until('the vault is open', () => hub.vault.phase.kind === 'open');
    await hub.browser('d_phone');
    await hub.browser('d_tablet');
    service.program('d_phone', 'hang');
    service.program('d_tablet', { status: 503 });
    hub.ring();
    await until('both are on their way', () => service.posts === 2);
    await hub.stop();
    await until('no timer is left', () => hub.clock.pending === 0);
  });
});
