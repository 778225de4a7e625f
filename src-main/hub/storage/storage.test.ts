import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import type { CoreMethod, CoreResult } from '../../../src-shared/protocol/request-table.ts';
import { firstInfo } from '../terminals/terminal-record.ts';
import { plantDevice } from '../testing/planted-device.ts';
import { smallDisk } from '../testing/small-disk.ts';
import { TerminalViewer } from '../testing/terminal-viewer.ts';
import { TestClient } from '../testing/test-client.ts';
import { newDataDir } from '../testing/test-hub.ts';
import { testHubs } from '../testing/test-hubs.ts';
import { openTestStore, temporaryDirectory } from '../testing/test-store.ts';

const startHub = testHubs();

async function ask<M extends CoreMethod>(client: TestClient, method: M, params = {}): Promise<CoreResult<M>> {
  const { result, error } = await client.request(method, params);
  if (error !== undefined) throw new Error(`${error.data?.name}: ${error.message}`);
  return result as CoreResult<M>;
}

/** Runs a program to its end, so that the hub has its last screen. */
async function ended(client: TestClient, script: string, more = {}): Promise<string> {
  const { id } = await TerminalViewer.start(client, { command: { file: 'sh', args: ['-c', script] }, ...more });
  await phase(client, id, 'ended');
  return id;
}

/** Terminals of earlier days, with screens of 100 KB each. */
function plantEnded(dataDir: string, count: number): string[] {
  const store = openTestStore(dataDir);
  const ids = Array.from({ length: count }, (_, n) => `t_${String(n).padStart(10, '0')}`);
  for (const [n, id] of ids.entries()) {
    const started = { name: `old ${n}`, command: null, cwd: '/', env: {}, shown: { file: '/bin/sh', args: [] } };
    const size = { cols: 80, rows: 24 };
    const info = firstInfo(id, started, size, 1, 'k_gone', 1);
    const phase: TerminalInfo['phase'] =
      n % 2 === 0 ? { kind: 'ended', exitCode: 0, signal: null, at: 2 } : { kind: 'lost', reason: 'gone', at: 2 };
    store.events.terminals.save(id, { info: { ...info, phase }, started, keeper: { pid: 1, birth: 'never' } });
    const screen = { offset: 1, size, lines: [`screen ${n}`], cursor: { x: 0, y: 0 } };
    store.events.terminals.saveScreen(id, { ...screen, bytes: Buffer.alloc(100_000, n + 1) });
  }
  expect(store.events.flush()).toBe(true);
  store.close();
  return ids;
}

async function phase(client: TestClient, id: string, kind: string): Promise<void> {
  for (let now = ''; now !== kind; ) {
    const { terminals } = await ask(client, 'terminal.session.list');
    now = terminals.find((each) => each.id === id)?.phase.kind ?? '';
  }
}

const exportSchema = z.object({
  homeport: z.object({ export: z.literal(1), version: z.string(), hub: z.string(), at: z.string() }),
  settings: z.looseObject({ appearance: z.looseObject({ theme: z.string() }) }),
  devices: z.array(z.looseObject({ id: z.string(), name: z.string() })),
  terminals: z.array(
    z.looseObject({
      id: z.string(),
      started: z.looseObject({ env: z.array(z.string()) }),
      screen: z.array(z.string()),
    }),
  ),
  audit: z.array(z.looseObject({ seq: z.int(), what: z.string(), hash: z.string() })),
});

test('I11: who may only view sees no files, clears nothing and takes nothing away', async () => {
  const dataDir = newDataDir();
  const viewer = plantDevice(dataDir, 'viewer');
  const hub = await startHub({ dataDir });
  const wall = await TestClient.open(hub.hub.url, viewer);
  const path = `${dataDir}.json`;
  for (const [method, params] of [
    ['storage.usage.read', {}],
    ['storage.history.clear', {}],
    ['storage.data.export', { path }],
  ] as const) {
    expect((await wall.request(method, params)).error?.data?.name, method).toBe('forbidden');
  }
  expect(existsSync(path)).toBe(false);
  wall.close();
});

