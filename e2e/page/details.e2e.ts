import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { keeperPids } from '../../src-main/hub/testing/test-hub.ts';
import {
  connected,
  DOM_RENDERER,
  dropFiles,
  eventually,
  openShell,
  panes,
  paneText,
  pointOn,
  shows,
  speakAnotherVersion,
} from './hands.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ chromium: DOM_RENDERER });
});
afterEach(() => world.closePages());
afterAll(() => world.close());

test('what is selected stays selected when the history above it arrives', async () => {
  const page = await world.page();
  await openShell(page);
  await page.keyboard.type('seq 1 2000 | sed s/^/row-/; echo precious\n');
  await shows(page, /^precious/m);
  await page.reload();
  await shows(page, /^precious/m);
  const word = await pointOn(page, /^precious/, 20);
  await page.mouse.dblclick(word.x, word.y);
  // History has come when one can scroll up to it.
  await page.mouse.move(600, 300);
  await eventually(async () => {
    await page.mouse.wheel(0, -2000);
    return paneText(page);
  }).not.toContain('precious');
  await page.keyboard.press('Control+Shift+KeyC');
  await eventually(() => page.evaluate(() => navigator.clipboard.readText())).toBe('precious');
});

test('links open on a click with Ctrl, in a window that knows nothing of this one, and only for the web', async () => {
  const page = await world.page();
  await openShell(page);
  await page
    .context()
    .route('**/*', (route) =>
      route.request().url().startsWith(world.url) ? route.continue() : route.fulfill({ body: 'elsewhere' }),
    );
  await page.keyboard.type(
    "clear; echo http://links.example/a?b=c; printf '\\e]8;;javascript:document.title=666\\e\\\\trap-here\\e]8;;\\e\\\\\\n'\n",
  );
  await shows(page, /^trap-here/m);
  const link = await pointOn(page, /^http:\/\/links/, 60);
  await page.mouse.move(link.x, link.y);
  await page.getByText('http://links.example/a?b=c', { exact: true }).last().waitFor();
  await page.mouse.click(link.x, link.y);
  const opening = page.context().waitForEvent('page');
  await page.keyboard.down('Control');
  await page.mouse.click(link.x, link.y);
  const opened = await opening;
  await opened.waitForURL('http://links.example/a?b=c');
  expect(await opened.evaluate(() => window.opener)).toBeNull();
  // One click without Ctrl, one with: one window.
  expect(page.context().pages()).toHaveLength(2);
  await page.bringToFront();
  const trap = await pointOn(page, /^trap-here/, 20);
  await page.mouse.move(trap.x, trap.y);
  await page.mouse.click(trap.x, trap.y);
  await page.keyboard.up('Control');
  await page.keyboard.type('echo still-here\n');
  await shows(page, /^still-here/m);
  expect(page.context().pages()).toHaveLength(2);
  expect(await page.title()).not.toContain('666');
});

test('letters grow and shrink, the program hears of its new size, and the size is kept', async () => {
  const page = await world.page();
  await openShell(page);
  const rows = async (): Promise<number> => (await paneText(page)).split('\n').length;
  const before = await rows();
  await page.keyboard.press('Control+Equal');
  await page.keyboard.press('Control+Equal');
  await eventually(rows).toBeLessThan(before);
  const larger = await rows();
  await page.keyboard.type('clear; stty size\n');
  await shows(page, new RegExp(`^${larger} `, 'm'));
  await page.reload();
  await connected(page);
  await eventually(rows).toBe(larger);
  await page.keyboard.press('Control+Digit0');
  await eventually(rows).toBe(before);
});

