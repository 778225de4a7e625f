import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../../src-shared/base/log.ts';
import { type KeeperRecord, keeperRecordSchema } from '../../../src-shared/keeper-protocol/messages.ts';
import { type BuiltApp, builtApp } from '../testing/built-app.ts';
import { type HubProcess, startHubProcess } from '../testing/start-hub-process.ts';
import { TerminalViewer } from '../testing/terminal-viewer.ts';
import { TestClient } from '../testing/test-client.ts';
import { endKeepers, keeperPids, localKey, newDataDir } from '../testing/test-hub.ts';
import { testHubs } from '../testing/test-hubs.ts';
import { until } from '../testing/until.ts';
import { ProcessKeeperLauncher } from './keeper-launcher.ts';
import type { Starter } from './keeper-runtime.ts';
import { findShells } from './shells.ts';
import { systemClock } from './system-clock.ts';

const cat = { command: { file: 'cat', args: [] } };
const start = testHubs();
const hubs: HubProcess[] = [];
let app: BuiltApp;
let dataDir: string;
let place: string;

beforeEach(async () => {
  app = await builtApp();
  dataDir = newDataDir();
  place = mkdtempSync(join(tmpdir(), 'hp-electron-'));
});
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.kill();
  await endKeepers(dataDir);
  app.dispose();
  rmSync(place, { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
});

function launcher(starter?: Starter): ProcessKeeperLauncher {
  const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
  const parts = { clock: systemClock, random, log: silentLog, source: app.source };
  return new ProcessKeeperLauncher(dataDir, starter === undefined ? parts : { ...parts, starter });
}

/** A hub of the built app, in a process of its own, and a client of it. */
async function startBuiltHub(): Promise<TestClient> {
  const hub = await startHubProcess(dataDir, app.hub);
  hubs.push(hub);
  return TestClient.open(hub.url, localKey(dataDir));
}

function records(): KeeperRecord[] {
  const directory = join(dataDir, 'keepers');
  const names = readdirSync(directory).filter((name) => name.endsWith('.json'));
  return names.map((name) => keeperRecordSchema.parse(JSON.parse(readFileSync(join(directory, name), 'utf8'))));
}

function programs(): string[] {
  return readdirSync(join(dataDir, 'keepers/programs'));
}

async function echoes(viewer: TerminalViewer, text: string): Promise<void> {
  await viewer.type(`${text}\r`);
  await viewer.shows(`${text}\r\n${text}`);
}

test('an app that is replaced before the first terminal changes nothing for a keeper that runs', async () => {
  const keepers = launcher();
  const record = await keepers.launch();
  expect(record.program).toBe(programs()[0]);
  // What an update leaves in its place fits nothing that runs.
  for (const name of ['keeper.js', 'screen-worker.js'])
    writeFileSync(join(app.source.bundles, name), 'throw new Error("of another version");');
  rmSync(app.source.nodePty, { recursive: true });

  const hub = await start({ dataDir, platform: { keepers } });
  const viewer = await TerminalViewer.start(await hub.client(), cat);
  await viewer.attach();
  await echoes(viewer, 'as before');
  // The screen comes from the worker, which was loaded just now.
  expect((await viewer.ask('screen')).result?.['lines']).toContain('as before');
  expect(records().map(({ id }) => id)).toEqual([record.id]);
});

test('terminals go on, and new ones start beside them, when the app is removed under a running hub', async () => {
  const client = await startBuiltHub();
  const first = await TerminalViewer.start(client, cat);
  await first.attach();
  await echoes(first, 'one');
  app.dispose();
  expect(existsSync(app.directory)).toBe(false);

  await echoes(first, 'two');
  const second = await TerminalViewer.start(client, { command: { file: '/bin/sh', args: ['-i'] } });
  await second.attach();
  await second.type('echo $((6 * 7))\r');
  await second.shows('42');
  expect((await second.ask('screen')).result?.['lines']).toContain('42');
  const infos = [await first.info(() => true), await second.info(() => true)];
  expect(new Set(infos.map(({ keeper }) => keeper)).size).toBe(1);
});