test('usage names what lies in the data directory, the largest first, and adds it up', async () => {
  const hub = await startHub();
  const client = await hub.client();
  await ended(client, 'true');
  await TerminalViewer.start(client, {});
  mkdirSync(join(hub.dataDir, 'desktop/Cache'), { recursive: true });
  writeFileSync(join(hub.dataDir, 'desktop/Cache/a'), Buffer.alloc(3_000_000));
  symlinkSync('/usr', join(hub.dataDir, 'elsewhere'));
  const usage = await ask(client, 'storage.usage.read');
  expect(usage.dataDir).toBe(hub.dataDir);
  expect(usage.terminals).toEqual({ running: 1, ended: 1 });
  expect(usage.files[0]).toEqual({
    name: 'desktop',
    bytes: 3_000_000,
    what: 'the window: its place and what it caches',
  });
  const names = usage.files.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['events.db', 'authority.db', 'ballast', 'keepers', 'elsewhere']));
  expect(names.filter((name) => /-(wal|shm|journal)$/.test(name))).toEqual([]);
  expect(usage.files.find(({ name }) => name === 'elsewhere')?.bytes).toBeLessThan(100);
  expect(usage.total).toBe(usage.files.reduce((sum, { bytes }) => sum + bytes, 0));
  expect(usage.free).toBeGreaterThan(0);
});

test('clearing forgets what is over with its screens, frees the room, and leaves what runs', async () => {
  const dataDir = newDataDir();
  const over = plantEnded(dataDir, 120);
  const hub = await startHub({ dataDir });
  const client = await hub.client();
  const running = await TerminalViewer.start(client, { command: { file: 'sleep', args: ['1000'] } });
  await ask(client, 'hub.channel.subscribe', { channel: 'terminal' });

  const [first, second] = await Promise.all([
    ask(client, 'storage.history.clear'),
    ask(client, 'storage.history.clear'),
  ]);
  expect(second).toEqual(first);
  expect(first.removed).toBe(over.length);
  expect(first.bytesBefore).toBeGreaterThan(120 * 100_000);
  expect(first.bytesAfter).toBeLessThan(400_000);
  expect((await ask(client, 'terminal.session.list')).terminals.map(({ id }) => id)).toEqual([running.id]);
  expect((await client.request('terminal.session.screen', { id: over[0] ?? '' })).error?.data?.name).toBe(
    'terminalNotFound',
  );
  const gone = client.text.filter(({ params }) => {
    const action = params?.['action'] as { type?: string } | undefined;
    return action?.type === 'terminal.session.removed';
  });
  expect(gone).toHaveLength(over.length);
  expect(await ask(client, 'storage.history.clear')).toMatchObject({ removed: 0 });

  await hub.stop();
  const again = await startHub({ dataDir: hub.dataDir });
  const { terminals } = await ask(await again.client(), 'terminal.session.list');
  expect(terminals.map(({ id }) => id)).toEqual([running.id]);
});

