import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../../src-shared/base/log.ts';
import { type BuiltApp, builtApp } from '../testing/built-app.ts';
import { smallDisk } from '../testing/small-disk.ts';
import { KeeperPrograms } from './keeper-program.ts';
import { systemClock } from './system-clock.ts';

let app: BuiltApp;
let directory: string;

beforeEach(async () => {
  app = await builtApp();
  directory = join(mkdtempSync(join(tmpdir(), 'hp-programs-')), 'programs');
});
afterEach(() => {
  app.dispose();
  rmSync(join(directory, '..'), { recursive: true, force: true });
});

/** One hub's view of the directory. */
function programs(at = directory): KeeperPrograms {
  return new KeeperPrograms(at, app.source, { clock: systemClock, log: silentLog });
}

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** As if nobody had touched it for an hour. */
function age(path: string): void {
  const then = Date.now() / 1000 - 3600;
  utimesSync(path, then, then);
}

test('the copy holds all that a keeper loads, for its user alone, and one binary', async () => {
  const { name, main } = await programs().ready();
  const path = join(directory, name);
  expect(main).toBe(join(path, 'keeper.js'));
  const files = filesBelow(path).map((file) => file.slice(path.length + 1));
  expect(files).toContain('screen-worker.js');
  expect(files).toContain('node_modules/node-pty/lib/index.js');
  expect(files.filter((file) => file.endsWith('.node'))).toEqual([
    `node_modules/node-pty/prebuilds/${process.platform}-${process.arch}/pty.node`,
  ]);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  for (const file of filesBelow(path)) expect(statSync(file).mode & 0o077, file).toBe(0);
});

test('a binary that was built on this machine goes before the one that came along, as node-pty has it', async () => {
  const { nodePty } = app.source;
  mkdirSync(join(nodePty, 'build/Release/.deps'), { recursive: true });
  const prebuilt = readFileSync(join(nodePty, `prebuilds/${process.platform}-${process.arch}/pty.node`));
  writeFileSync(join(nodePty, 'build/Release/pty.node'), prebuilt);
  writeFileSync(join(nodePty, 'build/Release/spawn-helper'), '#!/bin/sh\n');
  writeFileSync(join(nodePty, 'build/Release/.deps/pty.d'), 'left over');
  const { name } = await programs().ready();
  const native = filesBelow(join(directory, name, 'node_modules/node-pty/build'));
  expect(native.map((file) => file.split('/').at(-1)).toSorted()).toEqual(['pty.node', 'spawn-helper']);
  expect(existsSync(join(directory, name, 'node_modules/node-pty/prebuilds'))).toBe(false);
  // It is executed as a program, and not every way of copying keeps that.
  expect(statSync(String(native.find((file) => file.endsWith('spawn-helper')))).mode & 0o777).toBe(0o700);
});

test('the same app has the same program, another one its own, beside it', async () => {
  const first = await programs().ready();
  expect((await programs().ready()).name).toBe(first.name);
  writeFileSync(join(app.source.bundles, 'screen-worker.js'), '// of another version\n');
  const second = await programs().ready();
  expect(second.name).not.toBe(first.name);
  expect(readdirSync(directory).toSorted()).toEqual([first.name, second.name].toSorted());
});

test.for([
  ['a changed file', (path: string) => writeFileSync(join(path, 'screen-worker.js'), 'process.exit(1)')],
  ['a missing file', (path: string) => rmSync(join(path, 'node_modules/node-pty/package.json'))],
  [
    'a file that would be loaded instead',
    (path: string) => {
      mkdirSync(join(path, 'node_modules/node-pty/build/Release'), { recursive: true });
      writeFileSync(join(path, 'node_modules/node-pty/build/Release/pty.node'), 'something else');
    },
  ],
  [
    'a link to elsewhere',
    (path: string) => {
      rmSync(join(path, 'keeper.js'));
      symlinkSync('/etc/passwd', join(path, 'keeper.js'));
    },
  ],
  [
    'a link in its own place',
    (path: string) => {
      renameSync(path, join(directory, '..', 'elsewhere'));
      symlinkSync(join(directory, '..', 'elsewhere'), path);
    },
  ],
  [
    'half a write, as after a power cut',
    (path: string) => {
      for (const file of filesBelow(path).slice(0, 3)) writeFileSync(file, '');
    },
  ],
  [
    'nothing but a file of its name',
    (path: string) => {
      rmSync(path, { recursive: true });
      writeFileSync(path, '');
    },
  ],
] as const)('a copy with %s is made anew', async ([, damage]) => {
  const hub = programs();
  const { name, main } = await hub.ready();
  const keeper = readFileSync(main, 'utf8');
  const files = filesBelow(join(directory, name)).toSorted();
  damage(join(directory, name));
  expect((await hub.ready()).name).toBe(name);
  expect(lstatSync(join(directory, name)).isDirectory()).toBe(true);
  expect(filesBelow(join(directory, name)).toSorted()).toEqual(files);
  expect(readFileSync(main, 'utf8')).toBe(keeper);
  expect(readdirSync(directory)).toEqual([name]);
});