test('a hub of another version joins the keepers of the last, starts its own, and removes programs when they end', async () => {
  const old = await TerminalViewer.start(await startBuiltHub(), cat);
  await old.attach();
  await echoes(old, 'from before');
  await hubs.splice(0)[0]?.kill();
  const [oldProgram] = programs();
  app.dispose();

  app = await builtApp();
  const worker = join(app.source.bundles, 'screen-worker.js');
  writeFileSync(worker, `${readFileSync(worker, 'utf8')}\n// a newer version\n`);
  const client = await startBuiltHub();
  const again = TerminalViewer.goOn(client, old.id, old.position);
  await again.attach({ from: old.position });
  await echoes(again, 'and now');
  const full = Array.from({ length: 32 }, () => TerminalViewer.start(client, cat));
  await Promise.all(full);
  const used = records().map(({ program }) => program);
  expect(new Set(used).size).toBe(2);
  expect(programs().toSorted()).toEqual(used.toSorted());

  await hubs.splice(0)[0]?.kill();
  // Long enough ago for it to be no start of a keeper; one more tells when they have been looked through.
  mkdirSync(join(dataDir, 'keepers/programs/of-nobody'));
  for (const name of programs()) utimesSync(join(dataDir, 'keepers/programs', name), 1, 1);
  await startBuiltHub();
  await expect.poll(programs).not.toContain('of-nobody');
  expect(programs().toSorted()).toEqual(used.toSorted());
  await hubs.splice(0)[0]?.kill();

  const [oldKeeper] = records().filter(({ program }) => program === oldProgram);
  process.kill(Number(oldKeeper?.pid), 'SIGKILL');
  await expect.poll(async () => (await keeperPids(dataDir)).includes(Number(oldKeeper?.pid))).toBe(false);
  await startBuiltHub();
  await expect.poll(programs).toEqual(used.filter((name) => name !== oldProgram));
}, 40_000);

test('a program that nobody can say who runs it stays', async () => {
  const keepers = launcher();
  await keepers.launch();
  const [name = ''] = programs();
  writeFileSync(join(app.source.bundles, 'screen-worker.js'), '// a newer version\n');
  utimesSync(join(dataDir, 'keepers/programs', name), 1, 1);
  const [file = ''] = readdirSync(join(dataDir, 'keepers')).filter((each) => each.endsWith('.json'));
  const record = readFileSync(join(dataDir, 'keepers', file), 'utf8');
  writeFileSync(join(dataDir, 'keepers', file), '{ half');
  const next = launcher();
  await next.find();
  await next.launch();
  expect(programs()).toContain(name);
  writeFileSync(join(dataDir, 'keepers', file), record);
});

test('what Node says when it cannot run the program is in the error, and nothing is left behind', async () => {
  writeFileSync(join(app.source.bundles, 'keeper.js'), 'throw new Error("as broken as can be");');
  await expect(launcher().launch()).rejects.toThrow('as broken as can be');
  expect(readdirSync(join(dataDir, 'keepers'))).toEqual(['programs']);
});

/** An executable that is Node when it is asked to be, and a window that nobody wants otherwise. */
function fakeElectron(file: string): void {
  const lines = [
    '#!/bin/sh',
    `printf '%s\\n' "$@" > '${place}/arguments'`,
    'if [ "$ELECTRON_RUN_AS_NODE" != 1 ]; then echo "a window would have opened" >&2; exit 97; fi',
    `exec '${process.execPath}' "$@"`,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o755 });
}

