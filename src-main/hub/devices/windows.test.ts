import { expect, test } from 'vitest';
import { linkKey, openLink } from '../testing/link-key.ts';
import { plantDevice } from '../testing/planted-device.ts';
import { type AnyFrame, TestClient } from '../testing/test-client.ts';
import { newDataDir } from '../testing/test-hub.ts';
import { testHubs } from '../testing/test-hubs.ts';
import type { TestKey } from '../testing/test-key.ts';
import { until } from '../testing/until.ts';

const startHub = testHubs();

async function hello(url: string, key: TestKey): Promise<AnyFrame> {
  const client = await TestClient.connect(url);
  const answer = await client.hello(key);
  client.close();
  return answer;
}

test('I12: the link of a window lets in one window, and whoever may only look is given none', async () => {
  const dataDir = newDataDir();
  const viewer = plantDevice(dataDir, 'viewer');
  const { hub } = await startHub({ dataDir });
  const looking = await TestClient.open(hub.url, viewer);
  const refused = await looking.request('hub.link.create', { stay: 'window' });
  expect(refused.error?.data?.name).toBe('forbidden');
  looking.close();

  const { secret } = hub.createLink('window');
  const { client: window } = await openLink(hub.url, secret);
  window.close();
  expect((await hello(hub.url, linkKey(secret))).error?.data?.name).toBe('linkSpent');
});

test('a window comes back while its hub runs, at the address where it was let in, and never afterwards', async () => {
  const first = await startHub();
  const { client: window, key } = await openLink(first.hub.url, first.hub.createLink('window').secret);
  window.close();
  expect((await hello(first.hub.url, key)).error).toBe(undefined);
  const elsewhere = first.hub.url.replace('127.0.0.1', 'localhost');
  expect((await hello(elsewhere, key)).error?.data?.name).toBe('notAuthenticated');

  const { port } = first.hub;
  await first.stop();
  const { hub } = await startHub({ dataDir: first.dataDir, config: { port } });
  expect((await hello(hub.url, key)).error?.data?.name).toBe('notAuthenticated');
});

test('a window that is looked through stays in, however many others were opened and closed since', async () => {
  const { hub } = await startHub();
  const main = await openLink(hub.url, hub.createLink('window').secret);
  const keys: TestKey[] = [];
  for (let n = 0; n < 70; n++) {
    const { client: window, key } = await openLink(hub.url, hub.createLink('window').secret);
    keys.push(key);
    window.close();
    await window.whenClosed();
  }
  // An answer: nothing was cut off meanwhile.
  expect((await main.client.request('presence.list')).error).toBe(undefined);
  const [oldest, latest] = [keys[0], keys.at(-1)];
  if (oldest === undefined || latest === undefined) throw new Error('there were windows');
  expect((await hello(hub.url, oldest)).error?.data?.name).toBe('notAuthenticated');
  expect((await hello(hub.url, latest)).error).toBe(undefined);
  main.client.close();
});

test('more windows at once than there may be take the place of those that came first', async () => {
  const { hub } = await startHub();
  const open: TestClient[] = [];
  for (let n = 0; n < 65; n++) open.push((await openLink(hub.url, hub.createLink('window').secret)).client);
  await until('the first is cut off', () => open[0]?.closed !== undefined);
  expect(open.slice(1).every(({ closed }) => closed === undefined)).toBe(true);
  for (const window of open) window.close();
});

test('a browser that also comes as a window stays the browser that it was, and once revoked is gone for good', async () => {
  const first = await startHub();
  const { client: browser, key } = await openLink(first.hub.url, first.hub.createLink().secret);
  const { id } = browser.welcome.device;
  const again = linkKey(first.hub.createLink('window').secret, key);
  const asWindow = await TestClient.open(first.hub.url, again);
  expect(asWindow.welcome.device.id).toBe(id);
  const revoked = await (await first.client()).request('device.revoke', { device: id });
  expect(revoked.error).toBe(undefined);
  expect((await hello(first.hub.url, key)).error?.data?.name).toBe('notAuthenticated');

  const { port } = first.hub;
  await first.stop();
  const { hub } = await startHub({ dataDir: first.dataDir, config: { port } });
  expect((await hello(hub.url, key)).error?.data?.name).toBe('notAuthenticated');
});
