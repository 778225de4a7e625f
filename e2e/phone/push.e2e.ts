import { execFileSync } from 'node:child_process';
import type { CDPSession } from 'playwright-core';
import { launch } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFirefoxPushService } from '../../src-main/hub/modules/push/testing/firefox-push-service.ts';
import { selfSigned } from '../../src-main/hub/modules/push/testing/paper-push-service.ts';
import { installed } from '../../src-main/hub/testing/installed.ts';
import { PairingTable } from '../../src-main/hub/testing/pairing-table.ts';
import { temporaryDirectory } from '../../src-main/hub/testing/test-store.ts';
import type { PushMessage } from '../../src-shared/protocol/channels/push/message.ts';
import { eventually } from '../page/hands.ts';
import { missingForTrust, startTrustingPhone, type TrustingPhone } from './trusting-phone.ts';

let phone: TrustingPhone | undefined;
beforeAll(async () => {
  if (missingForTrust() === undefined) phone = await startTrustingPhone();
});
afterAll(() => phone?.close());

const BASH = { command: { file: 'bash', args: ['--norc', '--noprofile'] } };

/** Chromium's own way into a worker: no push service is asked. */
async function pusher(cdp: CDPSession, origin: string): Promise<(data: string) => Promise<void>> {
  const registered = new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [ours] = registrations.filter(({ scopeURL }) => scopeURL === `${origin}/phone/`);
      if (ours !== undefined) resolve(ours.registrationId);
    });
  });
  await cdp.send('ServiceWorker.enable');
  const registrationId = await registered;
  return async (data) => void (await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data }));
}

test('a push is shown, replaced, withdrawn, and leads to its terminal; one that cannot be read says that there was one', async (context) => {
  if (phone === undefined) return context.skip(missingForTrust());
  const { page, table } = phone;
  const { id } = await table.operator.request('terminal.session.start', { name: 'build', ...BASH });
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const push = await pusher(await phone.context.newCDPSession(page), phone.origin);
  const tell = (message: Partial<PushMessage>): Promise<void> =>
    push(JSON.stringify({ title: 'Bell in build', body: '', tag: id, terminal: id, ...message }));
  const shown = (): Promise<string[]> =>
    page.evaluate(async () => {
      const all = await (await navigator.serviceWorker.ready).getNotifications();
      return all.map(({ tag, title, body }) => `${tag}|${title}|${body}`);
    });
  // Chromium throws a message away that comes before it has written down that there is a worker.
  await eventually(async () => {
    await tell({});
    return shown();
  }).toEqual([`${id}|Bell in build|`]);
  await tell({ title: 'Done after 1 min', body: 'make' });
  await eventually(shown).toEqual([`${id}|Done after 1 min|make`]);
  // Seen to on another device.
  await tell({ withdraw: true });
  await eventually(shown).toEqual([]);
  for (const data of ['not JSON', '{"title":1}', JSON.stringify({ of: 'a newer hub' })]) await push(data);
  await eventually(shown).toEqual(['unreadable|News from your terminals|Open Homeport to see what happened.']);

  // A tap brings the page that is open to the terminal, without loading it anew.
  await page.evaluate(() => Object.assign(window, { stays: true }));
  await tell({});
  await eventually(async () => (await shown()).length).toBe(2);
  const [worker] = phone.context.serviceWorkers();
  if (worker === undefined) throw new Error('the worker is not there');
  await worker.evaluate(async (tag) => {
    const scope = globalThis as unknown as { registration: ServiceWorkerRegistration };
    const [notification] = await scope.registration.getNotifications({ tag });
    const Tapped = Reflect.get(globalThis, 'NotificationEvent') as new (name: string, of: object) => Event;
    globalThis.dispatchEvent(new Tapped('notificationclick', { notification }));
  }, id);
  await eventually(() => page.evaluate(() => location.hash)).toBe(`#t/${id}`);
  await page.locator('.xterm-rows').waitFor();
  expect(await page.evaluate(() => 'stays' in window)).toBe(true);
  // Looked at here: it is seen to.
  await eventually(shown).toEqual(['unreadable|News from your terminals|Open Homeport to see what happened.']);
});

