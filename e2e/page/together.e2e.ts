import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connected, DOM_RENDERER, escapeDialog, eventually, openShell, panes, paneText, shows } from './hands.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ chromium: DOM_RENDERER });
});
afterEach(() => world.closePages());
afterAll(() => world.close());

async function show(page: Page, id: string): Promise<void> {
  await connected(page);
  await page.keyboard.press('Control+Shift+KeyK');
  await page.getByRole('combobox').fill(id);
  // Which terminals there are is told a moment after the connection is there.
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator(`[data-pane="${id}"]`).waitFor();
}

test('one drives, the other watches its grid; typing takes over and vim is painted anew', async () => {
  const desk = await world.page();
  await openShell(desk);
  const [id] = await panes(desk);
  if (id === undefined) throw new Error('no pane');
  await desk.keyboard.type('vi -u NONE -c "set laststatus=2 | file homeport-vim"\n');
  await shows(desk, /homeport-vim/);
  const rows = async (page: Page): Promise<number> => (await paneText(page)).split('\n').length;
  const deskRows = await rows(desk);

  const phone = await world.page({ viewport: { width: 390, height: 560 } });
  await show(phone, id);
  await phone.getByText(/drives, \d+×\d+\. Type to take over/).waitFor();
  await shows(phone, /homeport-vim/);
  expect(await rows(phone)).toBe(deskRows);
  const fits = await phone.locator('.xterm-screen').evaluate((screen) => {
    const box = screen.getBoundingClientRect();
    return box.right <= innerWidth + 1 && box.bottom <= innerHeight;
  });
  expect(fits).toBe(true);

  // Esc is a key: the phone takes over, and vim's status line stands at the bottom of its smaller grid.
  await phone.keyboard.press('Escape');
  await phone.getByText(/Type to take over/).waitFor({ state: 'detached' });
  await eventually(() => rows(phone)).toBeLessThan(deskRows);
  await desk.getByText(/drives, \d+×\d+\. Type to take over/).waitFor();
  const statusRow = async (page: Page): Promise<number> =>
    (await paneText(page)).split('\n').findIndex((row) => row.includes('homeport-vim'));
  await eventually(async () => (await statusRow(phone)) >= (await rows(phone)) - 2).toBe(true);
  await eventually(async () => (await paneText(desk)) === (await paneText(phone))).toBe(true);

  // A word is enough to take it back.
  await desk.getByRole('button', { name: 'Fit to this screen' }).click();
  await eventually(() => rows(desk)).toBe(deskRows);
  await eventually(async () => (await statusRow(desk)) >= deskRows - 2).toBe(true);
  await desk.keyboard.type(':q!\n');
});

test('a killed hub: the page says so, keeps what was typed, and asks before old keys go out', async () => {
  const page = await world.page();
  await openShell(page);
  await page.keyboard.type('echo before-the-crash\n');
  await shows(page, /^before-the-crash/m);
  await world.killHub();
  await page.getByText(/Reconnecting to the hub/).waitFor();
  await page.getByText(/last heard \d+ s ago/).waitFor();
  await page.keyboard.type('echo typed-while-away');
  await page.getByText(/key presses not sent yet/).waitFor();
  // Older than five seconds is what asks.
  await page.getByText(/last heard ([6-9]|1\d) s ago/).waitFor({ timeout: 20_000 });
  await world.startHub();
  await page.getByText(/not sent\. Still meant\?/).waitFor({ timeout: 20_000 });
  expect(await paneText(page)).not.toContain('typed-while-away');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.keyboard.press('Enter');
  await shows(page, /^typed-while-away/m);
  expect(await paneText(page)).toMatch(/^before-the-crash/m);
}, 60_000);

