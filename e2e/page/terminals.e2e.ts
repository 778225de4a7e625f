import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DOM_RENDERER, escapeDialog, eventually, openShell, panes, paneText, paste, shows } from './hands.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ chromium: DOM_RENDERER });
});
afterEach(() => world.closePages());
afterAll(() => world.close());

const terminals = async (): Promise<ReadonlyArray<{ id: string; name: string; phase: { kind: string } }>> =>
  (JSON.parse(await world.cli('ls', '--json')) as { terminals: [] }).terminals;

test('a one-time link lets a browser in, leaves the address, and works once', async () => {
  const link = await world.link();
  const page = await world.page({ stranger: true });
  await page.getByRole('heading', { name: 'This browser is not known here' }).waitFor();
  await page.goto(link);
  await page.getByRole('heading', { name: /No terminals|Nothing is open/ }).waitFor();
  expect(page.url()).toBe(world.url);
  expect(await page.evaluate(() => history.length)).toBeLessThan(4);

  const second = await world.page({ stranger: true });
  await second.goto(link);
  await second.getByRole('heading', { name: 'This link has been used' }).waitFor();
  // The spent link is out of the address too; what remains is a browser that nobody knows.
  await second.reload();
  await second.getByRole('heading', { name: 'This browser is not known here' }).waitFor();
});

test('what is typed reaches a real shell, and its answer the screen', async () => {
  const page = await world.page();
  await openShell(page);
  await page.keyboard.type('echo $((6*7))-answer\n');
  await shows(page, '42-answer');
});

test('tabs and splits survive a reload, with what the terminals showed', async () => {
  const page = await world.page();
  await openShell(page);
  await page.keyboard.type('echo first-pane\n');
  await shows(page, /^first-pane/m);
  await page.keyboard.press('Alt+Shift+Equal');
  await eventually(async () => (await panes(page)).length).toBe(2);
  await page.keyboard.press('Alt+Shift+Minus');
  await eventually(async () => (await panes(page)).length).toBe(3);
  const before = await panes(page);
  const boxes = async (): Promise<unknown> =>
    page.locator('[data-pane]').evaluateAll((all) =>
      all.map((pane) => {
        const { left, top, width, height } = pane.getBoundingClientRect();
        return [left, top, width, height].map(Math.round);
      }),
    );
  const where = await boxes();
  await page.reload();
  await eventually(() => panes(page)).toEqual(before);
  expect(await boxes()).toEqual(where);
  await eventually(async () => (await Promise.all([0, 1, 2].map((nth) => paneText(page, nth)))).join('\n')).toMatch(
    /^first-pane/m,
  );
});

test('a divider moves with the keyboard and with the pointer', async () => {
  const page = await world.page();
  await openShell(page);
  await page.keyboard.press('Alt+Shift+Equal');
  const divider = page.getByRole('separator');
  await divider.waitFor();
  const share = async (): Promise<number> => Number(await divider.getAttribute('aria-valuenow'));
  await divider.focus();
  await page.keyboard.press('ArrowRight');
  await eventually(share).toBeGreaterThan(50);
  const box = await divider.boundingBox();
  if (box === null) throw new Error('no divider');
  await page.mouse.move(box.x + 4, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x - 250, box.y + 100, { steps: 5 });
  await page.mouse.up();
  await eventually(share).toBeLessThan(40);
});

test('a tab that is dragged onto a pane becomes a split, and a pane dragged to the strip a tab', async () => {
  const page = await world.page();
  await openShell(page);
  await openShell(page);
  expect(await page.getByRole('tab').count()).toBe(2);
  const tab = await page.getByRole('tab').first().boundingBox();
  if (tab === null) throw new Error('no tab');
  await page.mouse.move(tab.x + 20, tab.y + 10);
  await page.mouse.down();
  await page.mouse.move(1200, 400, { steps: 6 });
  await page.mouse.up();
  await eventually(() => page.getByRole('tab').count()).toBe(1);
  expect((await panes(page)).length).toBe(2);
  await page.mouse.move(300, 54);
  await page.mouse.down();
  await page.mouse.move(700, 20, { steps: 6 });
  await page.mouse.up();
  await eventually(() => page.getByRole('tab').count()).toBe(2);
});

