import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../page/hands.ts';
import { missingForTrust, startTrustingPhone, type TrustingPhone } from './trusting-phone.ts';

let phone: TrustingPhone | undefined;
let terminal = '';
beforeAll(async () => {
  if (missingForTrust() !== undefined) return;
  phone = await startTrustingPhone();
});
afterAll(() => phone?.close());

const BASH = { name: 'build', command: { file: 'bash', args: ['--norc', '--noprofile'] } };

/** What those who cannot see or aim well would stumble over. Screens that are old are drawn faintly on purpose. */
async function lookWithoutEyes(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .exclude('[data-last-screen]')
    .exclude('pre[aria-hidden]')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .disableRules(['meta-viewport'])
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
}

/** How much of a hub is in the browser's storage. */
const kept = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(async () => {
    const opening = indexedDB.open('homeport-pocket');
    const database = await new Promise<IDBDatabase>((resolve) => {
      opening.onsuccess = () => resolve(opening.result);
    });
    const count = async (name: string): Promise<number> => {
      const counting = database.transaction(name).objectStore(name).count();
      return new Promise((resolve) => {
        counting.onsuccess = () => resolve(counting.result);
      });
    };
    const counts = { screens: await count('screens'), input: await count('input') };
    database.close();
    return counts;
  });

test('what was seen is there without the hub, marked as old; what is typed then waits, is asked about and goes out once', async (context) => {
  if (phone === undefined) return context.skip(missingForTrust());
  const { page, table } = phone;
  const count = join(table.hub.dataDir, 'count');
  const { id } = await table.operator.request('terminal.session.start', {
    ...BASH,
    env: { PS1: '$ ', COUNT: count },
  });
  terminal = id;
  const first = { id, epoch: 'e_operator', op: 1 };
  const data = `${String.raw`clear; printf '\033[1;32mgreen\033[0m and \033[48;5;54mground\033[0m\n'; echo once >"$COUNT"`}\r`;
  await table.operator.request('terminal.session.input', { ...first, data, encoding: 'utf8' });
  await page.getByRole('button', { name: /build/ }).first().tap();
  await eventually(() => page.locator('.xterm-rows').textContent()).toContain('green and ground');
  // The worker has everything before the hub goes.
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.getByRole('button', { name: 'Back to the list' }).tap();
  await eventually(() => kept(page)).toEqual({ screens: 1, input: 0 });

  await phone.stopHub();
  await page.reload();
  const seen = page.getByRole('list', { name: 'Terminals as they were seen last' });
  await seen.getByText(/As it was \d/).waitFor();
  await phone.picture('offline-list');
  await lookWithoutEyes(page);
  await seen.getByRole('button', { name: /build/ }).tap();
  const last = page.locator('[data-last-screen]');
  await last.getByText('green', { exact: true }).waitFor();
  const green = last.getByText('green', { exact: true });
  expect(await green.evaluate((span) => getComputedStyle(span).fontWeight)).toBe('700');
  await page.getByText(/cannot be reached. Shown as it was/).waitFor();

  const field = page.getByRole('textbox', { name: 'Line to send' });
  const write = async (line: string): Promise<void> => {
    await field.fill(line);
    await page.getByRole('button', { name: 'Send', exact: true }).tap();
  };
  await write('echo queued >>"$COUNT"');
  await write('echo never >>"$COUNT"');
  await page.getByText('2 lines, not sent yet').waitFor();
  await phone.picture('offline-terminal');
  await lookWithoutEyes(page);
  await page.getByRole('button', { name: /Delete: echo never/ }).tap();
  await page.getByText('One line, not sent yet').waitFor();

  await page.reload();
  await page.getByText('One line, not sent yet').waitFor();
  await page.getByText('echo queued').waitFor();
  // Longer than keys stay fresh.
  await page.waitForTimeout(5_500);
  await phone.startHub();
  await page.getByText(/Still meant\?/).waitFor({ timeout: 30_000 });
  await page.locator('.xterm-rows').waitFor();
  await phone.picture('asked');
  expect(readFileSync(count, 'utf8')).toBe('once\n');
  await page.getByRole('button', { name: 'Send', exact: true }).first().tap();
  // Gone before anybody could say that it has arrived.
  await page.reload();
  await page.locator('.xterm-rows').waitFor();
  const again = page.getByRole('button', { name: 'Send', exact: true }).first();
  await Promise.race([again.tap({ timeout: 5_000 }).catch(() => {}), page.waitForTimeout(3_000)]);
  await eventually(() => readFileSync(count, 'utf8')).toBe('once\nqueued\n');
  await page.locator('[aria-label="Not sent"]').waitFor({ state: 'detached' });
  // Still once, with something typed after it.
  const after = {
    id: terminal,
    epoch: 'e_operator',
    op: 2,
    data: 'echo after >>"$COUNT"\r',
    encoding: 'utf8' as const,
  };
  await phone.table.operator.request('terminal.session.input', after);
  await eventually(() => readFileSync(count, 'utf8')).toBe('once\nqueued\nafter\n');
});