test('Firefox is asked by one switch, told of what happens in a terminal through its push service, and no more when it is turned off', async (context) => {
  if (!installed('firefox-esr')) return context.skip('firefox-esr is not installed');
  const ends: Array<() => unknown> = [];
  try {
    const directory = temporaryDirectory();
    ends.push(() => directory.dispose());
    const tls = await selfSigned();
    const service = await startFirefoxPushService(tls);
    ends.push(() => service.close());
    const push = { mayReach: (address: string) => address === '127.0.0.1', ca: tls.cert };
    const table = await PairingTable.lay({ platform: { push } });
    ends.push(() => table.clear());
    const browser = await launch({
      browser: 'firefox',
      executablePath: execFileSync('which', ['firefox-esr'], { encoding: 'utf8' }).trim(),
      headless: true,
      userDataDir: `${directory.path}/profile`,
      env: { ...process.env, HOME: directory.path },
      extraPrefsFirefox: {
        'dom.push.testing.allowInsecureServerURL': true,
        'dom.push.connection.enabled': true,
        'permissions.default.desktop-notification': 1,
        'alerts.useSystemBackend': false,
        'dom.push.serverURL': service.url,
      },
    });
    ends.push(() => browser.close());
    const page = await browser.newPage();
    await page.setViewport({ width: 390, height: 844 });
    const { url } = await table.offer();
    // Browsers take every address of loopback for a secure one.
    await page.goto(url);
    const number = await eventuallyNumber(() => page.evaluate(() => document.body.innerText));
    await table.approve(number, { trustNetwork: true });
    await page.waitForSelector('::-p-aria([name="Settings"][role="button"])').then((button) => button?.click());
    const aSwitch = (name: string) => page.waitForSelector(`::-p-aria([name="${name}"][role="switch"])`);
    await (await aSwitch('Notifications on this phone'))?.click();
    await aSwitch('The bell rings');
    const says = async (text: string): Promise<void> => void (await page.waitForSelector(`::-p-text(${text})`));
    await page.waitForSelector('::-p-aria([name="Send one"][role="button"])').then((button) => button?.click());
    await says('It has arrived.');

    const { id } = await table.operator.request('terminal.session.start', { name: 'build', ...BASH });
    const shown = (): Promise<string[]> =>
      page.evaluate(async () => {
        const all = await (await navigator.serviceWorker.ready).getNotifications();
        return all.filter(({ tag }) => tag !== 'test').map(({ title }) => title);
      });
    const type = (op: number, data: string) =>
      table.operator.request('terminal.session.input', { id, epoch: 'e_operator', op, data, encoding: 'utf8' });
    await type(1, "printf '\\a'\r");
    await eventually(shown).toEqual(['Bell in build']);
    // Somebody types there: it is seen to.
    await type(2, 'true\r');
    await eventually(shown).toEqual([]);
    await (await aSwitch('The bell rings'))?.click();
    await eventually(async () =>
      page.$eval('::-p-aria([name="The bell rings"])', (box) => (box as HTMLInputElement).checked),
    ).toBe(false);
    await (await aSwitch('Quiet hours'))?.click();
    await says('By the clock of');
    await (await aSwitch('Notifications on this phone'))?.click();
    await page.waitForFunction(
      async () => (await (await navigator.serviceWorker.ready).pushManager.getSubscription()) === null,
    );
  } finally {
    for (const end of ends.reverse()) await end();
  }
});

async function eventuallyNumber(text: () => Promise<string>): Promise<string> {
  const read = async (): Promise<string> => /\d{3} \d{3}/.exec(await text())?.[0].replace(' ', '') ?? '';
  await eventually(read).toMatch(/^\d{6}$/);
  return read();
}