test('renaming is seen by everyone, detaching leaves the terminal running', async () => {
  const page = await world.page();
  await openShell(page);
  await page.keyboard.press('Alt+Shift+KeyR');
  await page.getByLabel('Name', { exact: true }).fill('build box');
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: /build box/ }).waitFor();
  await eventually(async () => (await terminals()).some((each) => each.name === 'build box')).toBe(true);
  await page.keyboard.press('Alt+Shift+KeyW');
  await eventually(() => page.getByRole('tab').count()).toBe(0);
  expect((await terminals()).find((each) => each.name === 'build box')?.phase.kind).toBe('running');
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /^idle build box/ })
    .click();
  await page.getByRole('tab', { name: /build box/ }).waitFor();
});

test('ending asks only when something runs', async () => {
  const page = await world.page();
  await openShell(page);
  const [idle] = await panes(page);
  await page.keyboard.press('Alt+Shift+KeyQ');
  await eventually(async () => (await terminals()).find((each) => each.id === idle)?.phase.kind).toBe('ended');
  await eventually(() => page.getByRole('tab').count()).toBe(0);

  await openShell(page);
  const [busy] = await panes(page);
  await page.keyboard.type('sleep 1000\n');
  await page.getByRole('tab', { name: /busy sleep 1000/ }).waitFor();
  await page.keyboard.press('Alt+Shift+KeyQ');
  await page.getByRole('alertdialog').getByText('sleep 1000', { exact: true }).waitFor();
  await escapeDialog(page);
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  expect((await terminals()).find((each) => each.id === busy)?.phase.kind).toBe('running');
  // The keyboard is back in the terminal.
  await eventually(() => page.evaluate(() => document.activeElement?.className)).toContain('xterm');
  await page.keyboard.press('Alt+Shift+KeyQ');
  await page.getByRole('button', { name: 'End terminal' }).last().click();
  await eventually(async () => (await terminals()).find((each) => each.id === busy)?.phase.kind).toBe('ended');
});

test('a shell that cannot start, or a directory that is gone, is said in the dialog', async () => {
  const page = await world.page();
  await openShell(page);
  await page.keyboard.press('Control+Shift+KeyO');
  await page.getByLabel('Directory', { exact: true }).fill('/no/such/directory');
  await page.keyboard.press('Enter');
  await page
    .getByRole('alert')
    .getByText(/director/i)
    .waitFor();
  await page.getByLabel('Directory', { exact: true }).fill('');
  await page.getByLabel('Command', { exact: true }).fill('/no/such/program');
  await page.keyboard.press('Enter');
  await page
    .getByRole('alert')
    .getByText(/\/no\/such\/program/)
    .waitFor();
  await escapeDialog(page);
  await eventually(() => page.getByRole('tab').count()).toBe(1);
});

test('directories complete while one types, and the field says what it shows', async () => {
  const page = await world.page();
  await openShell(page);
  await page.keyboard.press('Control+Shift+KeyO');
  const field = page.getByRole('combobox', { name: 'Directory', exact: true });
  const shown = (): Promise<string | null> => field.getAttribute('aria-expanded');
  expect(await field.getAttribute('aria-autocomplete')).toBe('list');
  await field.pressSequentially('/usr/s');
  const share = page.getByRole('option', { name: '/usr/share' });
  await share.waitFor();
  expect(await shown()).toBe('true');
  const list = page.getByRole('listbox').and(page.locator(`[id="${await field.getAttribute('aria-controls')}"]`));
  expect(await list.getByRole('option').count()).toBeGreaterThan(1);
  // Tab takes what is marked, the first if nothing is.
  for (let at = 0; (await share.getAttribute('data-highlighted')) === null && at < 10; at++)
    await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  expect(await field.inputValue()).toBe('/usr/share/');
  // Nothing to show is no list, and then Escape and Tab are not for it.
  await field.pressSequentially('no-such-name');
  await eventually(shown).toBe('false');
  expect(await page.getByRole('listbox').count()).toBe(0);
  await field.fill('/usr/sha');
  await share.waitFor();
  await page.keyboard.press('Escape');
  await eventually(shown).toBe('false');
  await page.keyboard.press('Tab');
  expect(await page.getByLabel('Command', { exact: true }).evaluate((it) => it === document.activeElement)).toBe(true);
  await field.fill('/usr/share/');
  // Without a list the key would be the dialog's.
  await eventually(shown).toBe('true');
  await page.keyboard.press('Escape');
  await eventually(shown).toBe('false');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText('/usr/share', { exact: true }).first().waitFor();
});

