import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { missingForFaults } from '../../src-main/hub/testing/two-machines.ts';
import { eventually } from '../page/hands.ts';
import { picture } from '../picture.ts';
import { type Apart, apart } from './apart.ts';

const MISSING = 'network namespaces are not permitted here';
const NO_FAULTS = missingForFaults();
/** Of a machine that is busy with other things. */
const SOON_MS = 10_000;

let world: Apart | undefined;
let page: Page;
let terminal: string;

beforeAll(async () => {
  world = await apart();
  if (world === undefined) return;
  // A second network, as of a cable beside the Wi-Fi: known before the first one goes.
  for (const [machine, address] of [
    ['computer', '10.78.0.1/24'],
    ['phone', '10.78.0.2/24'],
  ] as const)
    world.machines.run(machine, 'ip', 'addr', 'add', address, 'dev', 'eth0');
  await entrances(world, 3);
  const command = { file: 'bash', args: ['--norc'] };
  terminal = (await world.operator.request('terminal.session.start', { name: 'build', command })).id;
  page = await world.phone();
  await world.pair(page);
  const { networks } = (await world.operator.request('network.list', {})).network;
  for (const { id } of networks) await world.operator.request('network.trust.allow', { network: id });
});
afterAll(async () => {
  await world?.close();
});

/** Until the hub listens in so many ways, this machine's own among them. */
async function entrances({ operator }: Apart, count: number): Promise<void> {
  while ((await operator.request('network.list', {})).network.entrances.length !== count);
}

const card = (): ReturnType<Page['locator']> => page.locator(`[data-terminal="${terminal}"]`);
const isOpen = async (): Promise<void> => {
  await page.getByText('not from someone who controls this Wi-Fi').waitFor({ timeout: 3 * SOON_MS });
};
const isAway = async (): Promise<void> => {
  await page.getByText(/Last heard .* ago/).waitFor({ timeout: 3 * SOON_MS });
};
/** The browser says that a network is there, as after a walk. */
const wake = (): Promise<void> => page.evaluate(() => void window.dispatchEvent(new Event('online')));
const print = async (text: string): Promise<void> => {
  const input = { id: terminal, epoch: `epoch-${text}`, op: 1, data: `echo ${text}\r` };
  await world?.operator.request('terminal.session.input', input);
};

test('a hub that is killed leaves the list as it was, with its age; when it is back so is the phone, by itself', async (context) => {
  if (world === undefined) return context.skip(MISSING);
  await isOpen();
  await world.killHub();
  await isAway();
  expect(await card().textContent()).toContain('build');
  await picture(page, 'away');
  await world.startHub();
  await isOpen();
  await eventually(() => world?.operator.state.kind).toBe('open');
  await card().waitFor();
});

test('when the computer leaves the network that it was found in, the phone finds it by its other address, and remembers it', async (context) => {
  if (world === undefined) return context.skip(MISSING);
  await page.getByRole('button', { name: 'Settings' }).tap();
  const inUse = page.getByRole('listitem').filter({ hasText: 'in use' });
  await inUse.filter({ hasText: '10.77.0.1' }).waitFor();
  world.machines.run('computer', 'ip', 'addr', 'del', '10.77.0.1/24', 'dev', 'eth0');
  await wake();
  // An address that could not be listened on when the hub began is tried again within half a minute.
  await inUse.filter({ hasText: '10.78.0.1' }).waitFor({ timeout: 6 * SOON_MS });
  await picture(page, 'settings');
  await page.getByRole('button', { name: 'Back' }).tap();
  world.machines.run('computer', 'ip', 'addr', 'add', '10.77.0.1/24', 'dev', 'eth0');
  await entrances(world, 3);
  // Where it was good last is tried first.
  const ways: string[] = [];
  page.on('websocket', (socket) => ways.push(new URL(socket.url()).hostname));
  await page.reload();
  await isOpen();
  expect(ways[0]).toBe('10.78.0.1');
});

