import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { SettingsSection } from '../../src-shared/desktop/desktop-api.ts';
import { connected, DOM_RENDERER, eventually, openShell, paneText, paste, shows } from './hands.ts';
import { startWorld, type World } from './world.ts';

/** Every section in the order of the list, with the title it has there and on its page. */
const TITLES = {
  general: 'General',
  terminals: 'Terminals',
  notifications: 'Notifications',
  devices: 'Devices',
  network: 'Network',
  storage: 'Storage',
  about: 'About',
} as const satisfies Readonly<Record<SettingsSection, string>>;
const SECTIONS = Object.keys(TITLES) as ReadonlyArray<SettingsSection>;

let world: World;
beforeAll(async () => {
  world = await startWorld({ chromium: DOM_RENDERER });
});
afterEach(async () => {
  await world.closePages();
  await world.cli('settings', 'reset');
});
afterAll(() => world.close());

/** The settings in a tab beside the page, as the same browser. */
async function openSettings(page: Page, section: SettingsSection = 'general'): Promise<Page> {
  await connected(page);
  const settings = await page.context().newPage();
  await settings.goto(`${world.url}settings.html?section=${section}`);
  await settings.getByRole('heading', { level: 2 }).waitFor();
  return settings;
}

const theme = (page: Page): Promise<string | null> => page.locator('html').getAttribute('data-theme');

/** The setting as the hub has it. */
async function kept(name: string): Promise<unknown> {
  const file = JSON.parse(await world.cli('settings', '--json')) as Readonly<Record<string, unknown>>;
  return name.split('.').reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>>)[key], file);
}

