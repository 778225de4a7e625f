import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { hubStateSchema } from '../../../src-shared/protocol/channels/hub/state.ts';
import { defaultSettings } from '../../../src-shared/protocol/channels/settings/state.ts';
import { plantDevice } from '../testing/planted-device.ts';
import { smallDisk } from '../testing/small-disk.ts';
import { TerminalViewer } from '../testing/terminal-viewer.ts';
import { TestClient } from '../testing/test-client.ts';
import { newDataDir } from '../testing/test-hub.ts';
import { testHubs } from '../testing/test-hubs.ts';
import { until } from '../testing/until.ts';

const startHub = testHubs();

async function troublesOf(client: TestClient): Promise<string[]> {
  const { result } = await client.request('hub.channel.subscribe', { channel: 'hub' });
  return Object.values(hubStateSchema.parse(result?.['snapshot']).troubles).map(({ text }) => text);
}

test('who changes a setting is answered once it is on the disk, and every other client hears of it', async () => {
  const hub = await startHub();
  const [desk, wall] = [await hub.client(), await hub.client()];
  const { result } = await wall.request('hub.channel.subscribe', { channel: 'settings' });
  expect(result).toMatchObject({ snapshot: { settings: defaultSettings } });
  const patch = { appearance: { theme: 'dark' }, notifications: { quiet: { on: true } } };
  const answer = await desk.request('settings.values.update', { patch });
  const expected = {
    ...defaultSettings,
    appearance: { ...defaultSettings.appearance, theme: 'dark' },
    notifications: { ...defaultSettings.notifications, quiet: { on: true, from: '22:00', to: '07:00' } },
  };
  expect(answer.result).toEqual({ settings: expected });
  const file = `${hub.dataDir}/settings.json`;
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(expected);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const told = await wall.notified('hub.channel.action');
  expect(told.params).toMatchObject({ channel: 'settings', seq: 2, action: { settings: expected } });
  expect((await wall.request('settings.values.read')).result).toEqual({ settings: expected });

  // What changes nothing is not told: the next action has the next number.
  await desk.request('settings.values.update', { patch });
  expect((await desk.request('settings.values.reset')).result).toEqual({ settings: defaultSettings });
  await until('the reset is told', () => wall.text.some(({ params }) => params?.['seq'] === 3));
  expect(wall.text.filter(({ method }) => method === 'hub.channel.action')).toHaveLength(2);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(defaultSettings);
});

test('I11: who may only view reads the settings and changes none', async () => {
  const dataDir = newDataDir();
  const viewer = plantDevice(dataDir, 'viewer');
  const hub = await startHub({ dataDir });
  const wall = await TestClient.open(hub.hub.url, viewer);
  expect((await wall.request('settings.values.read')).result).toEqual({ settings: defaultSettings });
  for (const [method, params] of [
    ['settings.values.update', { patch: { appearance: { theme: 'dark' } } }],
    ['settings.values.reset', {}],
  ] as const) {
    expect((await wall.request(method, params)).error?.data?.name, method).toBe('forbidden');
  }
  expect(existsSync(`${hub.dataDir}/settings.json`)).toBe(false);
  wall.close();
});

test.each([
  [
    { apearance: {} },
    '“patch” is wrong: there is no “apearance”; there are appearance, terminals, notifications, network, desktop.',
  ],
  [
    { appearance: { colour: 'red' } },
    '“patch.appearance” is wrong: there is no “colour”; there are theme, fontFamily, fontSize, cursorBlink, screenReader.',
  ],
  [
    { appearance: { theme: 'pink' } },
    '“patch.appearance.theme” is wrong: Invalid option: expected one of "system"|"light"|"dark".',
  ],
  [{ appearance: { fontSize: 99 } }, '“patch.appearance.fontSize” is wrong: Too big: expected number to be <=32.'],
  [
    { network: { host: '0.0.0.0' } },
    '“patch.network.host” is wrong: Invalid option: expected one of "127.0.0.1"|"::1".',
  ],
  [
    { terminals: { shell: 'bash' } },
    '“patch.terminals.shell” is wrong: a shell is named by its absolute path, or left empty.',
  ],
  [
    { notifications: { quiet: { from: '7' } } },
    '“patch.notifications.quiet.from” is wrong: a time of day looks like 22:00.',
  ],
  [null, '“patch” is wrong'],
])('what cannot be set is refused with what can: %j', async (patch, sentence) => {
  const hub = await startHub();
  const client = await hub.client();
  const { error } = await client.request('settings.values.update', { patch });
  expect(error?.data?.name).toBe('invalidParams');
  expect(error?.message).toContain(sentence);
  expect((await client.request('settings.values.read')).result).toEqual({ settings: defaultSettings });
});

