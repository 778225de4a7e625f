import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DOM_RENDERER, eventually } from '../page/hands.ts';
import { startWorld, type World } from '../page/world.ts';
import { Fingers } from './fingers.ts';
import { buildScreenPage, type ScreenPage } from './screen-page.ts';

let built: ScreenPage;
let world: World;
beforeAll(async () => {
  built = await buildScreenPage();
  world = await startWorld({ cli: built.cli, chromium: DOM_RENDERER });
});
afterEach(() => world.closePages());
afterAll(async () => {
  await world?.close();
  built?.remove();
});

const PHONE = { width: 390, height: 844 };
const KEYBOARD = 320;

interface Phone {
  readonly page: Page;
  readonly fingers: Fingers;
  /** What the terminal shows, row by row. */
  text(): Promise<string>;
  shows(text: string | RegExp): Promise<void>;
  /** The middle of the nth character of the first row that shows a text. */
  spot(text: string, column?: number): Promise<{ x: number; y: number }>;
  tap(at: { x: number; y: number }): Promise<void>;
  key(label: string): Promise<void>;
  /** Types a line by soft keyboard. */
  run(line: string): Promise<void>;
  /** Has the program write down the next `count` bytes it gets while `act` runs. */
  bytes(count: number, act: () => Promise<void>): Promise<string>;
  menu(item: string): Promise<void>;
}