test('a theme is drawn in every window at once, and in the next one before any of its code runs', async () => {
  const page = await world.page({ theme: 'light' });
  const settings = await openSettings(page);
  await settings.getByRole('radio', { name: 'Dark' }).click();
  await eventually(() => theme(settings)).toBe('dark');
  await eventually(() => theme(page)).toBe('dark');
  await eventually(() => kept('appearance.theme')).toBe('dark');
  for (const path of ['', 'settings.html']) {
    const next = await page.context().newPage();
    await next.route('**/assets/*.js', (route) => route.abort());
    await next.goto(`${world.url}${path}`);
    expect(await theme(next)).toBe('dark');
    expect(await next.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(21, 23, 27)');
  }
  await settings.getByRole('radio', { name: 'System' }).click();
  await eventually(() => theme(page)).toBe('light');
});

test('font, size and history change in terminals that are open; two windows and the page agree', async () => {
  const page = await world.page();
  await openShell(page);
  const one = await openSettings(page);
  const two = await openSettings(page);
  const rows = async (): Promise<number> => (await paneText(page)).split('\n').length;
  const before = await rows();
  await one.getByRole('button', { name: 'More' }).click();
  await one.getByRole('button', { name: 'More' }).click();
  await eventually(rows).toBeLessThan(before);
  await eventually(() => two.getByLabel('Font size').inputValue()).toBe('15');
  await page.bringToFront();
  await page.keyboard.press('Control+Digit0');
  await eventually(() => one.getByLabel('Font size').inputValue()).toBe('13');
  await eventually(rows).toBe(before);

  await two.getByLabel('Font', { exact: true }).fill('3270 Nerd Font, serif');
  await two.getByText('This computer has no font called 3270 Nerd Font').waitFor();
  await eventually(() => one.getByLabel('Font', { exact: true }).inputValue()).toBe('3270 Nerd Font, serif');
  const family = (): Promise<string> =>
    page.locator('.xterm-rows').evaluate((element) => getComputedStyle(element).fontFamily);
  await eventually(family).toMatch(/^"3270 Nerd Font", serif, /);

  await two.getByRole('tab', { name: 'Terminals' }).click();
  await two.getByLabel('Lines to scroll back').fill('1000');
  await two.getByLabel('Lines to scroll back').press('Enter');
  await eventually(() => kept('terminals.scrollback')).toBe(1000);
  await page.bringToFront();
  await page.keyboard.type('seq 1 3000 | sed s/^/row-/\n');
  await shows(page, /^row-3000$/m);
  await eventually(async () => {
    for (let turn = 0; turn < 40; turn++) await page.keyboard.press('Shift+PageUp');
    return paneText(page);
  }).toMatch(/^row-(19|20)\d\d$/m);
});

test('who does not want to be asked pastes several lines without a word', async () => {
  const page = await world.page();
  await openShell(page);
  await page.keyboard.type('cat\n');
  await page.getByRole('tab', { name: /busy cat/ }).waitFor();
  const settings = await openSettings(page, 'terminals');
  await settings.getByRole('switch', { name: 'Ask before pasting several lines' }).click();
  await eventually(() => kept('terminals.confirmPaste')).toBe(false);
  await page.bringToFront();
  await paste(page, 'first\nsecond\n');
  await shows(page, /^first\nsecond$/m);
  expect(await page.getByRole('alertdialog').count()).toBe(0);
});

test('new terminals run the shell that is set; a path that is none is said to be none', async () => {
  const page = await world.page();
  const settings = await openSettings(page, 'terminals');
  await settings.getByRole('combobox', { name: 'Shell' }).click();
  await settings.getByRole('option', { name: 'Another…' }).click();
  await settings.getByLabel('Path of the shell').fill('dash');
  await settings.keyboard.press('Enter');
  await settings.getByRole('alert').getByText('Type the whole path').waitFor();
  expect(await kept('terminals.shell')).toBe('');
  await settings.getByLabel('Path of the shell').fill('/bin/dash');
  await settings.keyboard.press('Enter');
  await eventually(() => kept('terminals.shell')).toBe('/bin/dash');
  await page.bringToFront();
  await openShell(page);
  await page.keyboard.type('ps -p $$ -o comm=\n');
  await shows(page, /^dash$/m);
});

test('a port that cannot be is refused in a sentence beside it, and the one before stays', async () => {
  const page = await world.page();
  const settings = await openSettings(page, 'network');
  await settings.getByText(world.url.replace(/\/$/, ''), { exact: true }).waitFor();
  const port = settings.getByLabel('Port');
  await port.fill('80');
  await settings.keyboard.press('Tab');
  const sentence = 'Ports below 1024 belong to the system. Choose one from 1024 to 65535.';
  await settings.getByRole('alert').getByText(sentence).waitFor();
  expect(await port.getAttribute('aria-invalid')).toBe('true');
  const described = ((await port.getAttribute('aria-describedby')) ?? '').split(' ');
  const descriptions = await Promise.all(described.map((id) => settings.locator(`[id="${id}"]`).textContent()));
  expect(descriptions).toContain(sentence);
  expect(await kept('network.port')).toBe(4140);
  await port.fill('5150');
  // Without Enter and without leaving the field.
  await eventually(() => kept('network.port')).toBe(5150);
  expect(await settings.getByRole('alert').count()).toBe(0);
  await settings.getByText('http://127.0.0.1:5150').waitFor();
  await port.fill('9');
  await settings.keyboard.press('Escape');
  expect(await port.inputValue()).toBe('5150');
});

test('without a connection nothing is pretended: a change goes back and says why, and works when the hub is back', async () => {
  const page = await world.page();
  const settings = await openSettings(page);
  const blinking = settings.getByRole('switch', { name: 'Blinking cursor' });
  await world.killHub();
  try {
    await settings.getByText('No connection to the hub.').waitFor();
    await blinking.click();
    await settings.getByRole('alert').getByText('There is no connection to the hub, so this was not kept.').waitFor();
    expect(await blinking.isChecked()).toBe(true);
    await page.bringToFront();
    await page.keyboard.press('Control+Equal');
    await page.getByText('This could not be kept').waitFor();
  } finally {
    await world.startHub();
  }
  await settings.getByText('No connection to the hub.').waitFor({ state: 'detached' });
  await blinking.click();
  await eventually(() => kept('appearance.cursorBlink')).toBe(false);
  expect(await settings.getByRole('alert').count()).toBe(0);
});

test('terminals that have ended are forgotten after a question, those that run are not touched', async () => {
  const page = await world.page();
  await connected(page);
  await world.cli('new', '--name', 'over', '--', 'sh', '-c', 'exit 3');
  await world.cli('new', '--name', 'goes-on', '--', 'sleep', '1000');
  const settings = await openSettings(page, 'storage');
  await settings.getByRole('cell', { name: /kB|MB/ }).first().waitFor();
  await settings.getByRole('button', { name: 'Clear…' }).click();
  await settings.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  expect(await world.cli('ls')).toContain('over');
  await settings.getByRole('button', { name: 'Clear…' }).click();
  await settings.getByRole('alertdialog').getByRole('button', { name: 'Forget' }).click();
  await settings.getByText(/ forgotten, .* given back\.$/).waitFor();
  const left = await world.cli('ls');
  expect(left).not.toContain('over');
  expect(left).toContain('goes-on');
});

test('an export is written where one says, and never over something', async () => {
  const page = await world.page();
  const settings = await openSettings(page, 'storage');
  const directory = mkdtempSync(join(tmpdir(), 'hp-export-'));
  const file = join(directory, 'export.json');
  try {
    await settings.getByLabel('Export to').fill(file);
    await settings.keyboard.press('Enter');
    await settings.getByText(` written to ${file}`).waitFor();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('settings');
    await settings.getByRole('button', { name: 'Export' }).click();
    await settings.getByRole('alert').getByText('nothing is overwritten').waitFor();
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('a section and everything go back to their defaults after a question that names what changes', async () => {
  await world.cli('settings', 'set', 'appearance.theme', 'dark');
  await world.cli('settings', 'set', 'network.port', '5151');
  const page = await world.page();
  const settings = await openSettings(page);
  await settings.getByText('Changed: Theme, Port.').waitFor();
  const section = settings.getByRole('button', { name: 'Reset this section…' });
  await section.click();
  await settings.getByRole('alertdialog').getByText('These change: Theme.').waitFor();
  await settings.getByRole('alertdialog').getByRole('button', { name: 'Reset' }).click();
  await eventually(() => kept('appearance.theme')).toBe('system');
  expect(await kept('network.port')).toBe(5151);
  await settings.getByRole('button', { name: 'Reset all settings…' }).click();
  await settings.getByRole('alertdialog').getByRole('button', { name: 'Reset' }).click();
  await eventually(() => kept('network.port')).toBe(4140);
});

test('the settings open from the keyboard and are walked, changed and reset by it alone', async () => {
  const page = await world.page({ theme: 'light' });
  await openShell(page);
  const opening = page.context().waitForEvent('page');
  await page.keyboard.press('Control+Comma');
  const settings = await opening;
  await settings.getByRole('heading', { level: 2, name: 'General' }).waitFor();
  const focused = (): Locator => settings.locator(':focus');
  const press = (key: string): Promise<void> => settings.keyboard.press(key);

  await press('Tab');
  const titles = Object.values(TITLES);
  // From the first one on, and past the last one to the first again.
  for (const title of [...titles.slice(1), TITLES.general]) {
    await press('ArrowDown');
    await settings.getByRole('heading', { level: 2, name: title }).waitFor();
    expect(await focused().textContent()).toBe(title);
  }
  await press('End');
  await settings.getByRole('heading', { level: 2, name: 'About' }).waitFor();
  await press('Home');
  await settings.getByRole('heading', { level: 2, name: 'General' }).waitFor();

  // Into the section: the panel itself, so that it can be scrolled, then its controls in reading order.
  await press('Tab');
  expect(await focused().getAttribute('role')).toBe('tabpanel');
  await press('Tab');
  expect(await focused().getAttribute('aria-label')).toBe('System');
  await press('ArrowRight');
  await press('ArrowRight');
  await eventually(() => theme(page)).toBe('dark');
  await press('Tab');
  await expectFocusOn(settings.getByLabel('Font', { exact: true }));
  await press('Tab');
  await expectFocusOn(settings.getByLabel('Font size'));
  await press('ArrowUp');
  await eventually(() => kept('appearance.fontSize')).toBe(14);
  await press('Tab');
  await expectFocusOn(settings.getByRole('switch', { name: 'Blinking cursor' }));
  await press('Space');
  await eventually(() => kept('appearance.cursorBlink')).toBe(false);
  await press('Tab');
  await expectFocusOn(settings.getByRole('switch', { name: 'Screen reader mode' }));
  await press('Tab');
  const reset = settings.getByRole('button', { name: 'Reset this section…' });
  await expectFocusOn(reset);
  await press('Enter');
  // The keyboard is on the harmless answer; the other one is a step away.
  await expectFocusOn(settings.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }));
  await press('Tab');
  await press('Enter');
  await eventually(() => kept('appearance.fontSize')).toBe(13);
  await expectFocusOn(reset);
});

async function expectFocusOn(control: Locator): Promise<void> {
  await eventually(() => control.evaluate((element) => element === document.activeElement)).toBe(true);
}

test('nothing sticks out, on a small window and on a narrow one', async () => {
  for (const viewport of [
    { width: 760, height: 560 },
    { width: 390, height: 844 },
  ]) {
    const page = await world.page({ viewport });
    for (const section of SECTIONS) {
      const settings = await openSettings(page, section);
      await settings.getByRole('tab', { selected: true }).and(settings.getByText(TITLES[section])).waitFor();
      const overflow = await settings
        .getByRole('tabpanel')
        .evaluate((panel) => Math.max(panel.scrollWidth - panel.clientWidth, document.body.scrollWidth - innerWidth));
      expect(overflow, `${section} at ${viewport.width}`).toBeLessThanOrEqual(0);
      await settings.close();
    }
    await page.context().close();
  }
});

test('the settings do nothing that the policy of the page forbids', async () => {
  const page = await world.page();
  await connected(page);
  const told: string[] = [];
  await page
    .context()
    .addInitScript(() =>
      document.addEventListener('securitypolicyviolation', (event) =>
        console.log(`forbidden: ${event.violatedDirective}`),
      ),
    );
  page.context().on('console', (message) => told.push(message.text()));
  for (const section of SECTIONS) await openSettings(page, section);
  expect(told.filter((text) => text.startsWith('forbidden'))).toEqual([]);
});

test('a browser that is not known is told so', async () => {
  const page = await world.page({ stranger: true });
  await page.goto(`${world.url}settings.html`);
  await page.getByRole('heading', { name: 'This browser is not known here' }).waitFor();
});

const SERIOUS = new Set(['serious', 'critical']);

test.each(['light', 'dark'] as const)('axe finds nothing serious in the settings in the %s theme', async (scheme) => {
  const page = await world.page({ theme: scheme, reducedMotion: true });
  const settings = await openSettings(page);
  const violations = async (): Promise<ReadonlyArray<string>> => {
    const { violations: found } = await new AxeBuilder({ page: settings }).analyze();
    return found
      .filter((each) => SERIOUS.has(each.impact ?? ''))
      .map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
  };
  for (const section of SECTIONS) {
    await settings.goto(`${world.url}settings.html?section=${section}`);
    await settings.getByRole('heading', { level: 2 }).waitFor();
    if (section === 'notifications') await settings.getByRole('switch', { name: /quiet/ }).click();
    if (section === 'network') {
      await settings.getByLabel('Port').fill('1');
      await settings.getByRole('alert').waitFor();
    }
    if (section === 'storage') await settings.getByRole('cell', { name: /kB|MB/ }).first().waitFor();
    if (section === 'about') {
      await settings.getByRole('button', { name: 'Show' }).click();
      await settings.getByRole('region', { name: 'Licences' }).getByText('Homeport').first().waitFor();
    }
    expect(await violations(), section).toEqual([]);
  }
  await settings.getByRole('tab', { name: 'Terminals' }).click();
  await settings.getByRole('combobox', { name: 'Shell' }).click();
  await settings.getByRole('option', { name: 'Another…' }).waitFor();
  expect(await violations(), 'list of shells').toEqual([]);
});
