import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import { openSqlite } from '../host/sqlite.ts';
import { TerminalViewer } from '../testing/terminal-viewer.ts';
import type { TestClient } from '../testing/test-client.ts';
import { keeperPids, newDataDir } from '../testing/test-hub.ts';
import { testHubs } from '../testing/test-hubs.ts';
import { until } from '../testing/until.ts';

const stopped: number[] = [];
// Before the hubs are closed, which wait for their keepers.
const start = testHubs();
afterEach(() => {
  for (const pid of stopped.splice(0)) process.kill(pid, 'SIGCONT');
});

const cat = { command: { file: 'cat', args: [] } };

async function terminals(client: TestClient): Promise<TerminalInfo[]> {
  const { result } = await client.request('terminal.session.list');
  return (result?.['terminals'] ?? []) as TerminalInfo[];
}

async function troubles(client: TestClient): Promise<string> {
  const { result } = await client.request('hub.status.read');
  return String(result?.['troubles']);
}

/** The one keeper's record file. */
function recordFile(dataDir: string): string {
  const directory = join(dataDir, 'keepers');
  const [name] = readdirSync(directory).filter((each) => each.endsWith('.json'));
  return join(directory, String(name));
}

test('I4: of a keeper that is killed only its terminals end, and are said to be lost', async () => {
  const hub = await start();
  const client = await hub.client();
  const viewers: TerminalViewer[] = [];
  // One more than a keeper takes, so the last one lives in another.
  for (let i = 0; i < 33; i++) viewers.push(await TerminalViewer.start(client, cat));
  const infos = await terminals(client);
  const keepers = new Set(infos.map((each) => each.keeper));
  expect(keepers.size).toBe(2);
  const [first, last] = [viewers[0], viewers[32]];
  if (first === undefined || last === undefined) throw new Error('unreachable');
  await first.attach();
  await last.attach();
  await first.type('seen\r');
  await first.shows('seen\r\nseen');
  const { keeper } = await first.info(() => true);
  const { pid } = JSON.parse(readFileSync(join(hub.dataDir, 'keepers', `${keeper}.json`), 'utf8')) as { pid: number };
  process.kill(pid, 'SIGKILL');
  await first.info(({ phase }) => phase.kind === 'lost');
  await first.hasEnded();
  const after = await terminals(client);
  expect(after.filter(({ phase }) => phase.kind === 'lost')).toHaveLength(32);
  expect((await first.tryTo('input', { epoch: 'epoch-one', op: 9, data: 'x' })).error?.data?.name).toBe('keeperLost');
  await last.type('still here\r');
  await last.shows('still here\r\nstill here');
  // Nothing was started again by itself; the user's word does it, in the same place.
  const { result } = await first.ask('restart');
  const again = TerminalViewer.goOn(client, String(result?.['id']), 0);
  await again.attach();
  await again.type('anew\r');
  await again.shows('anew\r\nanew');
  expect(await terminals(client)).toHaveLength(33);
}, 40_000);

test('terminals of a keeper that was killed while no hub ran are lost, with their last screen', async () => {
  const hub = await start();
  const viewer = await TerminalViewer.start(await hub.client(), cat);
  await viewer.attach();
  await viewer.type('remember me\r');
  await viewer.shows('remember me\r\nremember me');
  await hub.stop();
  for (const pid of await keeperPids(hub.dataDir)) process.kill(pid, 'SIGKILL');
  await expect.poll(async () => (await keeperPids(hub.dataDir)).length).toBe(0);

  const next = await start({ dataDir: hub.dataDir });
  const lost = TerminalViewer.goOn(await next.client(), viewer.id, 0);
  await lost.info(({ phase }) => phase.kind === 'lost');
  await lost.attach();
  await lost.hasEnded();
  expect(lost.text).toContain('remember me');
  expect((await lost.ask('screen')).result?.['lines']).toContain('remember me');
  expect(readdirSync(join(hub.dataDir, 'keepers'))).toEqual([]);
  await lost.ask('remove');
  expect(await terminals(lost.client)).toEqual([]);
});

