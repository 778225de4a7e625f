import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest';
import { qrModules } from '../../src-shared/qr/qr.ts';
import { connected, eventually } from './hands.ts';
import { type Places, picture, startPlaces } from './places.ts';

let places: Places | undefined;
beforeAll(async () => {
  places = await startPlaces();
});
afterAll(() => places?.close());

function here(context: TestContext): Places {
  return places ?? context.skip('network namespaces are not permitted here');
}

/** What the window was told when it asked for a code: the secret stands in the picture alone, and in its frame. */
function offers(page: Page): { readonly last: () => { readonly url: string; readonly code: string } | undefined } {
  let last: { url: string; code: string } | undefined;
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (typeof payload !== 'string' || !payload.includes('"code"')) return;
      const { result } = JSON.parse(payload) as { result?: { url?: string; code?: string } };
      if (result?.url !== undefined && result.code !== undefined) last = { url: result.url, code: result.code };
    }),
  );
  return { last: () => last };
}

/** The number that a phone shows. */
async function numberOn(phone: Page): Promise<string> {
  const status = phone.getByRole('status');
  await eventually(async () => ((await status.textContent()) ?? '').replace(/\D/g, '')).toMatch(/^\d{6}$/);
  return ((await status.textContent()) ?? '').replace(/\D/g, '');
}

const choice = (dialog: Locator, number: string): Locator =>
  dialog.getByRole('radio', { name: number.split('').join(' ') });

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