test('an export has settings, devices, terminals with their screens and the audit log, and no secret', async () => {
  const away = temporaryDirectory();
  const hub = await startHub();
  const client = await hub.client();
  await ask(client, 'settings.values.update', { patch: { appearance: { theme: 'dark' } } });
  const env = { API_TOKEN: 'hunter2-hunter2' };
  const over = await ended(client, 'echo "it was €5"', { name: 'shop', env });
  const live = await TerminalViewer.start(client, {
    command: { file: 'sh', args: ['-c', 'echo on air; exec sleep 100'] },
  });
  await ask(client, 'terminal.session.attach', { id: live.id });
  for (let shown = ''; !shown.includes('on air'); )
    shown = (await ask(client, 'terminal.session.screen', { id: live.id })).lines.join();

  const path = join(away.path, 'export.json');
  const made = await ask(client, 'storage.data.export', { path });
  const text = readFileSync(path, 'utf8');
  const content = exportSchema.parse(JSON.parse(text));
  expect(made).toEqual({
    path,
    bytes: Buffer.byteLength(text),
    terminals: 2,
    auditEntries: content.audit.length,
  });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(content.settings.appearance.theme).toBe('dark');
  expect(content.devices.map(({ name }) => name)).toEqual(['command line']);
  const byId = new Map(content.terminals.map((each) => [each.id, each]));
  expect(byId.get(over)).toMatchObject({ name: 'shop', phase: { kind: 'ended' }, started: { env: ['API_TOKEN'] } });
  expect(byId.get(over)?.screen).toContain('it was €5');
  expect(byId.get(live.id)?.screen).toContain('on air');
  expect(content.audit.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['hub.connection.hello', 'settings.values.update', 'terminal.session.start']),
  );
  const { privateKey } = JSON.parse(readFileSync(`${hub.dataDir}/local-device.json`, 'utf8')) as { privateKey: string };
  for (const secret of [privateKey, 'publicKey', 'hunter2']) expect(text).not.toContain(secret);

  const refused = await client.request('storage.data.export', { path });
  expect(refused.error?.data?.name).toBe('fileExists');
  expect(refused.error?.message).toBe(`There is something at ${path} already; nothing is overwritten.`);
  expect(readFileSync(path, 'utf8')).toBe(text);
  away.dispose();
});

test('an export goes to one new file outside the data directory, or is refused in words', async () => {
  const away = temporaryDirectory();
  const hub = await startHub();
  const client = await hub.client();
  symlinkSync('/no/such/file', join(away.path, 'link'));
  symlinkSync(hub.dataDir, join(away.path, 'inside'));
  writeFileSync(join(away.path, 'file'), 'mine');
  for (const [path, name, sentence] of [
    ['export.json', 'invalidParams', 'The path of an export is absolute: export.json'],
    ['', 'invalidParams', '“path” is wrong'],
    ['/tmp/a\0b', 'invalidParams', 'a path holds no NUL'],
    [
      join(away.path, 'no/such/export.json'),
      'directoryMissing',
      `${away.path}/no/such cannot be used: it does not exist.`,
    ],
    [join(away.path, 'file/export.json'), 'directoryMissing', 'part of the path is no directory'],
    [join(away.path, 'link'), 'fileExists', 'There is something at'],
    [away.path, 'fileExists', 'There is something at'],
    ['/dev/null', 'fileExists', 'There is something at'],
    [join(hub.dataDir, 'export.json'), 'invalidParams', 'export to another place'],
    [join(away.path, 'inside/export.json'), 'invalidParams', 'export to another place'],
    [join(away.path, 'inside'), 'fileExists', 'There is something at'],
    ['/proc/export.json', 'storeUnavailable', 'Nothing of it is left there.'],
    [join(away.path, 'x'.repeat(300)), 'storeUnavailable', 'the name is too long'],
  ] as const) {
    const { error } = await client.request('storage.data.export', { path });
    expect(error?.data?.name, path).toBe(name);
    expect(error?.message).toContain(sentence);
  }
  expect(readFileSync(join(away.path, 'file'), 'utf8')).toBe('mine');
  // A refusal is no export that is still being written.
  expect(await ask(client, 'storage.data.export', { path: join(away.path, 'good') })).toMatchObject({ terminals: 0 });
  away.dispose();
});

test('on a full disk an export leaves nothing behind and says why', async (context) => {
  const away = temporaryDirectory();
  const disk = smallDisk(join(away.path, 'stick'), 64 * 1024);
  if (disk === undefined) return context.skip('mounting a small file system is not permitted here');
  const hub = await startHub();
  const client = await hub.client();
  for (let n = 0; n < 20; n++) await ask(client, 'terminal.session.start', { command: { file: 'true', args: [] } });
  const path = join(disk.path, 'export.json');
  writeFileSync(join(disk.path, 'others'), Buffer.alloc(56 * 1024));
  const { error } = await client.request('storage.data.export', { path });
  expect(error?.data?.name).toBe('storeUnavailable');
  expect(error?.message).toBe(
    `The export cannot be written to ${path}: the disk is full. Nothing of it is left there.`,
  );
  expect(existsSync(path)).toBe(false);
  disk.dispose();
  away.dispose();
});