test('I4: a keeper that does not answer is unreachable, never dead, and its terminals go on when it answers again', async () => {
  const hub = await start();
  const viewer = await TerminalViewer.start(await hub.client(), cat);
  const { phase } = await viewer.info((info) => info.phase.kind === 'running');
  await hub.stop();
  const [pid] = await keeperPids(hub.dataDir);
  if (pid === undefined) throw new Error('no keeper');
  process.kill(pid, 'SIGSTOP');
  stopped.push(pid);

  const began = performance.now();
  const next = await start({ dataDir: hub.dataDir });
  expect(performance.now() - began).toBeLessThan(3000);
  const waiting = TerminalViewer.goOn(await next.client(), viewer.id, 0);
  await waiting.info((info) => info.phase.kind === 'unreachable');
  const typed = await waiting.tryTo('input', { epoch: 'epoch-one', op: 1, data: 'x' });
  expect(typed.error?.data).toEqual({ name: 'keeperUnavailable', retry: true });
  await waiting.attach();
  process.kill(pid, 'SIGCONT');
  await waiting.info((info) => info.phase.kind === 'running');
  expect((await waiting.info(() => true)).phase).toEqual(phase);
  await waiting.type('back\r');
  await waiting.shows('back\r\nback');
});

test('a keeper of an unknown protocol is listed as unreachable, with what to do about it', async () => {
  const hub = await start();
  const viewer = await TerminalViewer.start(await hub.client(), cat);
  await hub.stop();
  const file = recordFile(hub.dataDir);
  const record = readFileSync(file, 'utf8');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(record), protocol: { min: 7, max: 8 } }));

  const next = await start({ dataDir: hub.dataDir });
  const client = await next.client();
  const foreign = TerminalViewer.goOn(client, viewer.id, 0);
  await foreign.info((info) => info.phase.kind === 'unreachable');
  expect(await troubles(client)).toContain('newer Homeport that speaks keeper protocol 7 to 8');
  // New terminals are placed elsewhere.
  const other = await TerminalViewer.start(client, cat);
  expect((await other.info(() => true)).keeper).not.toBe((await foreign.info(() => true)).keeper);
  // It can still be seen to end.
  await next.stop();
  writeFileSync(file, record);
  const last = await start({ dataDir: hub.dataDir });
  await TerminalViewer.goOn(await last.client(), viewer.id, 0).info((info) => info.phase.kind === 'running');
});

test('a keeper that was started by the first version is joined, used and let go of', async () => {
  const dataDir = newDataDir();
  mkdirSync(join(dataDir, 'keepers'), { mode: 0o700 });
  const program = fileURLToPath(new URL('../testing/keeper-v1-process.ts', import.meta.url));
  const old = spawn(process.execPath, [program, join(dataDir, 'keepers')], { stdio: 'inherit' });
  const ended = once(old, 'exit');
  try {
    await until('the old keeper listens', () => readdirSync(join(dataDir, 'keepers')).includes('k_old0000001.json'));
    const client = await (await start({ dataDir })).client();
    const viewer = TerminalViewer.goOn(client, 't_old0000001', 0);
    const info = await viewer.info(({ phase }) => phase.kind === 'running');
    expect(info).toMatchObject({ name: 'old', title: 'from before', cwd: '/usr', run: { kind: 'prompt' } });
    await viewer.attach({ view: { cols: 100, rows: 30 } });
    await viewer.shows('an old keeper');
    await viewer.type('twice ');
    await viewer.shows('twice twice ');
    await viewer.info(({ cols }) => cols === 100);
    expect((await viewer.ask('history', { lines: 5 })).result?.['lines']).toEqual(['older']);
    expect((await viewer.ask('screen')).result?.['lines']).toContain('an old keeper');
    await viewer.ask('kill');
    await viewer.info(({ phase }) => phase.kind === 'ended' && phase.signal === 'SIGHUP');
    await viewer.hasEnded();
    await expect
      .poll(async () => (await client.request('hub.status.read')).result?.['keepers'])
      .toMatchObject([{ id: 'k_old0000001', protocol: 1, terminals: 0 }]);
  } finally {
    old.kill('SIGKILL');
    await ended;
  }
});