test('a damaged copy is not mended with parts of a version that was installed since', async () => {
  const hub = programs();
  const { name } = await hub.ready();
  writeFileSync(join(app.source.bundles, 'keeper.js'), '// half of the new version is there\n');
  writeFileSync(join(directory, name, 'screen-worker.js'), 'damaged');
  await expect(hub.ready()).rejects.toThrow('Homeport itself was replaced since it started. Start Homeport again.');
});

test('what was copied at the start serves on when the app is gone', async () => {
  const hub = programs();
  const { name } = await hub.ready();
  app.dispose();
  expect((await hub.ready()).name).toBe(name);
  await expect(programs().ready()).rejects.toThrow(/cannot be read from .*Install Homeport again/);
});

test('hubs that make it at the same moment end up with one, and each with a whole one', async () => {
  const hubs = Array.from({ length: 8 }, () => programs());
  const ready = await Promise.all(hubs.flatMap((hub) => [hub.ready(), hub.ready()]));
  const names = new Set(ready.map(({ name }) => name));
  expect(names.size).toBe(1);
  expect(readdirSync(directory)).toEqual([...names]);
  // Nothing was made anew for it to be whole.
  const inode = statSync(ready[0]?.main ?? '').ino;
  await programs().ready();
  expect(statSync(ready[0]?.main ?? '').ino).toBe(inode);
});

test('hubs that find it damaged at the same moment end up with one that is whole', async () => {
  const hubs = Array.from({ length: 8 }, () => programs());
  const [first] = await Promise.all(hubs.map((hub) => hub.ready()));
  const main = String(first?.main);
  const keeper = readFileSync(main, 'utf8');
  for (let round = 0; round < 10; round++) {
    writeFileSync(main, 'damaged');
    await Promise.all(hubs.map((hub) => hub.ready()));
    expect(readFileSync(main, 'utf8')).toBe(keeper);
    expect(readdirSync(directory)).toEqual([first?.name]);
  }
});

test('a disk that is full is said, leaves no part behind, and is no matter once there is room', async (context) => {
  const disk = smallDisk(join(directory, '../disk'), 4 * 1024 * 1024);
  if (disk === undefined) return context.skip('no file system of a given size can be mounted here');
  try {
    disk.fill();
    const hub = programs(join(disk.path, 'programs'));
    await expect(hub.ready()).rejects.toThrow('the disk is full. Free some space and try again.');
    expect(filesBelow(disk.path)).toEqual([join(disk.path, 'filler')]);
    disk.free();
    expect(filesBelow(join(disk.path, 'programs', (await hub.ready()).name))).not.toEqual([]);
  } finally {
    disk.dispose();
  }
});

test('a place that cannot be written is said', async () => {
  mkdirSync(directory, { mode: 0o500 });
  writeFileSync(join(directory, '../file'), '');
  const hub = programs(join(directory, '../file/programs'));
  await expect(hub.ready()).rejects.toThrow(/cannot be copied to .* Check the permissions of the data directory\./);
});

test('programs nobody runs from are removed, those of live keepers, of this app, or just made are not', async () => {
  const old: Record<string, string> = {};
  for (const which of ['used', 'unused', 'young']) {
    writeFileSync(join(app.source.bundles, 'screen-worker.js'), `// ${which}\n`);
    old[which] = (await programs().ready()).name;
  }
  writeFileSync(join(app.source.bundles, 'screen-worker.js'), '// this one\n');
  const hub = programs();
  const { name } = await hub.ready();
  mkdirSync(join(directory, '.new-of-one-that-was-killed'));
  for (const each of [old['used'], old['unused'], name, '.new-of-one-that-was-killed'])
    age(join(directory, String(each)));
  await hub.removeUnused(new Set([String(old['used'])]));
  expect(readdirSync(directory).toSorted()).toEqual([old['used'], old['young'], name].toSorted());
});

test('a copy is young again each time a keeper is to be started from it', async () => {
  const hub = programs();
  const { name } = await hub.ready();
  age(join(directory, name));
  await hub.ready();
  // To another hub it is foreign, and the keeper that is being started has no record yet.
  writeFileSync(join(app.source.bundles, 'screen-worker.js'), '// another\n');
  const other = programs();
  await other.ready();
  await other.removeUnused(new Set());
  expect(readdirSync(directory)).toContain(name);
});

test('there is nothing to remove where nothing was ever copied', async () => {
  await expect(programs().removeUnused(new Set())).resolves.toBeUndefined();
  expect(existsSync(directory)).toBe(false);
});

test('the directory of programs is closed to others even when it was not', async () => {
  mkdirSync(directory);
  chmodSync(directory, 0o755);
  await programs().ready();
  expect(statSync(directory).mode & 0o777).toBe(0o700);
});
