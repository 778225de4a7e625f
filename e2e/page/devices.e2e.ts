import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest';
import { ManualClock } from '../../src-main/hub/testing/manual-clock.ts';
import { testDevices } from '../../src-main/hub/testing/test-devices.ts';
import { openTestStore } from '../../src-main/hub/testing/test-store.ts';
import { qrModules } from '../../src-shared/qr/qr.ts';
import { picture } from '../picture.ts';
import { connected, eventually, openShell, shows } from './hands.ts';
import { choice, numberOn, offers, serious, typeCode } from './pairing-hands.ts';
import { type Places, startPlaces } from './places.ts';

let places: Places | undefined;
beforeAll(async () => {
  places = await startPlaces();
});
afterAll(() => places?.close());

function here(context: TestContext): Places {
  return places ?? context.skip('network namespaces are not permitted here');
}

/** The window's settings, as the command opens them. */
async function openPairing(page: Page): Promise<Page> {
  await connected(page);
  await page.keyboard.press('Control+Shift+P');
  await page.getByRole('combobox').fill('Pair a phone');
  const opening = page.context().waitForEvent('page');
  await page.keyboard.press('Enter');
  return opening;
}

test('the first phone: from “Pair a phone…” to its terminals, with the network asked for once', async (context) => {
  const { world, operator, phone } = here(context);
  const page = await operator();
  await world.cli('new', '--name', 'build', '--', 'sleep', '1000');
  const began = performance.now();
  const settings = await openPairing(page);
  const told = offers(settings);
  const dialog = settings.getByRole('dialog');
  await dialog.getByRole('heading', { name: 'May phones reach this computer?' }).waitFor();
  await dialog.getByText('Ethernet (eth0)').waitFor();
  await picture(settings, 'pair-1-ask');
  await dialog.getByRole('button', { name: 'Listen there' }).click();
  const qr = dialog.getByRole('img', { name: 'Code to scan with the phone’s camera' });
  await qr.waitFor();
  await eventually(() => told.last() !== undefined).toBe(true);
  const { url = '', code = '' } = told.last() ?? {};
  await picture(settings, 'pair-2-code');
  expect(await drawn(qr)).toEqual(qrModules(url).map((row) => row.map((dark) => (dark ? '#' : '.')).join('')));
  await dialog.getByText(code, { exact: true }).waitFor();
  await dialog.getByText('10.77.0.1', { exact: false }).first().waitFor();

  const mobile = await phone();
  await mobile.goto(url);
  const number = await numberOn(mobile);
  await dialog.getByRole('heading', { name: 'A phone wants to be let in' }).waitFor();
  // Nothing is chosen for the user, and nothing can be answered before.
  expect(await dialog.getByRole('radiogroup').first().getByRole('radio', { checked: true }).count()).toBe(0);
  expect(await dialog.getByRole('button', { name: 'Let it in' }).getAttribute('aria-disabled')).toBe('true');
  await choice(dialog, number).click();
  await dialog.getByRole('radio', { name: 'Full control' }).click();
  await dialog.getByRole('switch', { name: /Let it type from Ethernet/ }).click();
  await picture(settings, 'pair-3-request');
  expect(await serious(settings)).toEqual([]);
  await dialog.getByRole('button', { name: 'Let it in' }).click();
  await mobile.getByRole('button', { name: /^build/ }).waitFor();
  const seconds = (performance.now() - began) / 1000;
  await dialog.getByRole('heading', { name: 'The phone is in' }).waitFor();
  await picture(settings, 'pair-4-done');
  console.log(`paired in ${seconds.toFixed(1)} s, with six presses`);
  expect(seconds).toBeLessThan(15);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'detached' });
  await settings.getByText('connected now from 10.77.0.2 by plain http').waitFor();
  await picture(settings, 'devices-one');
});