test('a terminal that the store has forgotten is listed from what its keeper knows, and can be used and ended', async () => {
  const hub = await start();
  const viewer = await TerminalViewer.start(await hub.client(), { ...cat, name: 'orphan', cwd: '/usr' });
  const before = await viewer.info(() => true);
  await hub.stop();
  for (const name of readdirSync(hub.dataDir).filter((each) => each.startsWith('events.db')))
    rmSync(join(hub.dataDir, name));

  const next = await start({ dataDir: hub.dataDir });
  const orphan = TerminalViewer.goOn(await next.client(), viewer.id, 0);
  const info = await orphan.info((each) => each.phase.kind === 'running');
  expect({ ...info, startedAt: 0 }).toEqual({ ...before, startedAt: 0 });
  await orphan.attach();
  await orphan.type('found\r');
  await orphan.shows('found\r\nfound');
  await orphan.ask('kill');
  await orphan.info(({ phase }) => phase.kind === 'ended');
});

test('a terminal that stands in the channel and of which there is no record any more is taken out of it', async () => {
  const hub = await start();
  const viewer = await TerminalViewer.start(await hub.client(), { command: { file: 'true', args: [] } });
  await viewer.info(({ phase }) => phase.kind === 'ended');
  await expect
    .poll(async () => (await viewer.client.request('hub.status.read')).result?.['keepers'])
    .toMatchObject([{ terminals: 0 }]);
  const known = (await subscribe(viewer.client)).result;
  expect(JSON.stringify(known?.['snapshot'])).toContain(viewer.id);
  await hub.stop();
  const events = openSqlite(join(hub.dataDir, 'events.db'));
  events.exec('DELETE FROM terminals');
  events.close();

  const next = await start({ dataDir: hub.dataDir });
  const client = await next.client();
  expect(await terminals(client)).toEqual([]);
  expect((await subscribe(client)).result?.['snapshot']).toEqual({ terminals: {} });
  // A client that was away is told so, since its cursor is still good.
  const cursor = { log: known?.['log'], seq: known?.['seq'] };
  expect((await subscribe(client, cursor)).result?.['actions']).toContainEqual(
    expect.objectContaining({ action: { type: 'terminal.session.removed', id: viewer.id } }),
  );
});

function subscribe(client: TestClient, cursor?: object): ReturnType<TestClient['request']> {
  return client.request('hub.channel.subscribe', { channel: 'terminal', ...(cursor === undefined ? {} : { cursor }) });
}

test('a hub takes its keepers back from another that hangs', async () => {
  const hub = await start();
  const viewer = await TerminalViewer.start(await hub.client(), cat);
  // The keeper's record without its data directory's lock: what a second link looks like to the first.
  const record = readFileSync(recordFile(hub.dataDir), 'utf8');
  const { connect } = await import('node:net');
  const socket = connect((JSON.parse(record) as { socket: string }).socket);
  socket.on('error', () => {});
  socket.resume();
  socket.write(hello((JSON.parse(record) as { token: string }).token));
  // The hub is cut off, comes again, and cuts off the other.
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await viewer.info((info) => info.phase.kind === 'running');
  await viewer.attach();
  await viewer.type('mine\r');
  await viewer.shows('mine\r\nmine');
});

function hello(token: string): Uint8Array {
  const params = { protocol: { min: 1, max: 1 }, token, hub: { pid: 1, version: '0' } };
  const json = Buffer.from(JSON.stringify({ id: 1, method: 'hello', params }));
  const header = Buffer.alloc(17);
  header.writeUInt32LE(13 + json.length);
  return Buffer.concat([header, json]);
}