test('find counts, steps, minds case and takes patterns', async () => {
  const page = await world.page();
  await openShell(page);
  await page.keyboard.type("clear; printf 'needle\\nNeedle\\nhay\\nneedle42\\n'\n");
  await shows(page, /^needle42/m);
  await page.keyboard.press('Control+Shift+KeyF');
  const field = page.getByLabel('Find in scrollback');
  const count = page.getByRole('search').getByRole('status');
  await field.fill('^needle');
  await eventually(() => count.textContent()).toBe('No matches');
  await page.getByRole('button', { name: 'Regular expression' }).click();
  await eventually(() => count.textContent()).toMatch(/of 3$/);
  await page.getByRole('button', { name: 'Match case' }).click();
  await eventually(() => count.textContent()).toMatch(/of 2$/);
  const first = await count.textContent();
  await field.press('Enter');
  await eventually(() => count.textContent()).not.toBe(first);
  await field.fill('(');
  await eventually(() => count.textContent()).toBe('Not a pattern');
  await field.press('Escape');
  await field.waitFor({ state: 'detached' });
  await page.keyboard.type('echo back-in-shell\n');
  await shows(page, /^back-in-shell/m);
});

test('several lines pasted into a plain program are asked about; bracketed ones go through without controls', async () => {
  const page = await world.page();
  await openShell(page);
  await page.keyboard.type('clear; cat\n');
  await page.getByRole('tab', { name: /busy clear; cat/ }).waitFor();
  await paste(page, 'one\ntwo\x1b[31m\n');
  const dialog = page.getByRole('alertdialog');
  await dialog.getByText('Paste 2 lines?').waitFor();
  await escapeDialog(page);
  await dialog.waitFor({ state: 'detached' });
  await paste(page, 'three\nfour\x1b[31m\n');
  await dialog.getByRole('button', { name: 'Paste' }).click();
  await shows(page, /three[\s\S]*four\[31m[\s\S]*four\[31m/);
  expect(await paneText(page)).not.toContain('one');
  await page.keyboard.press('Control+KeyC');
  // The prompt: what is before it, the tab's name for one, is before readline has asked for anything.
  await shows(page, /[$#] ?$/m);
  // Readline asks for bracketed paste: the lines stand in its editor and do not run.
  await paste(page, 'echo a\necho b');
  await shows(page, /echo a[\s\S]*echo b/);
  expect(await dialog.count()).toBe(0);
});

test('history is there after a reload, and the shell goes on', async () => {
  const page = await world.page();
  await openShell(page);
  await page.keyboard.type('seq 1 3000 | sed s/^/line-/\n');
  await shows(page, /^line-3000/m);
  await page.reload();
  await shows(page, /^line-3000/m);
  await page.keyboard.press('Control+Shift+KeyF');
  const field = page.getByLabel('Find in scrollback');
  await field.waitFor();
  await eventually(
    async () => {
      await field.fill('');
      await field.fill('line-1234');
      return page.getByRole('search').getByRole('status').textContent();
    },
    { timeout: 10_000, interval: 300 },
  ).toBe('1 of 1');
  await shows(page, /^line-1234$/m);
  expect(await paneText(page)).toMatch(/line-1233\nline-1234\nline-1235/);
});

test('questions of programs are answered once, by the hub alone', async () => {
  const page = await world.page();
  const other = await world.page();
  await openShell(page);
  const [id] = await panes(page);
  await other.locator(`[role="navigation"], nav`).first().waitFor();
  await page.keyboard.type("clear; printf '\\e[c\\e[6n\\e]11;?\\a'; sleep 1; cat -v\n");
  await shows(page, /\^\[\[\?[0-9;]*c/);
  const answers = (await paneText(page)).match(/\^\[\[\?[0-9;]*c/g);
  expect(answers?.length).toBe(1);
  expect(id).toMatch(/^t_/);
});
