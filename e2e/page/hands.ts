import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Chromium without WebGL: xterm then draws into the DOM, where a test can read it. */
export const DOM_RENDERER = ['--disable-software-rasterizer'] as const;

/** An expectation that may take a while: the machine under a test can be slow, the product must only be right. */
export const eventually: typeof expect.poll = (read, options) =>
  expect.poll(read, { timeout: 15_000, interval: 50, ...options });

/** What the nth visible pane shows, row by row. Needs {@link DOM_RENDERER}. */
export async function paneText(page: Page, nth = 0): Promise<string> {
  const rows = page.locator('[data-pane][data-visible="true"]').nth(nth).locator('.xterm-rows');
  if ((await rows.count()) === 0) return '';
  return rows.evaluate((element) =>
    [...element.children].map((row) => (row.textContent ?? '').replaceAll('\u00a0', ' ').trimEnd()).join('\n'),
  );
}

/** Waits until a pane shows a text. */
export async function shows(page: Page, text: string | RegExp, nth = 0): Promise<void> {
  await eventually(() => paneText(page, nth)).toMatch(text);
}

/** Opens the default shell and waits for its prompt. */
export async function openShell(page: Page): Promise<void> {
  await connected(page);
  const before = await page.locator('[data-pane]').count();
  await page.keyboard.press('Control+Shift+Enter');
  await eventually(() => page.locator('[data-pane]').count()).toBe(before + 1);
  await shows(page, /[$#] ?$/m);
}

export async function connected(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: 'New terminal', exact: true })
    .first()
    .and(page.locator(':not([disabled])'))
    .waitFor();
}

/** The ids of the terminals in the visible panes, in reading order of the document. */
export async function panes(page: Page): Promise<ReadonlyArray<string>> {
  return page
    .locator('[data-pane][data-visible="true"]')
    .evaluateAll((all) => all.map((pane) => (pane as HTMLElement).dataset['pane'] ?? ''));
}

/** Presses Escape once the dialog has the keyboard, a moment after it is there; before that it is the terminal's. */
export async function escapeDialog(page: Page): Promise<void> {
  const hasKeyboard = (): boolean => document.activeElement?.closest('[role="dialog"], [role="alertdialog"]') !== null;
  await eventually(() => page.evaluate(hasKeyboard)).toBe(true);
  await page.keyboard.press('Escape');
}

/** The browser's own paste, as Ctrl+Shift+V makes it. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((what) => {
    const data = new DataTransfer();
    data.setData('text/plain', what);
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(event);
  }, text);
}

/** A point on the first visible row whose text matches, `x` pixels from its left: xterm's rows take no pointer themselves. */
export async function pointOn(
  page: Page,
  text: RegExp,
  x: number,
): Promise<{ readonly x: number; readonly y: number }> {
  const box = await page.locator('.xterm-rows > div', { hasText: text }).first().boundingBox();
  if (box === null) throw new Error(`no row shows ${text}`);
  return { x: box.x + x, y: box.y + box.height / 2 };
}

/** Drags files of this machine from outside of the browser onto the middle of something, and lets go there. */
export async function dropFiles(page: Page, files: ReadonlyArray<string>, onto: Locator): Promise<void> {
  const box = await onto.boundingBox();
  if (box === null) throw new Error('what files are to be dropped on is not on the screen');
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  const session = await page.context().newCDPSession(page);
  try {
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await session.send('Input.dispatchDragEvent', { type, ...at, data });
  } finally {
    await session.detach();
  }
}

/** From its next load on the page tells the hub that it speaks a protocol of times to come, and the hub refuses it. */
export async function speakAnotherVersion(page: Page): Promise<void> {
  await page.routeWebSocket('**/ws', (line) => {
    const hub = line.connectToServer();
    line.onMessage((message) =>
      hub.send(
        typeof message === 'string'
          ? message.replace(/"protocol":\{[^}]*\}/, '"protocol":{"min":98,"max":99}')
          : message,
      ),
    );
  });
}
