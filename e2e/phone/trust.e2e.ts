import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CERTUTIL, trustAuthority } from '../../src-main/hub/testing/chromium.ts';
import { installed } from '../../src-main/hub/testing/installed.ts';
import { picture } from '../picture.ts';
import { type Apart, apart } from './apart.ts';

const MISSING = installed(CERTUTIL)
  ? 'network namespaces are not permitted here'
  : 'certutil, which lets Chromium trust an authority, is not installed';

let world: Apart | undefined;
let page: Page;
let plain: string;

beforeAll(async () => {
  world = installed(CERTUTIL) ? await apart() : undefined;
  if (world === undefined) return;
  page = await world.phone();
  await world.pair(page);
  plain = new URL(page.url()).origin;
});
afterAll(async () => {
  await world?.close();
});

/** What the browser keeps of its key, by what can be read of it. */
const keyOf = (of: Page): Promise<{ readonly kind: string; readonly secret: string }> =>
  of.evaluate(
    () =>
      new Promise((resolve) => {
        const opening = indexedDB.open('homeport-phone');
        opening.onsuccess = () => {
          const asking = opening.result.transaction('hub').objectStore('hub').get('self');
          asking.onsuccess = () => {
            const { kind, privateKey } = (asking.result as { key: { kind: string; privateKey: CryptoKey } }).key;
            if (kind !== 'locked') resolve({ kind, secret: String(privateKey) });
            else
              crypto.subtle.exportKey('raw', privateKey).then(
                (bytes) => resolve({ kind, secret: String(bytes) }),
                (error: Error) => resolve({ kind, secret: error.name }),
              );
          };
        };
      }),
  );

test('a phone by plain http is offered no better connection until the computer has one', async (context) => {
  if (world === undefined) return context.skip(MISSING);
  await page.getByText('not from someone who controls this Wi-Fi').waitFor();
  expect(await page.getByRole('button', { name: 'Make this connection better' }).count()).toBe(0);
  await world.operator.request('tls.authority.create', {});
  await page.getByRole('button', { name: 'Make this connection better' }).tap();
  const { authority } = await world.operator.request('tls.authority.read', {});
  await page.getByText(authority.fingerprint ?? 'none').waitFor();
  await picture(page, 'better');
});

test('while the browser does not believe the certificate, it says so and moves nowhere; the steps are a page of their own', async (context) => {
  if (world === undefined) return context.skip(MISSING);
  // The page came before there was this address, so it loads itself anew first.
  await page.getByRole('button', { name: 'Look now' }).tap();
  await page.waitForEvent('load');
  await page.getByRole('button', { name: 'Look now' }).tap();
  await page.getByText('this browser does not believe the certificate').waitFor();
  expect(await page.getByRole('button', { name: 'Move this phone' }).isDisabled()).toBe(true);
  await picture(page, 'not-believed');
  const [steps] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: 'Show the steps' }).tap(),
  ]);
  await steps.getByRole('heading', { name: 'Let this phone trust your computer' }).waitFor();
  const cert = await page.evaluate(async () => [
    ...new Uint8Array(await (await fetch('/trust/homeport.crt')).arrayBuffer()),
  ]);
  trustAuthority(world.home, Uint8Array.from(cert));
  await world.switchOff();
});

test('once it believes it, the phone goes on there as the same device, with a key that nobody can read', async (context) => {
  if (world === undefined) return context.skip(MISSING);
  const { operator } = world;
  const before = (await operator.request('device.list', {})).devices.find(({ origin }) => origin === 'paired');
  page = await world.phone();
  await page.goto(`${plain}/phone/`);
  await page.getByRole('button', { name: 'Make this connection better' }).tap();
  await page.getByRole('button', { name: 'Look now' }).tap();
  await page.getByText('It does:').waitFor();
  await picture(page, 'believed');
  // Without the operator's word for this network somebody else might be asking.
  const { networks } = (await operator.request('network.list', {})).network;
  await operator.request('network.trust.forget', { network: networks[0]?.id ?? '' });
  await page.getByText('There is no connection').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Look now' }).or(page.getByText('It does:')).first().waitFor();
  if ((await page.getByText('It does:').count()) === 0) await page.getByRole('button', { name: 'Look now' }).tap();
  await page.getByRole('button', { name: 'Move this phone' }).tap();
  await page.getByText('From here somebody who controls the network').waitFor();
  await picture(page, 'no-word');
  await operator.request('network.trust.allow', { network: networks[0]?.id ?? '' });
  await page.getByText('There is no connection').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Look now' }).or(page.getByText('It does:')).first().waitFor();
  if ((await page.getByText('It does:').count()) === 0) await page.getByRole('button', { name: 'Look now' }).tap();
  await page.getByText('It does:').waitFor();
  await page.getByRole('button', { name: 'Move this phone' }).tap();
  await page.getByText('Protected by this computer’s own certificate').waitFor();
  expect(new URL(page.url()).protocol).toBe('https:');
  expect(new URL(page.url()).hash).toBe('');
  await picture(page, 'moved');
  const { devices } = await operator.request('device.list', {});
  const phones = devices.filter(({ origin }) => origin === 'paired');
  expect(phones.map(({ id, lastLevel }) => [id, lastLevel])).toEqual([[before?.id, 'L1']]);
  expect(await keyOf(page)).toEqual({ kind: 'locked', secret: 'InvalidAccessError' });
  expect(await page.getByRole('button', { name: 'Make this connection better' }).count()).toBe(0);
});

test('the page at the old address says where to go', async (context) => {
  if (world === undefined) return context.skip(MISSING);
  const old = await world.phone();
  await old.goto(`${plain}/phone/`);
  await old.getByRole('heading', { name: 'This phone goes on at a better address' }).waitFor();
  await picture(old, 'old-address');
  await old.getByRole('link', { name: 'Open it there' }).tap();
  await old.getByText('Protected by this computer’s own certificate').waitFor();
  await old.goto(`${plain}/phone/`);
  await old.getByRole('button', { name: 'Use it here all the same' }).tap();
  await old.getByText('not from someone who controls this Wi-Fi').waitFor();
});