async function phoneOn(page: Page): Promise<Phone> {
  const fingers = await Fingers.on(page);
  const rows = page.locator('.xterm-rows');
  const text = (): Promise<string> =>
    rows.evaluate((element) =>
      [...element.children].map((row) => (row.textContent ?? '').replaceAll('\u00a0', ' ').trimEnd()).join('\n'),
    );
  const phone: Phone = {
    page,
    fingers,
    text,
    shows: (wanted) => eventually(text).toMatch(wanted),
    async spot(wanted, column = 0) {
      const row = (await text()).split('\n').findIndex((each) => each.includes(wanted));
      if (row < 0) throw new Error(`no row shows ${wanted}`);
      const col = ((await text()).split('\n')[row] ?? '').indexOf(wanted) + column;
      return page.locator('.xterm-screen').evaluate(
        (screen, at) => {
          const box = screen.getBoundingClientRect();
          const measured = screen.querySelector('.xterm-rows')?.children.length ?? 1;
          const height = box.height / measured;
          const cell = document.createElement('span');
          cell.textContent = 'W'.repeat(10);
          screen.querySelector('.xterm-rows')?.firstElementChild?.append(cell);
          const width = cell.getBoundingClientRect().width / 10;
          cell.remove();
          return { x: box.left + (at.col + 0.5) * width, y: box.top + (at.row + 0.5) * height };
        },
        { row, col },
      );
    },
    tap: (at) => fingers.tap(at),
    async key(label) {
      const cap = page.locator(`[data-key="${label}"]`);
      await cap.scrollIntoViewIfNeeded();
      const box = await cap.boundingBox();
      if (box === null) throw new Error(`no key ${label}`);
      await fingers.tap({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
    },
    async run(line) {
      await fingers.insert(line);
      await fingers.insert('\n');
    },
    async bytes(count, act) {
      await phone.run(
        `clear; stty raw -echo; echo READY; head -c ${count} | od -An -tx1 -w64; timeout 0.5 cat >/dev/null; stty sane; echo DO''NE`,
      );
      await phone.shows(/^READY/m);
      await act();
      await phone.shows(/DONE/);
      return (/READY\s+([\s\S]*?)\s+DONE/.exec(await text())?.[1] ?? '').replace(/\s+/g, ' ').trim();
    },
    async menu(item) {
      await page.getByRole('button', { name: 'More' }).tap();
      await page.getByRole('dialog').getByRole('button', { name: item }).tap();
    },
  };
  return phone;
}

async function listed(page: Page): Promise<void> {
  // Says that there is a connection: before, nothing can be started.
  await eventually(() => page.evaluate(() => document.body.dataset['connection'])).toBe('open');
}

/** A phone that has started a shell, and been given the keyboard by a tap. */
async function openPhone(options: { theme?: 'light' | 'dark'; viewport?: typeof PHONE } = {}): Promise<Phone> {
  const page = await world.page({ touch: true, viewport: PHONE, ...options });
  const phone = await phoneOn(page);
  await listed(page);
  await page.getByRole('button', { name: 'New terminal' }).tap();
  await phone.shows(/[$#] ?$/m);
  await phone.tap({ x: 200, y: 400 });
  await typing(page);
  return phone;
}

/** Another phone on a terminal that is there. */
async function joinPhone(id: string): Promise<Phone> {
  const page = await world.page({ touch: true, viewport: PHONE });
  const phone = await phoneOn(page);
  await listed(page);
  await page.locator(`[data-open="${id}"]`).tap();
  await page.locator('.xterm-rows').waitFor();
  return phone;
}

const focused = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);

async function typing(page: Page): Promise<void> {
  await eventually(() => focused(page)).toBe('Terminal input');
}

/** Leaves the screen and opens it again. */
async function comeBack(phone: Phone): Promise<void> {
  const id = await shown(phone);
  await phone.page.getByRole('button', { name: 'Back to the list' }).tap();
  await phone.page.locator(`[data-open="${id}"]`).tap();
}

async function shown(phone: Phone): Promise<string> {
  const id = await phone.page.locator('[data-phone-terminal]').getAttribute('data-phone-terminal');
  if (id === null) throw new Error('no terminal is shown');
  return id;
}

test('soft keyboards: letters, composed words, corrections and Enter arrive exactly once', async () => {
  const { fingers, run, shows } = await openPhone();
  await fingers.compose('ec');
  await fingers.compose('echo');
  await fingers.insert('echo');
  await fingers.insert(' ');
  await fingers.compose('teh');
  await fingers.insert('the');
  await run(' word');
  await shows(/^the word$/m);
  await run('echo 日本語 ünïcode 🙂');
  await shows(/^日本語 ünïcode 🙂$/m);
});

test('what an input method composes is shown at the cursor, and sent when it is final', async () => {
  const phone = await openPhone();
  const got = await phone.bytes(3, async () => {
    await phone.fingers.compose('に');
    await phone.fingers.compose('にほん');
    await eventually(() => phone.page.locator('[data-preedit]').textContent()).toBe('にほん');
    await phone.fingers.compose('日');
    await phone.fingers.insert('日');
  });
  expect(got).toBe('e6 97 a5');
  expect(await phone.page.locator('[data-preedit]').count()).toBe(0);
});

test('the key bar sends keys, holds modifiers for the soft keyboard, and leaves the keyboard where it is', async () => {
  const phone = await openPhone();
  expect(
    await phone.bytes(4, async () => {
      await phone.key('Esc');
      await phone.key('Tab');
      await phone.key('|');
      await phone.key('Ctrl');
      await phone.fingers.insert('a');
    }),
  ).toBe('1b 09 7c 01');
  expect(
    await phone.bytes(3, async () => {
      await phone.key('Ctrl');
      await phone.key('Ctrl');
      await eventually(() => phone.page.locator('[data-key="Ctrl"]').getAttribute('aria-label')).toBe(
        'Control, locked',
      );
      await phone.fingers.insert('a');
      await phone.fingers.insert('b');
      await phone.key('Ctrl');
      await phone.fingers.insert('c');
    }),
  ).toBe('01 02 63');
  expect(
    await phone.bytes(6, async () => {
      await phone.key('Ctrl');
      await phone.key('→');
    }),
  ).toBe('1b 5b 31 3b 35 43');
  expect(await focused(phone.page)).toBe('Terminal input');
});

test('arrows follow application cursor mode and repeat while held; a swipe presses nothing', async () => {
  const phone = await openPhone();
  await phone.run("printf '\\e[?1h'");
  expect(await phone.bytes(3, () => phone.key('↑'))).toBe('1b 4f 41');
  const arrow = await phone.page.locator('[data-key="↑"]').boundingBox();
  if (arrow === null) throw new Error('no arrow');
  const at = { x: arrow.x + 20, y: arrow.y + 20 };
  expect(
    await phone.bytes(9, async () => {
      await phone.fingers.down(at);
      await phone.shows(/(1b 4f 41 ?){3}/);
      await phone.fingers.up();
    }),
  ).toBe('1b 4f 41 1b 4f 41 1b 4f 41');
  expect(
    await phone.bytes(1, async () => {
      await phone.fingers.drag(at, { x: at.x - 120, y: at.y });
      await phone.fingers.insert('x');
    }),
  ).toBe('78');
});

test('a soft keyboard resizes nothing, and the cursor stands above it', async () => {
  const phone = await openPhone();
  const size = async (): Promise<string> => {
    await phone.run('clear; echo size=$(stty size | tr " " x)');
    await phone.shows(/^size=\d/m);
    return /size=(\d+x\d+)/.exec(await phone.text())?.[1] ?? '';
  };
  const before = await size();
  await phone.run('seq 200');
  await phone.shows(/^200$/m);
  await phone.page.setViewportSize({ width: PHONE.width, height: PHONE.height - KEYBOARD });
  const bar = phone.page.getByRole('toolbar', { name: 'Keys' });
  const gap = async (): Promise<number> => {
    const cursor = await phone.page.locator('.xterm-cursor').boundingBox();
    const keys = await bar.boundingBox();
    return (keys?.y ?? 0) - ((cursor?.y ?? 0) + (cursor?.height ?? 0));
  };
  await eventually(gap).toBeGreaterThanOrEqual(0);
  expect(await gap()).toBeLessThan(40);
  await phone.page.getByRole('button', { name: 'Hide keyboard' }).waitFor();
  // A finger looks at what the keyboard pushed out of sight.
  await phone.fingers.drag({ x: 200, y: 120 }, { x: 200, y: 400 });
  await eventually(gap).toBeLessThan(0);
  await phone.key('←');
  await eventually(gap).toBeGreaterThanOrEqual(0);
  expect(await size()).toBe(before);
  await phone.page.setViewportSize(PHONE);
  await phone.page.getByRole('button', { name: 'Show keyboard' }).waitFor();
  expect(await size()).toBe(before);
});

test('a finger scrolls with momentum, and there is a way back to the newest line', async () => {
  const phone = await openPhone();
  await phone.run('seq 1 3000 | sed s/^/row-/; echo end-of-rows');
  await phone.shows(/^end-of-rows/m);
  const first = async (): Promise<number> => Number(/row-(\d+)/.exec(await phone.text())?.[1] ?? Number.NaN);
  const bottom = await first();
  await phone.fingers.drag({ x: 200, y: 200 }, { x: 200, y: 600 }, { steps: 6, rest: 0 });
  // As far as the finger went it is some 27 rows.
  await eventually(async () => bottom - (await first())).toBeGreaterThan(40);
  await phone.page.getByRole('button', { name: 'Jump to live' }).tap();
  await phone.shows(/^end-of-rows/m);
  expect(await phone.page.getByRole('button', { name: 'Jump to live' }).count()).toBe(0);
});

test('full-screen programs get arrow keys, or the wheel when they asked for the mouse; a tap is a click for them', async () => {
  const phone = await openPhone();
  const drag = (): Promise<void> => phone.fingers.drag({ x: 200, y: 500 }, { x: 200, y: 400 }, { steps: 10 });
  await phone.run("printf '\\e[?1049h'");
  expect(await phone.bytes(6, drag)).toBe('1b 5b 42 1b 5b 42');
  await phone.run("printf '\\e[?1000h\\e[?1006h'");
  const wheel = await phone.bytes(10, drag);
  // ESC [ < 6 5 ; x x ; y y: the wheel, downwards.
  expect(wheel).toMatch(/^1b 5b 3c 36 35 3b/);
  const click = await phone.bytes(9, () => phone.tap({ x: 30, y: 100 }));
  expect(click).toMatch(/^1b 5b 3c 30 3b/);
  expect(await focused(phone.page)).toBe('Terminal input');
  await phone.run("printf '\\e[?1006l\\e[?1000l\\e[?1049l'");
});

test('a pinch snaps to a size of letters, and the program hears of it once', async () => {
  const phone = await openPhone();
  await phone.run('clear; trap \'echo resized-$(stty size | tr " " x)\' WINCH; echo trapped');
  await phone.shows(/^trapped/m);
  await phone.fingers.pinch({ x: 200, y: 400 }, 100, 190);
  await phone.shows(/resized-\d+x\d+$/m);
  await phone.run('echo after');
  await phone.shows(/^after/m);
  expect((await phone.text()).match(/resized-\d/g)).toHaveLength(1);
  expect(await phone.page.evaluate(() => localStorage.getItem('homeport.phone.terminal'))).toContain('"fontSize":24');
  await phone.fingers.pinch({ x: 200, y: 400 }, 200, 100);
  await eventually(() => phone.page.evaluate(() => localStorage.getItem('homeport.phone.terminal'))).toContain(
    '"fontSize":12',
  );
});

test('a long press selects a word, a handle moves its end, and what is selected is copied', async () => {
  const phone = await openPhone();
  await phone.run('clear; echo alpha beta gamma');
  await phone.shows(/^alpha beta gamma$/m);
  const at = (column: number): Promise<{ x: number; y: number }> => phone.spot('alpha beta gamma', column);
  await phone.fingers.down(await at(7));
  await phone.page.getByRole('toolbar', { name: 'Selection' }).waitFor();
  await phone.fingers.up();
  await phone.page.getByRole('button', { name: 'Copy', exact: true }).tap();
  await eventually(() => phone.page.evaluate(() => navigator.clipboard.readText())).toBe('beta');
  await phone.page.getByRole('toolbar', { name: 'Selection' }).waitFor({ state: 'detached' });
  expect(await focused(phone.page)).toBe('Terminal input');

  await phone.fingers.down(await at(7));
  await phone.page.getByRole('toolbar', { name: 'Selection' }).waitFor();
  await phone.fingers.up();
  const handle = await phone.page.locator('[data-handle="last"]').boundingBox();
  if (handle === null) throw new Error('no handle');
  const grip = { x: handle.x + 30, y: handle.y + 16 };
  const width = ((await at(10)).x - (await at(0)).x) / 10;
  await phone.fingers.drag(grip, { x: grip.x + 6 * width, y: grip.y });
  await phone.page.getByRole('button', { name: 'Copy', exact: true }).tap();
  await eventually(() => phone.page.evaluate(() => navigator.clipboard.readText())).toBe('beta gamma');
});

test('a link opens only after its whole address was seen, and only for the web and mail', async () => {
  const phone = await openPhone();
  await phone.run(
    "printf '\\e[2J\\e[H\\n\\e]8;;javascript:alert(1)\\e\\\\trap\\e]8;;\\e\\\\\\n\\nhttp://links.example/a?b=c\\n\\n'",
  );
  await phone.shows(/^http:\/\/links/m);
  await phone.tap(await phone.spot('trap', 1));
  await phone.tap(await phone.spot('http://links', 5));
  const sheet = phone.page.getByRole('dialog', { name: 'Open this address?' });
  await sheet.getByText('http://links.example/a?b=c', { exact: true }).waitFor();
  await phone.page.context().route('http://links.example/**', (route) => route.fulfill({ body: 'elsewhere' }));
  const opening = phone.page.context().waitForEvent('page');
  await sheet.getByRole('button', { name: 'Open' }).tap();
  const opened = await opening;
  await opened.waitForURL('http://links.example/a?b=c');
  expect(await opened.evaluate(() => window.opener)).toBeNull();
  expect(phone.page.context().pages()).toHaveLength(2);
});

test('who watches sees the driver’s grid to fit, types nothing, looks closer, and takes control by a word', async () => {
  const desk = await openPhone();
  await desk.run('clear; echo from-the-desk; stty size | tr " " x');
  await desk.shows(/^from-the-desk/m);
  const grid = /^\d+x\d+$/m.exec(await desk.text())?.[0];
  const phone = await joinPhone(await shown(desk));
  await phone.page.getByText(/drives, \d+×\d+/).waitFor();
  await phone.shows(/^from-the-desk/m);
  await phone.tap({ x: 200, y: 500 });
  expect(await focused(phone.page)).not.toBe('Terminal input');
  await phone.key('Tab');
  await phone.page.getByText(/Take control to type/).waitFor();

  const width = async (): Promise<number> => (await phone.page.locator('.xterm-screen').boundingBox())?.width ?? 0;
  const fits = await width();
  expect(fits).toBeLessThanOrEqual(PHONE.width);
  await phone.fingers.pinch({ x: 100, y: 300 }, 100, 200);
  await eventually(width).toBeGreaterThan(fits * 1.9);
  const left = async (): Promise<number> => (await phone.page.locator('.xterm-screen').boundingBox())?.x ?? 0;
  const before = await left();
  await phone.fingers.drag({ x: 300, y: 300 }, { x: 200, y: 300 });
  await eventually(left).toBeLessThan(before - 60);
  // Looking closer is nobody's resize.
  await desk.run('stty size | tr " " x; echo looked');
  await desk.shows(/^looked/m);
  expect(new Set((await desk.text()).match(/^\d+x\d+$/gm))).toEqual(new Set([grid]));

  await phone.page.getByRole('button', { name: 'Take control' }).tap();
  await phone.page.getByText(/drives, \d+×\d+/).waitFor({ state: 'detached' });
  await desk.page.getByText(/drives, \d+×\d+/).waitFor();
  await typing(phone.page);
  await phone.run('echo typed-by-phone');
  await desk.shows(/^typed-by-phone/m);
});

test('several lines are asked about before a plain shell runs them', async () => {
  const phone = await openPhone();
  await phone.run("bind 'set enable-bracketed-paste off'; clear");
  await phone.page.evaluate(() => navigator.clipboard.writeText('echo one-pasted\necho two-pasted\n'));
  await phone.key('Paste');
  const ask = phone.page.getByRole('dialog', { name: 'Paste 2 lines?' });
  await ask.getByText('echo one-pasted').waitFor();
  await ask.getByRole('button', { name: 'Cancel' }).tap();
  await phone.key('Paste');
  await ask.getByRole('button', { name: 'Paste' }).tap();
  await phone.shows(/^two-pasted/m);
  expect((await phone.text()).match(/^one-pasted/gm)).toHaveLength(1);
});

test('where the page may not read the clipboard, one pastes into a field', async () => {
  const phone = await openPhone();
  await phone.page.context().clearPermissions();
  await phone.page.evaluate(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
  });
  await phone.key('Paste');
  const sheet = phone.page.getByRole('dialog', { name: 'Paste here' });
  await sheet.getByRole('textbox').fill('echo by-hand');
  await sheet.getByRole('button', { name: 'Send to terminal' }).tap();
  await phone.shows(/echo by-hand/);
});

test('whole lines are written in an ordinary field, sent at once, and can be sent again', async () => {
  const phone = await openPhone();
  await phone.page.getByRole('button', { name: 'More' }).tap();
  await phone.page.getByRole('button', { name: 'Whole lines' }).tap();
  await phone.page.getByRole('button', { name: 'Close' }).tap();
  const line = phone.page.getByRole('textbox', { name: 'Line to send' });
  await line.tap();
  await phone.fingers.compose('エコー');
  await phone.fingers.insert('echo 日本');
  await phone.page.getByRole('button', { name: 'Send' }).tap();
  await phone.shows(/^日本$/m);
  expect(await focused(phone.page)).toBe('Line to send');
  await phone.page.getByRole('button', { name: 'Earlier line' }).tap();
  expect(await line.inputValue()).toBe('echo 日本');
  await line.fill('echo second-line');
  await line.press('Enter');
  await phone.shows(/^second-line$/m);
  // The choice is this phone's, and is kept.
  await comeBack(phone);
  await line.waitFor();
});

test('the last command’s output is copied, whoever ran it', async () => {
  const phone = await openPhone();
  await phone.run('seq 1 200');
  await phone.shows(/^200$/m);
  await phone.menu('Copy last command’s output');
  const wanted = Array.from({ length: 200 }, (_, at) => at + 1).join('\n');
  await eventually(() => phone.page.evaluate(() => navigator.clipboard.readText())).toBe(wanted);

  // Also by who was not there: the screen says where it stands.
  await phone.run('seq 300 310');
  await phone.shows(/^310$/m);
  await comeBack(phone);
  await phone.shows(/^310$/m);
  await phone.menu('Copy last command’s output');
  const later = Array.from({ length: 11 }, (_, at) => at + 300).join('\n');
  await eventually(() => phone.page.evaluate(() => navigator.clipboard.readText())).toBe(later);
});

test('what is typed while the line is down is shown as unsent, and arrives once', async () => {
  const phone = await openPhone();
  await world.killHub();
  await phone.page.getByText(/Reconnecting/).waitFor();
  await phone.run('echo typed-while-away');
  await phone.page.getByText(/not sent yet/).waitFor();
  await world.startHub();
  await phone.page.getByText(/Reconnecting/).waitFor({ state: 'detached', timeout: 30_000 });
  // Asked first when it took longer than five seconds.
  const send = phone.page.getByRole('button', { name: 'Send', exact: true });
  await Promise.race([send.tap({ timeout: 8_000 }).catch(() => {}), phone.shows(/^typed-while-away/m)]);
  await phone.shows(/^typed-while-away/m);
  expect((await phone.text()).match(/^typed-while-away/gm)).toHaveLength(1);
});

test('finding goes upwards through what scrolled off', async () => {
  const phone = await openPhone();
  await phone.run('seq 1 2000 | sed s/^/row-/; echo done');
  await phone.shows(/^done/m);
  await phone.menu('Find');
  await phone.page.getByRole('textbox', { name: 'Find in scrollback' }).fill('row-17$');
  await phone.page.getByRole('textbox', { name: 'Find in scrollback' }).fill('row-1234');
  await phone.shows(/^row-1234$/m);
  await phone.page.getByRole('button', { name: 'Close find' }).tap();
  expect(await phone.page.getByRole('search').count()).toBe(0);
});

test('the key bar leaves when a keyboard that one can touch is used, and comes back with the soft one', async () => {
  const phone = await openPhone();
  const bar = phone.page.getByRole('toolbar', { name: 'Keys' });
  await bar.waitFor();
  await phone.page.keyboard.press('ArrowUp');
  await bar.waitFor({ state: 'detached' });
  await phone.page.keyboard.press('Control+c');
  await phone.page.keyboard.type('echo hard-keys\n');
  await phone.shows(/^hard-keys/m);
  await phone.page.setViewportSize({ width: PHONE.width, height: PHONE.height - KEYBOARD });
  await bar.waitFor();
});

test('the bar is the user’s: keys move, go and are made, and this phone keeps them', async () => {
  const phone = await openPhone();
  await phone.menu('Arrange keys');
  const sheet = phone.page.getByRole('dialog', { name: 'Keys' });
  await sheet.getByRole('textbox', { name: 'Label' }).fill('hello');
  await sheet.getByRole('textbox', { name: 'Text' }).fill('echo from-a-snippet');
  await sheet.getByRole('button', { name: 'Add to the bar' }).tap();
  await sheet.getByRole('button', { name: 'Tab: earlier', exact: true }).tap();
  await sheet.getByRole('button', { name: 'Dash: take off' }).tap();
  await sheet.getByRole('button', { name: 'Close' }).tap();
  await phone.key('hello');
  await phone.shows(/^from-a-snippet/m);
  await comeBack(phone);
  const labels = phone.page.locator('[data-key]');
  await labels.first().waitFor();
  const all = await labels.evaluateAll((keys) => keys.map((key) => (key as HTMLElement).dataset['key']));
  expect(all.slice(0, 3)).toEqual(['hello', 'Tab', 'Esc']);
  expect(all).not.toContain('-');
});

test('a turned phone has a grid of its own, once', async () => {
  const phone = await openPhone();
  await phone.run('clear; trap \'echo turned-$(stty size | tr " " x)\' WINCH');
  await phone.page.setViewportSize({ width: PHONE.height, height: PHONE.width });
  await phone.shows(/turned-\d+x1\d\d$/m);
  await phone.run('echo after');
  await phone.shows(/^after/m);
  expect((await phone.text()).match(/turned-\d/g)).toHaveLength(1);
});

test.each(['light', 'dark'] as const)('nothing is wrong for those who cannot see or aim well (%s)', async (theme) => {
  const phone = await openPhone({ theme });
  const check = async (): Promise<void> => {
    const { violations } = await new AxeBuilder({ page: phone.page })
      .include('[data-phone-terminal]')
      .exclude('.xterm')
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
      .disableRules(['meta-viewport'])
      .analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  };
  await check();
  const small = await phone.page.locator('[data-phone-terminal] button').evaluateAll((all) =>
    all
      .map((button) => ({
        name: button.getAttribute('aria-label') ?? button.textContent,
        box: button.getBoundingClientRect(),
      }))
      .filter(({ box }) => box.width < 44 || box.height < 44)
      .map(({ name, box }) => `${name} ${box.width}×${box.height}`),
  );
  expect(small).toEqual([]);
  await phone.page.getByRole('button', { name: 'More' }).tap();
  await phone.page.getByRole('dialog').waitFor();
  await phone.page.evaluate(() => Promise.allSettled(document.getAnimations().map((each) => each.finished)));
  await check();
});
