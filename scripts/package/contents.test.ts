import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createPackageWithOptions } from '@electron/asar';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { afterEach, expect, test } from 'vitest';
import { kindOf, wrongFuses, wrongInResources } from './contents.ts';
import { makeUpElectron } from './made-up-electron.ts';

const ROOT = join(import.meta.dirname, '../..');
const FEED = 'https://updates.example/';
const HERE = `${process.platform}-${process.arch}`;
const SQLITE = `node_modules/better-sqlite3/prebuilds/${HERE}.node`;
const PTY = `node_modules/node-pty/prebuilds/${HERE}/pty.node`;

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'homeport-contents-'));
  directories.push(directory);
  return directory;
}

interface Fault {
  readonly without?: string;
  readonly also?: Readonly<Record<string, string | Buffer>>;
  /** Of files that stand beside the archive. */
  readonly unpack?: string;
  readonly feed?: string;
}

/** A package as electron-builder makes it, but for one fault. */
async function packageWith({ without, also = {}, unpack, feed = FEED }: Fault): Promise<string> {
  const resources = newDirectory();
  const app = newDirectory();
  const files: Record<string, string | Buffer> = {
    'package.json': JSON.stringify({ main: 'out/main/desktop.js' }),
    'node_modules/better-sqlite3/package.json': '{}',
    'node_modules/node-pty/package.json': '{}',
    ...Object.fromEntries(
      ['desktop', 'homeport', 'keeper', 'screen-worker'].map((each) => [`out/main/${each}.js`, '']),
    ),
    'out/preload/preload.cjs': '',
    'out/renderer/index.html': '',
    'out/renderer/settings.html': '',
    'out/renderer/error.html': '',
    'out/renderer/licences.txt': '',
    ...also,
  };
  for (const [file, content] of Object.entries(files)) write(join(app, file), content);
  for (const native of [SQLITE, PTY]) {
    mkdirSync(dirname(join(app, native)), { recursive: true });
    cpSync(join(ROOT, native), join(app, native));
  }
  if (without !== undefined) rmSync(join(app, without));
  await createPackageWithOptions(app, join(resources, 'app.asar'), {
    unpack: unpack ?? `{**/*.node,${app}/out/main/{keeper,screen-worker}.js}`,
  });
  for (const name of ['shell-integration', 'bin'])
    cpSync(join(ROOT, 'resources', name), join(resources, name), { recursive: true });
  for (const name of ['icon', 'tray', 'tray-waiting', 'trayTemplate', 'tray-waitingTemplate'])
    for (const end of name === 'icon' ? [''] : ['', '@2x']) write(join(resources, `${name}${end}.png`), '');
  write(join(resources, 'app-update.yml'), `provider: generic\nurl: ${feed}\n`);
  return resources;
}

function write(file: string, content: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

test('a package as it should be has nothing wrong', async () => {
  expect(wrongInResources(await packageWith({}), FEED)).toEqual([]);
});

/** The first bytes of a library for 64-bit Windows. */
const WINDOWS = Buffer.alloc(128);
WINDOWS.write('MZ');
WINDOWS.writeUInt32LE(64, 60);
WINDOWS.writeUInt16LE(0x8664, 68);

test.each<[sentence: string, fault: Fault]>([
  ['out/preload/preload.cjs is missing', { without: 'out/preload/preload.cjs' }],
  [`${SQLITE} is missing`, { without: SQLITE }],
  ['node-pty has no machine code in the package', { without: PTY }],
  ['out/main/desktop.js.map should not ship', { also: { 'out/main/desktop.js.map': '' } }],
  ['src-main/hub/hub.ts should not ship', { also: { 'src-main/hub/hub.ts': '' } }],
  ['node_modules/zod/index.js should not ship', { also: { 'node_modules/zod/index.js': '' } }],
  ['.env should not ship', { also: { '.env': 'KEY=1' } }],
  [`${SQLITE} is inside of the archive`, { unpack: '**/pty.node' }],
  ['out/main/keeper.js is inside of the archive', { unpack: '**/*.node' }],
  [
    'node_modules/keytar/build/Release/keytar.node is for win32-x64',
    { also: { 'node_modules/keytar/build/Release/keytar.node': WINDOWS } },
  ],
  [`resources/app-update.yml does not say "url: ${FEED}"`, { feed: 'https://elsewhere.example/' }],
  ['the app has 2', { also: { 'out/renderer/assets/large.js': Buffer.alloc(26_000_000) } }],
])('a planted fault is found: %s', async (sentence, fault) => {
  const wrong = wrongInResources(await packageWith(fault), FEED);
  expect(
    wrong.some((each) => each.startsWith(sentence)),
    wrong.join('\n'),
  ).toBe(true);
});

test('a picture that is not beside the archive, or a command that cannot be executed, is found', async () => {
  const resources = await packageWith({});
  rmSync(join(resources, 'tray@2x.png'));
  rmSync(join(resources, 'bin/homeport'));
  writeFileSync(join(resources, 'bin/homeport'), '', { mode: 0o644 });
  expect(wrongInResources(resources, FEED)).toEqual([
    'resources/tray@2x.png is missing',
    'resources/bin/homeport cannot be executed by everybody',
  ]);
});

test('a machine code file tells what it is for', () => {
  expect(kindOf(WINDOWS)).toBe('win32-x64');
  expect(kindOf(Buffer.from('no library at all, but long enough to be looked at as if it were one'))).toBe(
    'nothing known',
  );
});

test('fuses are read from the executable: as Electron ships them some are wrong, as we set them none', async () => {
  const dist = join(newDirectory(), 'electron');
  makeUpElectron(dist, '1.2.3');
  const executable = join(dist, 'electron');
  expect(await wrongFuses(executable)).toContain('the fuse OnlyLoadAppFromAsar should be on');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: true,
    [FuseV1Options.EnableCookieEncryption]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  });
  expect(await wrongFuses(executable)).toEqual([]);
});
