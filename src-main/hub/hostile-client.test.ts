import { afterAll, beforeAll, expect, test } from 'vitest';
import { HELLO } from '../../src-shared/protocol/frames.ts';
import { requestTable } from '../../src-shared/protocol/request-table.ts';
import { PROTOCOL } from '../../src-shared/protocol/version.ts';
import { openSqlite } from './host/sqlite.ts';
import { TerminalViewer } from './testing/terminal-viewer.ts';
import { type AnyFrame, TestClient } from './testing/test-client.ts';
import { newDataDir, startTestHub, type TestHub } from './testing/test-hub.ts';
import { type TestKey, testKey } from './testing/test-key.ts';

/** A device that may look and nothing else, and means no good. */
const viewer = testKey({ id: 'd_viewer00', name: 'Wall', role: 'viewer' });
let hub: TestHub;

beforeAll(async () => {
  const dataDir = newDataDir();
  await (await startTestHub({ dataDir })).stop();
  addDevice(dataDir, viewer);
  hub = await startTestHub({ dataDir });
});
afterAll(() => hub.close());

function addDevice(dataDir: string, { device, publicKey }: TestKey): void {
  const db = openSqlite(`${dataDir}/authority.db`);
  const key = publicKey.export({ format: 'jwk' }).x ?? '';
  db.prepare<[string, string, string, string], unknown>(
    "INSERT INTO devices (id, name, role, publicKey, origin, createdAt, lastSeen) VALUES (?, ?, ?, ?, 'link', 1, 1)",
  ).run(device.id, device.name, device.role, key);
  db.close();
}

const outcome = ({ error, result }: AnyFrame): string => (result === undefined ? String(error?.data?.name) : 'done');
const cat = { command: { file: 'cat', args: [] } };

test('I11: every method that asks for more than `view` is refused to one that has no more, and does nothing', async () => {
  const owner = await TerminalViewer.start(await hub.client(), cat);
  const { id } = owner;
  const client = await TestClient.open(hub.hub.url, viewer);
  const params = { id, channel: 'hub', size: { cols: 9, rows: 9 }, epoch: 'abcdefgh', op: 1, data: 'x', name: 'evil' };
  const served = Object.values(client.welcome.services).flat();
  expect(served).toContain('hub.process.stop');
  for (const [method, { right }] of Object.entries(requestTable)) {
    if (!served.includes(method)) continue;
    const answer = outcome(await client.request(method, { ...params, lines: 1, path: '/' }));
    if (right === 'view') expect(answer, method).not.toBe('forbidden');
    else expect(answer, method).toBe('forbidden');
  }
  await owner.info(({ name, cols, rows, driver }) => name === '' && cols === 80 && rows === 24 && driver === null);
  client.close();
});

test('I7: who may only look neither becomes the driver nor moves the one there is', async () => {
  const owner = await TerminalViewer.start(await hub.client(), cat);
  const mine = { cols: 100, rows: 30 };
  await owner.attach({ view: mine });
  await owner.ask('resize', { size: mine });
  const watcher = new TerminalViewer(await TestClient.open(hub.hub.url, viewer), owner.id);
  await watcher.attach({ view: { cols: 10, rows: 5 } });
  expect((await watcher.ask('view', { size: { cols: 11, rows: 6 } })).result).toEqual({ driving: false });
  await watcher.ask('release');
  await watcher.ask('detach');
  const { connection } = owner.client.welcome;
  await owner.info(({ cols, rows, driver }) => cols === 100 && rows === 30 && driver?.connection === connection);
  watcher.client.close();
});

test('I5: one who asks for histories without end delays the others by one at most', async () => {
  const command = { file: 'bash', args: ['-c', 'seq 1 200000; echo all; exec cat'] };
  const owner = await TerminalViewer.start(await hub.client(), { command });
  await owner.attach();
  await owner.shows('all');
  const watcher = new TerminalViewer(await TestClient.open(hub.hub.url, viewer), owner.id);
  const ask = async (who: TerminalViewer): Promise<string> =>
    outcome(await who.tryTo('history', { lines: 10_000, format: 'ansi' }));
  const flood = Array.from({ length: 20 }, () => ask(watcher));
  expect(await ask(owner)).toBe('done');
  expect((await Promise.all(flood)).toSorted()).toEqual(['done', ...Array<string>(19).fill('rateLimited')]);
  expect(await ask(watcher)).toBe('done');
  watcher.client.close();
});

test('a hello that came by way of another port is refused', async () => {
  const victim = await TestClient.connect(hub.hub.url);
  const { hub: id, nonce } = victim.challenge;
  const proof = viewer.prove({ hub: id, nonce, address: `127.0.0.1:${hub.hub.port ^ 1}` });
  const hello = { protocol: PROTOCOL, client: { kind: 'page', version: '1' }, capabilities: [], proof };
  expect(outcome(await victim.request(HELLO, hello))).toBe('notAuthenticated');
});