test('a network that swallows everything is found out, an open terminal keeps its screen, and what was missed follows', async (context) => {
  if (world === undefined) return context.skip(MISSING);
  if (NO_FAULTS !== undefined) return context.skip(NO_FAULTS);
  const { machines } = world;
  await card().tap();
  const rows = page.locator('.xterm-rows');
  await print('before-the-lift');
  await eventually(() => rows.textContent()).toContain('before-the-lift');
  machines.run('computer', 'iptables', '-A', 'OUTPUT', '-o', 'eth0', '-j', 'DROP');
  await wake();
  await page.getByText('Reconnecting, last heard').waitFor();
  expect(await rows.textContent()).toContain('before-the-lift');
  await print('in-the-lift');
  await picture(page, 'swallowed');
  machines.run('computer', 'iptables', '-F', 'OUTPUT');
  const from = performance.now();
  await wake();
  await eventually(() => rows.textContent()).toContain('in-the-lift');
  expect(performance.now() - from).toBeLessThan(SOON_MS);
  await page.getByRole('button', { name: 'Back to the list' }).tap();
  await isOpen();
});

test('a phone without a network says so, and comes back with it', async (context) => {
  if (world === undefined) return context.skip(MISSING);
  await isOpen();
  await page.context().setOffline(true);
  // Everything is over at once, as where a phone switches its radio off.
  world.machines.run('computer', 'ss', '-K', 'dst', '10.78.0.2');
  await page.getByText('This phone has no network.').waitFor();
  await page.context().setOffline(false);
  await isOpen();
});

test('what somebody at the computer decides is told plainly: an end, a longer time, another version', async (context) => {
  if (world === undefined) return context.skip(MISSING);
  const { operator } = world;
  const { devices } = await operator.request('device.list', {});
  const device = devices.find(({ origin }) => origin === 'paired')?.id ?? '';
  await operator.request('device.update', { device, expiresAt: Date.now() - 1 });
  await page.getByText('is over').first().waitFor();
  await picture(page, 'over');
  await operator.request('device.update', { device, expiresAt: null, name: 'Pocket' });
  await wake();
  await isOpen();
  const hub = await page.evaluate(() => document.querySelector('h1')?.textContent);
  const id = JSON.stringify({
    jsonrpc: '2.0',
    method: 'hub.secure.greeting',
    params: { hub: await hubId(), versions: [9] },
  });
  await page.routeWebSocket(/\/secure$/, (socket) => socket.send(id));
  await page.reload();
  await page.getByText(`${hub} speaks another version`).waitFor();
  await picture(page, 'version');
  await page.unrouteAll();
});

/** As the page keeps it. */
function hubId(): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const opening = indexedDB.open('homeport-phone');
        opening.onsuccess = () => {
          const asking = opening.result.transaction('hub').objectStore('hub').get('self');
          asking.onsuccess = () => resolve((asking.result as { hub: { id: string } }).hub.id);
        };
      }),
  );
}

test('a phone that slept for half a minute has the live screen soon after', async (context) => {
  if (world === undefined) return context.skip(MISSING);
  if (NO_FAULTS !== undefined) return context.skip(NO_FAULTS);
  const phone = await world.phone();
  await phone.goto(new URL('/phone/', page.url()).href);
  await phone.locator(`[data-terminal="${terminal}"]`).tap();
  const rows = phone.locator('.xterm-rows');
  await print('before-sleep');
  await eventually(() => rows.textContent()).toContain('before-sleep');
  const cdp: CDPSession = await phone.context().newCDPSession(phone);
  await cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
  const both = [
    ['INPUT', '-i'],
    ['OUTPUT', '-o'],
  ] as const;
  for (const [chain, by] of both) world.machines.run('computer', 'iptables', '-A', chain, by, 'eth0', '-j', 'DROP');
  await print('while-asleep');
  await new Promise((resolve) => setTimeout(resolve, 30_000));
  expect(await rows.textContent()).not.toContain('while-asleep');
  for (const [chain] of both) world.machines.run('computer', 'iptables', '-F', chain);
  await cdp.send('Page.setWebLifecycleState', { state: 'active' });
  const from = performance.now();
  await eventually(() => rows.textContent()).toContain('while-asleep');
  expect(performance.now() - from).toBeLessThan(SOON_MS);
});
