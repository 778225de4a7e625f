import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NAME, PaperTailnet } from '../../src-main/hub/modules/tailscale/testing/paper-tailnet.ts';
import { PaperTailscaled } from '../../src-main/hub/modules/tailscale/testing/paper-tailscaled.ts';
import { CHROMIUM, CHROMIUM_ARGS } from '../../src-main/hub/testing/chromium.ts';
import { PairingTable } from '../../src-main/hub/testing/pairing-table.ts';
import { DOM_RENDERER, eventually } from '../page/hands.ts';
import { numberOn } from '../page/pairing-hands.ts';

let tailnet: PaperTailnet;
let tailscaled: PaperTailscaled;
let table: PairingTable;
let context: BrowserContext | undefined;
let page: Page;

beforeAll(async () => {
  tailnet = await PaperTailnet.start();
  tailscaled = new PaperTailscaled(tailnet);
  await tailscaled.listen(443);
  table = await PairingTable.lay({ platform: { tailscale: tailnet.program } });
  if (!existsSync(CHROMIUM)) return;
  context = await chromium.launchPersistentContext(join(tailnet.directory, 'profile'), {
    executablePath: CHROMIUM,
    args: [...CHROMIUM_ARGS, ...DOM_RENDERER, ...tailscaled.chromiumArgs],
    env: { ...process.env, HOME: tailnet.directory },
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  page = context.pages()[0] ?? (await context.newPage());
});
afterAll(async () => {
  await context?.close();
  await table.clear();
  await tailscaled.close();
  await tailnet.dispose();
});

test('a phone’s browser comes by Tailscale: a safe page that can be installed, full control without a word, gone and back with the serving', async (test) => {
  if (context === undefined) return test.skip('Chromium is not installed');
  await table.operator.request('tailscale.serve.start', {});
  await page.goto((await table.offer()).url);
  expect(new URL(page.url()).origin).toBe(`https://${NAME}`);
  const number = await numberOn(page);
  expect((await table.asker()).from).toBe('100.101.102.103');
  await table.approve(number);
  await page.getByRole('button', { name: 'New terminal' }).first().tap();
  const rows = page.locator('.xterm-rows');
  await rows.waitFor();
  await page.locator('[data-touch-layer]').tap();
  await page.keyboard.type('echo $((6*7))-by-tailscale\n');
  await eventually(() => rows.textContent()).toContain('42-by-tailscale');
  expect(await page.evaluate(async () => [isSecureContext, (await navigator.serviceWorker.ready).scope])).toEqual([
    true,
    `https://${NAME}/phone/`,
  ]);

  await table.operator.request('tailscale.serve.stop', {});
  await page.getByText('Reconnecting, last heard').waitFor();
  await table.operator.request('tailscale.serve.start', {});
  await page.evaluate(() => void window.dispatchEvent(new Event('online')));
  await page.getByText('Reconnecting, last heard').waitFor({ state: 'detached' });
  await page.keyboard.type('echo $((6*8))-again\n');
  await eventually(() => rows.textContent()).toContain('48-again');
});
