import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connected, eventually, panes } from './hands.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.closePages());
afterAll(() => world.close());

test('with WebGL a terminal is drawn on a canvas, and in the DOM when the context is lost', async () => {
  const page = await world.page();
  await connected(page);
  await page.keyboard.press('Control+Shift+Enter');
  await eventually(async () => (await panes(page)).length).toBe(1);
  await page.locator('.xterm-screen canvas').first().waitFor();
  expect(await page.locator('.xterm-rows').count()).toBe(0);
  await page.evaluate(() => {
    for (const canvas of document.querySelectorAll('canvas'))
      canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
  });
  await page.locator('.xterm-rows').waitFor({ timeout: 15_000 });
  await page.keyboard.type('echo drawn-by-the-dom\n');
  await eventually(() => page.locator('.xterm-rows').innerText()).toContain('drawn-by-the-dom');
});