/** The modules of a code as it is drawn. */
async function drawn(qr: Locator): Promise<string[]> {
  const [size = 0, path = ''] = await qr.evaluate((svg) => [
    Number(svg.getAttribute('viewBox')?.split(' ')[2]),
    svg.querySelector('path')?.getAttribute('d') ?? '',
  ]);
  const dark = new Set([...String(path).matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`));
  const line = Array.from({ length: Number(size) }, (_, n) => n);
  return line.map((y) => line.map((x) => (dark.has(`${x} ${y}`) ? '#' : '.')).join(''));
}

/** The settings of a browser that is let in already, at a place. */
async function openSettings(page: Page, url: string, place: string): Promise<Page> {
  await connected(page);
  const settings = await page.context().newPage();
  await settings.goto(`${url}settings.html?section=${place}`);
  await settings.getByRole('heading', { level: 2 }).waitFor();
  return settings;
}

test('by the keyboard alone, with the letters typed on the phone; a code that ran out or was refused is made anew', async (context) => {
  const { world, operator, phone } = here(context);
  const page = await operator({ theme: 'dark' });
  const settings = await openSettings(page, world.url, 'devices');
  const told = offers(settings);
  await settings.reload();
  await settings.getByRole('button', { name: 'Pair a phone…' }).focus();
  await settings.keyboard.press('Enter');
  const dialog = settings.getByRole('dialog');
  await dialog.getByRole('heading', { name: 'Scan this' }).waitFor();
  await eventually(() => told.last() !== undefined).toBe(true);
  await picture(settings, 'pair-2-code-dark');

  // Escape withdraws the code; the keyboard is where it came from.
  await settings.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await focused(settings.getByRole('button', { name: 'Pair a phone…' }));
  expect(await world.cli('audit', '--json', '--limit', '5')).toContain('pairing.cancel');
  await settings.keyboard.press('Enter');
  await dialog.getByRole('heading', { name: 'Scan this' }).waitFor();
  await eventually(() => dialog.getByText(told.last()?.code ?? '?', { exact: true }).count()).toBe(1);

  // Somebody else tries first, and is seen.
  const stranger = await phone();
  const { origin } = new URL(told.last()?.url ?? '');
  await typeCode(stranger, origin, 'AAAA-AAAA-AAAA');
  await dialog.getByText('Somebody at 10.77.0.2 had a wrong code.').waitFor();
  await picture(settings, 'pair-2-refused-dark');
  expect(await serious(settings)).toEqual([]);

  const first = await phone();
  await typeCode(first, origin, told.last()?.code ?? '');
  await numberOn(first);
  await dialog.getByRole('heading', { name: 'A phone wants to be let in' }).waitFor();
  await picture(settings, 'pair-3-request-dark');
  // The first stop is the numbers; nothing is chosen on the way through.
  await tabTo(settings, dialog.getByRole('button', { name: 'It shows none of them' }));
  await settings.keyboard.press('Enter');
  await dialog.getByRole('heading', { name: 'This code is over' }).waitFor();
  await dialog.getByText('somebody else was quicker').waitFor();
  await first.getByText('did not let this phone in').waitFor();
  await picture(settings, 'pair-5-over-dark');
  await tabTo(settings, dialog.getByRole('button', { name: 'New code' }));
  await settings.keyboard.press('Enter');
  await dialog.getByRole('heading', { name: 'Scan this' }).waitFor();
  await eventually(() => dialog.getByText(told.last()?.code ?? '?', { exact: true }).count()).toBe(1);

  const second = await phone();
  await typeCode(second, origin, (told.last()?.code ?? '').toLowerCase());
  const number = await numberOn(second);
  await dialog.getByRole('heading', { name: 'A phone wants to be let in' }).waitFor();
  const numbers = dialog.getByRole('radiogroup').first().getByRole('radio');
  await tabTo(settings, numbers.first());
  for (let at = 0; at < 4 && !(await choice(dialog, number).isChecked()); at++)
    await settings.keyboard.press(at === 0 ? 'Space' : 'ArrowRight');
  expect(await choice(dialog, number).isChecked()).toBe(true);
  await tabTo(settings, dialog.getByRole('radio', { name: 'Approve and chat' }));
  await settings.keyboard.press('ArrowLeft');
  await tabTo(settings, dialog.getByLabel('Name'));
  await settings.keyboard.press('Control+A');
  await settings.keyboard.type('<b>الهاتف</b> 📱 \u202ekcab');
  await tabTo(settings, dialog.getByRole('combobox', { name: 'Until' }));
  await settings.keyboard.press('Enter');
  await settings.getByRole('option', { name: 'One week' }).waitFor();
  for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await settings.keyboard.press(key);
  await tabTo(settings, dialog.getByRole('button', { name: 'Let it in' }));
  await settings.keyboard.press('Enter');
  await dialog.getByRole('heading', { name: 'The phone is in' }).waitFor();
  await dialog.getByText('Sees terminals, and changes nothing.').waitFor();
  await picture(settings, 'pair-4-done-dark');
  await second.getByRole('button', { name: /^build/ }).waitFor();
  const { devices } = JSON.parse(await world.cli('devices', '--json')) as {
    devices: ReadonlyArray<Record<string, unknown>>;
  };
  const week = 7 * 24 * 60 * 60 * 1000;
  const [device] = devices.filter(({ role }) => role === 'viewer');
  expect(device).toMatchObject({ name: expect.stringContaining('<b>الهاتف</b> 📱') });
  expect(Math.abs(Number(device?.['expiresAt']) - Date.now() - week)).toBeLessThan(60_000);
});

async function focused(control: Locator): Promise<void> {
  await eventually(() => control.evaluate((element) => element === document.activeElement)).toBe(true);
}

/** Presses Tab until a control has the keyboard: it must be on the way. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let at = 0; at < 20; at++) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('the keyboard does not come there');
}

interface Known {
  readonly id: string;
  readonly name: string;
  readonly connections: number;
  readonly role: string;
  readonly grants: readonly unknown[];
}
async function devices({ world }: Places): Promise<readonly Known[]> {
  return (JSON.parse(await world.cli('devices', '--json')) as { devices: readonly Known[] }).devices;
}

test('a device is renamed, given another role and a terminal, looked up in the log, and revoked: it is out at once', async (context) => {
  const all = here(context);
  const { world, operator } = all;
  const settings = await openSettings(await operator(), world.url, 'devices');
  const row = settings
    .getByRole('listitem')
    .filter({ hasText: '10.77.0.2 by plain http' })
    .filter({ hasText: 'Full control' });
  await row.getByRole('button', { name: /^Change/ }).click();
  const name = row.getByLabel('Name');
  await name.fill('Kitchen');
  await settings.keyboard.press('Enter');
  const kitchen = settings.getByRole('listitem').filter({ hasText: 'Kitchen' });
  await kitchen.getByText('So it types only in networks that have your word', { exact: false }).waitFor();
  await kitchen.getByRole('radio', { name: 'Approve and chat' }).click();
  await kitchen.getByRole('switch', { name: 'build' }).click();
  await eventually(async () => (await devices(all)).find(({ name: called }) => called === 'Kitchen')).toMatchObject({
    role: 'operator',
    grants: [{ rights: ['type'] }],
  });
  await picture(settings, 'devices-editor');
  expect(await serious(settings)).toEqual([]);
  await kitchen.getByRole('button', { name: 'What it did' }).click();
  const log = settings.getByRole('region', { name: 'Entries' });
  await log.getByRole('row', { name: /Kitchen at 10\.77\.0\.2 Asked to be let in Done$/ }).waitFor();
  await eventually(() => log.getByRole('row', { name: 'somebody at' }).count()).toBe(0);
  expect(await settings.getByRole('combobox', { name: 'Who' }).textContent()).toContain('Kitchen');
  await picture(settings, 'devices-audit');

  const id = (await devices(all)).find(({ name: called }) => called === 'Kitchen')?.id ?? '';
  await kitchen.getByRole('button', { name: 'Revoke…' }).click();
  const asked = settings.getByRole('alertdialog');
  await asked.getByText('can never come back by itself', { exact: false }).waitFor();
  await asked.getByRole('button', { name: 'Revoke' }).click();
  await kitchen.waitFor({ state: 'detached' });
  expect((await devices(all)).map((each) => each.id)).not.toContain(id);
  // Its deeds stay to be looked for.
  expect(await settings.getByRole('combobox', { name: 'Who' }).textContent()).toContain('(gone)');
  await settings.getByRole('combobox', { name: 'Who' }).click();
  await settings.getByRole('option', { name: 'Everybody' }).click();
  await settings.getByRole('combobox', { name: 'What' }).click();
  await settings.getByRole('option', { name: 'Pairing' }).click();
  await settings.getByRole('radio', { name: 'Refused' }).click();
  await log.getByRole('cell', { name: 'Wrong code' }).first().waitFor();
  await eventually(() => log.getByRole('cell', { name: 'Done' }).count()).toBe(0);
  await settings.getByRole('combobox', { name: 'When' }).click();
  await settings.getByRole('option', { name: 'The last hour' }).click();
  await log.getByRole('cell', { name: 'Wrong code' }).first().waitFor();
  const file = join(world.dataDir, '..', `audit-${process.pid}.jsonl`);
  await settings.getByLabel('Export to').fill(file);
  await settings.keyboard.press('Enter');
  await settings.getByText(` written to ${file}`).waitFor();
  expect(readFileSync(file, 'utf8')).toContain('"pairing.approve"');
  rmSync(file);
});

test('who drives, who watches, and who typed when; never what', async (context) => {
  const all = here(context);
  const page = await all.operator();
  await openShell(page);
  await page.keyboard.type('echo se-cret\n');
  await shows(page, /^se-cret$/m);
  const settings = await openSettings(page, all.world.url, 'devices');
  await settings.getByText(/^\S*Chrome.* drives it\. Nobody watches\.$/).waitFor();
  const typed = settings.getByRole('region', { name: 'Stretches of typing' });
  await eventually(async () => {
    await settings.getByRole('button', { name: 'Look again' }).first().click();
    return typed.getByRole('row').count();
  }).toBeGreaterThan(1);
  expect(await settings.getByRole('tabpanel').textContent()).not.toContain('se-cret');
});

/** Devices in the hub's own store, as they would be after a year: names that are not meant well among them. */
function addMany(dataDir: string, count: number): void {
  const store = openTestStore(dataDir, { clock: new ManualClock(Date.now()) });
  const { devices: known } = testDevices(store, dataDir);
  const names = [
    '<img src=x onerror=alert(1)>',
    '**bold** [link](javascript:alert(1))',
    'هاتف أحمد القديم جدا',
    '👩‍👩‍👧‍👦 family tablet 📱',
    'W'.repeat(80),
    'a name of many words that goes on and on until nobody remembers how it began',
  ];
  for (let n = 0; n < count; n++) {
    const device = known.register({
      name: names[n] ?? `Phone ${n}`,
      platform: n % 2 === 0 ? 'iPhone, Safari' : 'Android, Chrome',
      role: (['viewer', 'operator', 'admin'] as const)[n % 3] ?? 'viewer',
      origin: 'paired',
      address: '',
      publicKey: Buffer.from(`key of many ${n}`.padEnd(32)).toString('base64url'),
      keyLevel: 'L0',
      ...(n === 7 ? { expiresAt: Date.now() + 1 } : {}),
    });
    known.saw(device.id, {
      level: (['L0', 'L1', 'L2'] as const)[n % 3] ?? 'L0',
      network: null,
      from: `192.168.1.${n}`,
    });
  }
  known.dispose();
  store.close();
}

test('two hundred devices with any names, suspended and over, are found and let in again', async (context) => {
  const { world, operator } = here(context);
  await world.killHub();
  addMany(world.dataDir, 200);
  // Without the journal of what was revoked nobody can tell who is still meant.
  rmSync(join(world.dataDir, 'revoked.jsonl'));
  await world.startHub();
  const settings = await openSettings(await operator(), world.url, 'devices');
  const opened: string[] = [];
  settings.on('dialog', (dialog) => opened.push(dialog.message()));
  await settings.getByText(/^\d+ devices are suspended$/).waitFor();
  await picture(settings, 'devices-many');
  expect(await serious(settings)).toEqual([]);
  const began = performance.now();
  await settings.getByRole('button', { name: /^Show all 2\d\d$/ }).click();
  await settings.getByText('Phone 150', { exact: true }).waitFor();
  console.log(`two hundred devices drawn in ${(performance.now() - began).toFixed(0)} ms`);
  const panel = settings.getByRole('tabpanel');
  expect(await panel.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  await settings.getByLabel('Find a device').fill('WWWWW');
  await settings.getByRole('button', { name: /^Change WWW/ }).click();
  await picture(settings, 'devices-suspended');
  await settings.getByRole('button', { name: 'Let it in again' }).click();
  await settings.getByRole('button', { name: 'Let it in again' }).waitFor({ state: 'detached' });
  await settings.getByLabel('Find a device').fill('<img');
  await settings.getByText('<img src=x onerror=alert(1)>', { exact: true }).waitFor();
  await settings.getByLabel('Find a device').fill('nobody at all');
  await settings.getByText('No device is called that').waitFor();
  expect(opened).toEqual([]);
  const dark = await openSettings(await operator({ theme: 'dark' }), world.url, 'devices');
  await dark.getByText(/^\d+ devices are suspended$/).waitFor();
  await picture(dark, 'devices-many-dark');
  expect(await serious(dark)).toEqual([]);
});

test('without its own key nobody can be paired, and that is said', async (context) => {
  const { world, operator } = here(context);
  await world.killHub();
  for (const file of readdirSync(world.dataDir)) if (file.startsWith('vault-key-')) rmSync(join(world.dataDir, file));
  await world.startHub();
  const settings = await openSettings(await operator(), world.url, 'pair');
  const dialog = settings.getByRole('dialog', { name: 'No phone can be paired just now' });
  await dialog.getByText('The key by which phones know this computer is not available.', { exact: false }).waitFor();
  await dialog.getByRole('button', { name: 'Try again' }).waitFor();
  await picture(settings, 'pair-0-locked');
});
