import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { launch } from 'puppeteer-core';
import { expect, test } from 'vitest';
import type { PushSubscriptionInfo } from '../../../../src-shared/protocol/channels/push/requests.ts';
import { installed } from '../../testing/installed.ts';
import { temporaryDirectory } from '../../testing/test-store.ts';
import { until } from '../../testing/until.ts';
import { startFirefoxPushService } from './testing/firefox-push-service.ts';
import { selfSigned, startPaperPushService } from './testing/paper-push-service.ts';
import { startPushWorld, TERMINAL } from './testing/push-world.ts';

/** Shows what comes and takes away what is withdrawn, as the phone's worker does. */
const WORKER = `
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('push', (event) => event.waitUntil(take(event.data.json())));
async function take({ title, body, tag, withdraw }) {
  if (!withdraw) return self.registration.showNotification(title, { body, tag });
  for (const shown of await self.registration.getNotifications({ tag })) shown.close();
}`;

const PREFERENCES = {
  'dom.push.testing.allowInsecureServerURL': true,
  'dom.push.connection.enabled': true,
  'permissions.default.desktop-notification': 1,
  'alerts.useSystemBackend': false,
};

test('Firefox, subscribed by a push service of ours, shows what happened in a terminal, and no longer when somebody has looked', async (context) => {
  if (!installed('firefox-esr')) return context.skip('firefox-esr is not installed');
  const ends: Array<() => unknown> = [];
  try {
    const directory = temporaryDirectory();
    ends.push(() => directory.dispose());
    const tls = await selfSigned();
    const firefoxService = await startFirefoxPushService(tls);
    ends.push(() => firefoxService.close());
    const paper = await startPaperPushService();
    ends.push(() => paper.close());
    const hub = await startPushWorld({
      dataDir: `${directory.path}/data`,
      service: { ...paper, ca: tls.cert },
    });
    ends.push(() => hub.stop());
    await until('the vault is open', () => hub.vault.phase.kind === 'open');

    const pages = createServer((request, response) => {
      const isWorker = request.url === '/worker.js';
      response.writeHead(200, { 'content-type': isWorker ? 'text/javascript' : 'text/html' });
      response.end(isWorker ? WORKER : '<!doctype html><title>phone</title>');
    });
    pages.listen(0, '127.0.0.1');
    await once(pages, 'listening');
    ends.push(() => {
      pages.closeAllConnections();
      pages.close();
    });
    const browser = await launch({
      browser: 'firefox',
      executablePath: execFileSync('which', ['firefox-esr'], { encoding: 'utf8' }).trim(),
      headless: true,
      userDataDir: `${directory.path}/profile`,
      env: { ...process.env, HOME: directory.path },
      extraPrefsFirefox: { ...PREFERENCES, 'dom.push.serverURL': firefoxService.url },
    });
    ends.push(() => browser.close());
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/`);

    const { key } = await hub.read('d_phone');
    const subscription = (await page.evaluate(async (applicationServerKey) => {
      await navigator.serviceWorker.register('/worker.js');
      const { pushManager } = await navigator.serviceWorker.ready;
      const subscribed = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
      const { endpoint, keys } = subscribed.toJSON();
      return { endpoint, ...keys };
    }, key)) as PushSubscriptionInfo;
    await hub.register('d_phone', subscription);
    expect(await hub.read('d_phone')).toMatchObject({ registered: true });

    const shown = (): Promise<string[]> =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready;
        return (await registration.getNotifications()).map(({ title, body }) => `${title}|${body}`);
      });
    hub.ring();
    await expect.poll(shown, { timeout: 10_000 }).toEqual(['Bell in build|']);
    hub.terminal({ run: { kind: 'prompt', lastExitCode: 1, lastDurationMs: 60_000 } });
    await expect.poll(shown, { timeout: 10_000 }).toEqual(['Failed with exit code 1 after 1 min|make']);
    hub.view('d_desk', TERMINAL.id);
    await expect.poll(shown, { timeout: 10_000 }).toEqual([]);
    await until('all three were taken', () => firefoxService.acknowledged === 3);

    await page.evaluate(async () => {
      const { pushManager } = await navigator.serviceWorker.ready;
      await (await pushManager.getSubscription())?.unsubscribe();
    });
    hub.ring();
    await expect.poll(async () => (await hub.read('d_phone')).registered, { timeout: 10_000 }).toBe(false);
  } finally {
    for (const end of ends.reverse()) await end();
  }
}, 60_000);