test('a newer page is told of, and taken as a whole at the next start', async (context) => {
  if (phone === undefined) return context.skip(missingForTrust());
  const { page } = phone;
  await phone.stopHub();
  phone.renewPage('Homeport, newer');
  await phone.startHub();
  await page.getByRole('button', { name: 'Back to the list' }).tap();
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  const notice = page.getByText('A newer Homeport is here.');
  await notice.waitFor();
  await phone.picture('newer');
  expect(await page.title()).toBe('Homeport');
  await page.reload();
  const cdp = await phone.context.newCDPSession(page);
  await cdp.send('ServiceWorker.enable');
  const renewed = async (): Promise<string> => {
    // A browser lets the worker of before go when it is idle; one that is driven from outside holds on to it.
    await cdp.send('ServiceWorker.stopAllWorkers');
    return page.title();
  };
  // Not so often that the new one gets nothing done.
  await eventually(renewed, { interval: 2_000 }).toBe('Homeport, newer');
  await page.getByRole('button', { name: /build/ }).first().tap();
  await page.locator('.xterm-rows').waitFor();
  expect(await notice.count()).toBe(0);
});

test('the page can be installed, and none of its screens stay when the user says so or the phone is removed', async (context) => {
  if (phone === undefined) return context.skip(missingForTrust());
  const { page } = phone;
  const cdp = await phone.context.newCDPSession(page);
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
  expect(installabilityErrors).toEqual([]);
  expect((await cdp.send('Page.getAppId')).appId).toBe(`${phone.origin}/phone/`);
  await eventually(() => kept(page)).toEqual({ screens: 1, input: 0 });
  // Nothing that was said over the channel is in the worker's cache: the files of the page alone.
  const urls = await page.evaluate(async () => {
    const names = await caches.keys();
    const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return all.flat().map(({ url }) => new URL(url).pathname);
  });
  expect(urls).toContain('/phone/');
  expect(urls.filter((path) => !/^\/phone\/(assets\/[\w.-]+|[\w.-]*)$/.test(path))).toEqual([]);

  await page.getByRole('button', { name: 'Back to the list' }).tap();
  await page.getByRole('button', { name: 'Settings' }).tap();
  const keep = page.getByRole('switch', { name: 'Keep the last screens' });
  await keep.scrollIntoViewIfNeeded();
  await phone.picture('settings');
  await lookWithoutEyes(page);
  await keep.tap();
  await eventually(() => kept(page)).toEqual({ screens: 0, input: 0 });
  await keep.tap();
  await page.getByRole('button', { name: 'Back' }).tap();
  await page.getByRole('button', { name: /build/ }).first().waitFor();
  await eventually(() => kept(page)).toEqual({ screens: 1, input: 0 });
  const { devices } = await phone.table.operator.request('device.list', {});
  const { id } = devices.find(({ origin }) => origin === 'paired') ?? { id: '' };
  await phone.table.operator.request('device.revoke', { device: id });
  await page.getByText(/was removed on/).waitFor();
  await eventually(() => kept(page)).toEqual({ screens: 0, input: 0 });
});
