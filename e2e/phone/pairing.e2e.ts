import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hubClient } from '../../src-main/access/hub-client.ts';
import type { HubClient } from '../../src-shared/client/hub-client.ts';
import type { PairingRequest } from '../../src-shared/protocol/channels/pairing/state.ts';
import { DOM_RENDERER } from '../page/hands.ts';
import { numberOn } from '../page/pairing-hands.ts';
import { startWorld, type World } from '../page/world.ts';
import { picture } from '../picture.ts';
import { Fingers } from './fingers.ts';

const PHONE = { width: 390, height: 844 };

let world: World;
let operator: HubClient;
let page: Page;

beforeAll(async () => {
  // Without WebGL, whose canvas an emulated screen of two device pixels to one measures wrongly.
  world = await startWorld({ chromium: DOM_RENDERER });
  operator = hubClient(world.dataDir);
  await operator.opened();
});
afterAll(async () => {
  operator.dispose();
  await world.close();
});

/** A phone's browser that knows nothing yet, at this address. */
async function open(url: string, theme: 'light' | 'dark' = 'light'): Promise<Page> {
  const phone = await world.page({ stranger: true, touch: true, viewport: PHONE, theme });
  await phone.goto(url);
  return phone;
}

async function asker(): Promise<PairingRequest> {
  for (;;) {
    const { request } = await operator.request('pairing.list', {});
    if (request !== null) return request;
  }
}

/** An offer that a phone on this machine can take: by its network, or where it has none by loopback. */
async function offer(): Promise<{ readonly url: string; readonly code: string } | undefined> {
  const { network } = await operator.request('network.lan.open', {});
  return network.entrances.some(({ level }) => level === 'L0') ? operator.request('pairing.offer', {}) : undefined;
}

test('a phone scans the code, shows a number, and is in when that number is picked', async (context) => {
  const offered = await offer();
  if (offered === undefined) return context.skip('this machine is in no network');
  await operator.request('terminal.session.start', { name: 'build', command: { file: 'bash', args: ['--norc'] } });
  page = await open(offered.url);
  const number = await numberOn(page);
  await picture(page, 'number');
  // The secret left the address before anything was drawn.
  expect(new URL(page.url()).hash).toBe('');
  const request = await asker();
  expect(request.candidates).toContain(number);
  await operator.request('pairing.approve', {
    request: request.id,
    number,
    role: 'admin',
    expiresAt: null,
    trustNetwork: true,
  });
  await page.locator('[data-terminal]', { hasText: 'build' }).waitFor();
  await page.getByText('not from someone who controls this Wi-Fi').waitFor();
  await picture(page, 'list');
});

test('it is known after loading anew, and opens a terminal that it types into', async (context) => {
  if (page === undefined) return context.skip('no phone was paired');
  await page.reload();
  await page.locator('[data-terminal]', { hasText: 'build' }).tap();
  await page.locator('.xterm').waitFor();
  const { terminals } = await operator.request('terminal.session.list', {});
  const [terminal] = terminals;
  await expect.poll(() => page.url()).toContain(`#t/${terminal?.id}`);
  const fingers = await Fingers.on(page);
  await fingers.tap({ x: 195, y: 300 });
  await fingers.insert('echo from-$((40+2))-phone');
  await picture(page, 'typed');
  await page.keyboard.press('Enter');
  await expect
    .poll(async () => (await operator.request('terminal.session.screen', { id: terminal?.id ?? '' })).lines.join('\n'))
    .toContain('from-42-phone');
  await picture(page, 'terminal');
});

test('a code that is typed does the same; a wrong number is refused in words', async (context) => {
  const offered = await offer();
  if (offered === undefined) return context.skip('this machine is in no network');
  const phone = await open(`${new URL(offered.url).origin}/`, 'dark');
  await picture(phone, 'stranger');
  await phone.getByLabel('Code').fill(offered.code.toLowerCase());
  await phone.getByRole('button', { name: 'Pair' }).tap();
  const number = await numberOn(phone);
  const request = await asker();
  const wrong = request.candidates.find((each) => each !== number) ?? '';
  await expect(
    operator.request('pairing.approve', { request: request.id, number: wrong, role: 'admin', expiresAt: null }),
  ).rejects.toMatchObject({ error: 'forbidden' });
  await phone.getByText('did not let this phone in').waitFor();
  await picture(phone, 'refused');
});

test('a code that is none, or is used up, is told in words with what to do; cancelling spends it', async (context) => {
  const offered = await offer();
  if (offered === undefined) return context.skip('this machine is in no network');
  const phone = await open(`${new URL(offered.url).origin}/`);
  const field = phone.getByLabel('Code');
  await field.pressSequentially('abcd ef');
  expect(await field.inputValue()).toBe('ABCD-EF');
  await phone.keyboard.press('Enter');
  await phone.getByText('twelve letters and digits').waitFor();
  await field.fill(offered.code);
  await phone.getByRole('button', { name: 'Pair' }).tap();
  await numberOn(phone);
  await phone.getByRole('button', { name: 'Cancel' }).tap();
  await phone.getByRole('heading', { name: 'Pair this phone' }).waitFor();
  await expect.poll(async () => (await operator.request('pairing.list', {})).offer).toBe(null);
  await field.fill(offered.code);
  await phone.getByRole('button', { name: 'Pair' }).tap();
  await phone.getByText('was already used, or is too old').waitFor();
  await phone.context().close();
});

test('two tabs of a phone are one device, and a code that it does not need is not spent unasked', async (context) => {
  const offered = await offer();
  if (offered === undefined) return context.skip('this machine is in no network');
  const first = await open(offered.url);
  const second = await first.context().newPage();
  await second.goto(`${new URL(offered.url).origin}/`);
  await second.getByRole('heading', { name: 'Pair this phone' }).waitFor();
  const number = await numberOn(first);
  const approval = { number, role: 'admin' as const, expiresAt: null, trustNetwork: true };
  await operator.request('pairing.approve', { request: (await asker()).id, ...approval });
  for (const tab of [first, second]) await tab.getByRole('button', { name: 'Settings' }).waitFor();
  const again = await offer();
  await second.goto('about:blank');
  await second.goto(again?.url ?? '');
  await second.getByRole('heading', { name: /is paired with .* already/ }).waitFor();
  await picture(second, 'known');
  expect((await operator.request('pairing.list', {})).request).toBe(null);
  await second.getByRole('button', { name: /^Go to/ }).tap();
  await second.getByRole('button', { name: 'Settings' }).tap();
  await second.getByRole('button', { name: 'Forget this computer' }).tap();
  await second.getByRole('button', { name: 'Forget it' }).tap();
  for (const tab of [first, second]) await tab.getByText('This phone has forgotten the computer').waitFor();
  await first.context().close();
});

test('a phone that is revoked says so at once, forgets its key, and asks to be paired anew', async (context) => {
  if (page === undefined) return context.skip('no phone was paired');
  const { devices } = await operator.request('device.list', {});
  const phone = devices.find(({ origin, connections }) => origin === 'paired' && connections > 0);
  await operator.request('device.revoke', { device: phone?.id ?? '' });
  await page.getByText('This phone was removed on').waitFor();
  await picture(page, 'removed');
  await page.goto(`${new URL(page.url()).origin}/phone/`);
  await page.getByRole('heading', { name: 'Pair this phone' }).waitFor();
});