test('I17: with the disk full a change is refused in words and nobody is told of it', async (context) => {
  const dataDir = newDataDir();
  const disk = smallDisk(dataDir, 8 * 1024 * 1024);
  if (disk === undefined) return context.skip('mounting a small file system is not permitted here');
  const hub = await startHub({ dataDir });
  try {
    const client = await hub.client();
    disk.fill();
    const { error } = await client.request('settings.values.update', { patch: { appearance: { theme: 'dark' } } });
    expect(error?.data).toEqual({ name: 'storeUnavailable', retry: true });
    expect(error?.message).toBe('The settings cannot be saved: the disk is full. They stay as they were.');
    expect((await client.request('settings.values.read')).result).toEqual({ settings: defaultSettings });
    disk.free();
    const again = await client.request('settings.values.update', { patch: { appearance: { theme: 'dark' } } });
    expect(again.result).toMatchObject({ settings: { appearance: { theme: 'dark' } } });
  } finally {
    await hub.stop();
    disk.dispose();
  }
});

test('a hub with a broken settings file starts with defaults and says where the file is kept, until a change', async () => {
  const dataDir = newDataDir();
  writeFileSync(`${dataDir}/settings.json`, 'appearance: dark');
  const hub = await startHub({ dataDir });
  const client = await hub.client();
  expect(await troublesOf(client)).toEqual([expect.stringContaining(`kept as ${dataDir}/settings.json.broken-1`)]);
  await client.request('settings.values.update', { patch: { appearance: { theme: 'dark' } } });
  expect(await troublesOf(client)).toEqual([]);
});

test('new terminals run the shell that is set; one that is not there is said, and the own shell takes its place', async () => {
  const hub = await startHub();
  const client = await hub.client();
  const shell = `${hub.dataDir}/my-shell`;
  const settle = (value: string) =>
    client.request('settings.values.update', { patch: { terminals: { shell: value } } });
  const started = async (): Promise<string> => {
    const viewer = await TerminalViewer.start(client, { cwd: '/' });
    const { result } = await client.request('terminal.session.list');
    const { terminals } = result as { terminals: Array<{ id: string; command: { file: string } }> };
    return terminals.find(({ id }) => id === viewer.id)?.command.file ?? '';
  };
  const own = await started();
  writeFileSync(shell, '#!/bin/sh\nexec /bin/sh "$@"\n', { mode: 0o700 });
  await settle(shell);
  expect(await troublesOf(client)).toEqual([]);
  expect(await started()).toBe(shell);
  const { result } = await client.request('terminal.shell.list');
  expect((result as { shells: unknown[] }).shells[0]).toEqual({ name: 'my-shell', file: shell });

  chmodSync(shell, 0o600);
  expect(await started()).toBe(own);
  expect(await troublesOf(client)).toEqual([
    `The shell in the settings, ${shell}, is not there or cannot be run. New terminals run ${own} in its place. Choose another in the settings.`,
  ]);
  chmodSync(shell, 0o700);
  expect(await started()).toBe(shell);
  expect(await troublesOf(client)).toEqual([]);
  await settle('/tmp');
  expect(await troublesOf(client)).toHaveLength(1);
  await settle('');
  expect(await troublesOf(client)).toEqual([]);
});

/** A port that was free a moment ago, with the one after it. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function withPort(port: number): string {
  const dataDir = newDataDir();
  writeFileSync(`${dataDir}/settings.json`, JSON.stringify({ network: { port } }));
  return dataDir;
}

test('the port in the settings is taken at the start, and one that the start names comes before it', async () => {
  const port = await freePort();
  const dataDir = withPort(port);
  const hub = await startHub({ dataDir, config: { port: undefined } });
  expect(hub.hub.port).toBe(port);
  expect(await troublesOf(await hub.client())).toEqual([]);
  const client = await hub.client();
  await client.request('settings.values.update', { patch: { network: { port: 5000 } } });
  expect((await client.request('hub.status.read')).result).toMatchObject({ url: `http://127.0.0.1:${port}` });
  await hub.stop();
  const named = await startHub({ dataDir, config: { port: 0 } });
  expect(named.hub.port).not.toBe(5000);
});

test('a port in the settings that is taken gives way to the next free one and is said', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  const hub = await startHub({ dataDir: withPort(port), config: { port: undefined } });
  taken.close();
  expect(hub.hub.port).toBeGreaterThan(port);
  expect(hub.hub.movedFrom).toBe(port);
  expect(await troublesOf(await hub.client())).toEqual([
    `Port ${port}, which the settings name, is taken by another program; until it starts again the hub listens on ${hub.hub.port}.`,
  ]);
});