test('a bell in a terminal nobody looks at marks its tab until somebody does', async () => {
  const page = await world.page();
  await openShell(page);
  await page.keyboard.type("sleep 1; printf '\\a'\n");
  await openShell(page);
  await page.getByRole('tab', { name: /rang the bell/ }).waitFor();
  await eventually(() => page.title()).toMatch(/^\(1\) /);
  await page.getByRole('tab').first().click();
  await eventually(() => page.title()).not.toMatch(/^\(/);
});

test('a program that failed keeps its last screen, can be started again in its place, and forgotten', async () => {
  const page = await world.page();
  await openShell(page);
  await world.cli('new', '--name', 'failing', '--', 'sh', '-c', 'echo what went wrong; exit 3');
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /exit 3 failing/ })
    .click();
  await page.getByText('Ended with exit code 3.').waitFor();
  await shows(page, /^what went wrong/m);
  const [first] = await panes(page);
  await page.getByRole('button', { name: 'Start again' }).click();
  await eventually(async () => (await panes(page))[0]).not.toBe(first);
  await page.getByText('Ended with exit code 3.').waitFor();
  await page.getByRole('button', { name: 'Forget', exact: true }).click();
  await page.getByRole('tab', { name: /failing/ }).waitFor({ state: 'detached' });
});

test('a terminal whose keeper was killed is said to be lost, shows its last screen, and can be started again', async () => {
  const page = await world.page();
  await openShell(page);
  await page.keyboard.type('echo last-words\n');
  await shows(page, /^last-words/m);
  for (const pid of await keeperPids(world.dataDir)) process.kill(pid, 'SIGKILL');
  await page.getByText(/^Lost: /).waitFor();
  expect(await paneText(page)).toMatch(/^last-words/m);
  await page.getByRole('button', { name: 'Start again' }).click();
  await page.getByText(/^Lost: /).waitFor({ state: 'detached' });
  await shows(page, /[$#] ?$/m);
  await page.keyboard.type('echo alive\n');
  await shows(page, /^alive/m);
});

test('a file that is dropped on the page does not replace it, and on a terminal is said to have no path here', async () => {
  const page = await world.page();
  await openShell(page);
  const directory = mkdtempSync(join(tmpdir(), 'hp-drop-'));
  const file = join(directory, 'dropped.html');
  writeFileSync(file, '<title>dropped</title>');
  const words = page.getByText('A browser does not tell where a dropped file is.');
  try {
    await dropFiles(page, [file], page.getByRole('navigation'));
    await page.keyboard.type('echo still-here\n');
    await shows(page, /^still-here/m);
    expect(await words.count()).toBe(0);
    await dropFiles(page, [file], page.locator('[data-pane]'));
    await words.first().waitFor();
    expect(await paneText(page)).not.toContain('dropped.html');
    expect(await page.title()).not.toBe('dropped');
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('who is refused is told why: a page of another version, and a browser that somebody removed', async () => {
  const stale = await world.page();
  await connected(stale);
  await speakAnotherVersion(stale);
  await stale.reload();
  await stale.getByRole('heading', { name: 'This page and the hub are of different versions' }).waitFor();
  await stale.getByRole('button', { name: 'Load anew' }).waitFor();
  await world.closePages();

  const removed = await world.page();
  await connected(removed);
  type Device = { readonly id: string; readonly origin: string; readonly connections: number };
  const { devices } = JSON.parse(await world.cli('devices', '--json')) as { devices: ReadonlyArray<Device> };
  const here = devices.filter(({ origin, connections }) => origin !== 'local' && connections > 0);
  expect(here).toHaveLength(1);
  await world.cli('devices', 'revoke', here[0]?.id ?? '');
  await removed.getByRole('heading', { name: 'This browser is not known here' }).waitFor();
  await removed.getByText('npx homeport link').waitFor();
});

test('on a narrow screen nothing sticks out and the list closes when something is chosen', async () => {
  const page = await world.page({ viewport: { width: 390, height: 844 } });
  await openShell(page);
  const overflow = (): Promise<number> =>
    page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: 'Show the list of terminals' }).click();
  await page.getByRole('navigation').getByRole('button', { name: /bash/ }).first().click();
  await page.getByRole('navigation').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+Shift+KeyO');
  await page.getByRole('dialog').waitFor();
  expect(await overflow()).toBeLessThanOrEqual(0);
});