test('a long command that ends unseen is told: badge, toast and title', async () => {
  const page = await world.page();
  await openShell(page);
  await page.keyboard.type('sleep 11; false\n');
  await page.getByRole('tab', { name: /busy sleep 11/ }).waitFor();
  await openShell(page);
  await page
    .getByText(/Failed with exit code 1 after 1[12] s/)
    .first()
    .waitFor({ timeout: 20_000 });
  await eventually(() => page.title()).toMatch(/^\(1\) /);
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await eventually(() => page.title()).not.toMatch(/^\(/);
}, 60_000);

test('the keyboard reaches everything and can leave a terminal', async () => {
  const page = await world.page();
  await openShell(page);
  const region = (): Promise<string | undefined> =>
    page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-region]')?.dataset['region']);
  expect(await region()).toBe('terminal');
  await page.keyboard.press('Control+F6');
  expect(await region()).toBe('list');
  await page.keyboard.press('F6');
  expect(await region()).toBe('tabs');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('tab');
  await page.keyboard.press('F6');
  expect(await region()).toBe('terminal');
  await page.keyboard.press('Control+Shift+KeyP');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.type('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await escapeDialog(page);
  await eventually(region).toBe('terminal');
});

test('keys that programs need are not taken', async () => {
  const page = await world.page();
  await openShell(page);
  await page.keyboard.type('clear; cat -v\n');
  await page.getByRole('tab', { name: /busy clear; cat -v/ }).waitFor();
  for (const key of ['Control+KeyK', 'Control+KeyP', 'F1', 'F6', 'F2', 'Alt+KeyB', 'Control+KeyF'])
    await page.keyboard.press(key);
  await page.keyboard.press('Enter');
  await shows(page, /\^K\^P\^\[OP\^\[\[17~\^\[OQ\^\[b\^F/);
  expect(await page.getByRole('dialog').count()).toBe(0);
});

const SERIOUS = new Set(['serious', 'critical']);

async function violations(page: Page): Promise<ReadonlyArray<string>> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found
    .filter((each) => SERIOUS.has(each.impact ?? ''))
    .map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

test.each(['light', 'dark'] as const)(
  'axe finds nothing serious in the %s theme',
  async (theme) => {
    const page = await world.page({ theme, reducedMotion: true });
    await connected(page);
    expect(await violations(page)).toEqual([]);
    await openShell(page);
    await page.keyboard.press('Alt+Shift+Equal');
    await page.getByRole('separator').waitFor();
    await page.keyboard.type('false\n');
    await page.getByRole('tab', { name: /exit code 1/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Control+Shift+KeyF');
    await page.getByLabel('Find in scrollback').fill('fal');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    for (const [keys, role] of [
      ['Control+Shift+KeyO', 'dialog'],
      ['Control+Shift+KeyP', 'dialog'],
      ['Control+Shift+Slash', 'dialog'],
      ['Alt+Shift+KeyR', 'dialog'],
    ] as const) {
      await page.keyboard.press(keys);
      await page.getByRole(role).waitFor();
      expect(await violations(page), keys).toEqual([]);
      await escapeDialog(page);
      await page.getByRole(role).waitFor({ state: 'detached' });
    }
    await page.context().close();
  },
  90_000,
);

test('axe finds nothing serious on the page of a stranger', async () => {
  const page = await world.page({ stranger: true });
  await page.getByRole('heading', { name: 'This browser is not known here' }).waitFor();
  expect(await violations(page)).toEqual([]);
});

test('the theme follows the system until one is chosen, and is kept', async () => {
  const page = await world.page({ theme: 'dark' });
  await connected(page);
  const theme = (): Promise<string | null> => page.locator('html').getAttribute('data-theme');
  expect(await theme()).toBe('dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await eventually(theme).toBe('light');
  await page.keyboard.press('Control+KeyK');
  await page.getByRole('combobox').fill('theme: dark');
  await page.keyboard.press('Enter');
  await eventually(theme).toBe('dark');
  await page.reload();
  await eventually(theme).toBe('dark');
  // It is the hub's, so it would be that of every test after this one.
  await world.cli('settings', 'reset');
});