async function environmentOfShell(starter: Starter): Promise<Map<string, string>> {
  const keepers = launcher(starter);
  const hub = await start({ dataDir, platform: { keepers, shells: findShells(starter.env) } });
  const file = join(place, 'environment');
  const command = { file: '/bin/sh', args: ['-c', `env -0 > '${file}.part' && mv '${file}.part' '${file}'`] };
  await TerminalViewer.start(await hub.client(), { command });
  await until('the shell has written its environment', () => existsSync(file));
  const entries = readFileSync(file, 'utf8')
    .split('\0')
    .filter((line) => line.includes('='));
  return new Map(entries.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

test('under Electron a keeper runs as Node, and no shell learns of it', async () => {
  const electron = join(place, 'electron');
  fakeElectron(electron);
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', ORIGINAL_XDG_CURRENT_DESKTOP: 'KDE' };
  const shell = await environmentOfShell({ execPath: electron, versions: { electron: '45.4.1' }, env });
  expect(shell.get('XDG_CURRENT_DESKTOP')).toBe('KDE');
  expect([...shell.keys()].filter((name) => /ELECTRON|ORIGINAL_|MALLOC_ARENA/.test(name))).toEqual([]);
  expect(readFileSync(join(place, 'arguments'), 'utf8')).toMatch(/^--max-semi-space-size=1\n\/.*keeper\.js\n--dir\n/);
});

test('in an AppImage a keeper has a mount of its own, and shells have nothing of either', async () => {
  // As the image's runtime: mounts, says so in the environment, and runs the starter script that comes with it.
  const image = join(place, 'Homeport 1.0.AppImage');
  const payload = join(place, 'payload');
  mkdirSync(payload);
  fakeElectron(join(payload, 'homeport'));
  writeFileSync(join(payload, 'AppRun'), await appRun(), { mode: 0o755 });
  const lines = [
    '#!/bin/sh',
    `export APPDIR='${place}'/.mount_$$ APPIMAGE='${image}' ARGV0="$0" OWD="$PWD"`,
    `cp -r '${payload}' "$APPDIR"`,
    'exec "$APPDIR/AppRun" "$@"',
  ];
  writeFileSync(image, `${lines.join('\n')}\n`, { mode: 0o755 });
  // A machine without user namespaces, where the starter script adds an argument of its own in front.
  mkdirSync(join(place, 'bin'));
  writeFileSync(join(place, 'bin/unshare'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });

  const mount = join(place, '.mount_of_the_app');
  mkdirSync(mount);
  fakeElectron(join(mount, 'homeport'));
  const path = `${place}/bin:/usr/bin:/bin`;
  const shell = await environmentOfShell({
    execPath: join(mount, 'homeport'),
    versions: { electron: '45.4.1' },
    env: {
      HOME: process.env['HOME'],
      PATH: `${mount}:${mount}/usr/sbin:${path}`,
      XDG_DATA_DIRS: `${mount}/usr/share/:/opt/share:/usr/share/gnome:/usr/local/share/:/usr/share/`,
      LD_LIBRARY_PATH: `${mount}/usr/lib`,
      GSETTINGS_SCHEMA_DIR: `${mount}/usr/share/glib-2.0/schemas`,
      APPIMAGE: image,
      APPDIR: mount,
      ARGV0: image,
      OWD: '/home',
    },
  });
  expect(shell.get('PATH')).toBe(path);
  expect(shell.get('XDG_DATA_DIRS')).toBe('/opt/share');
  const traces = [...shell].filter(([name, value]) => /ELECTRON|APP(IMAGE|DIR)|ARGV0|OWD$|\.mount_/.test(name + value));
  expect(traces.filter(([name]) => name !== 'OLDPWD')).toEqual([]);
  expect(shell.has('LD_LIBRARY_PATH')).toBe(false);
  expect(shell.has('GSETTINGS_SCHEMA_DIR')).toBe(false);

  // It runs from a mount that is not the app's, which goes when the app does.
  const [record] = records();
  const own = readFileSync(`/proc/${record?.pid}/environ`, 'utf8').split('\0');
  expect(own.find((line) => line.startsWith('APPDIR='))).not.toBe(`APPDIR=${mount}`);
  const given = readFileSync(join(place, 'arguments'), 'utf8').trim().split('\n');
  expect(given[0]).toBe('--max-semi-space-size=1');
  expect(given.at(-1)).toBe('--no-sandbox');
});

/** What electron-builder puts into every AppImage. */
async function appRun(): Promise<string> {
  const require = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'));
  const file = require.resolve('app-builder-lib/out/targets/appimage/appImageUtil.js');
  const { generateAppRunScript } = (await import(file)) as { generateAppRunScript(config: object): string };
  return generateAppRunScript({
    DesktopFileName: 'homeport.desktop',
    ExecutableName: 'homeport',
    ProductName: 'Homeport',
    ProductFilename: 'Homeport',
    ResourceName: 'appimagekit-homeport',
  });
}

test('an executable that is gone is said', async () => {
  const starter = { execPath: join(place, 'nowhere'), versions: {}, env: process.env };
  await expect(launcher(starter).launch()).rejects.toThrow(/could not be started: .*ENOENT/);
});
