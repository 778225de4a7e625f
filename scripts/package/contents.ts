// What must be in a package and what must not, looked up in one that was made.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { extractFile, listPackage, statFile } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

const MOST_BYTES = 25_000_000;

/** Of the app, inside of the archive. */
const NEEDED = [
  'package.json',
  'out/main/desktop.js',
  'out/main/homeport.js',
  'out/main/keeper.js',
  'out/main/screen-worker.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
  'out/renderer/settings.html',
  'out/renderer/error.html',
  'out/renderer/licences.txt',
  'node_modules/better-sqlite3/package.json',
  `node_modules/better-sqlite3/prebuilds/${process.platform}-${process.arch}.node`,
  'node_modules/node-pty/package.json',
];

/** Of `process.resourcesPath`, as files of their own. */
const RESOURCES = [
  'icon.png',
  ...['tray', 'tray-waiting'].flatMap((name) =>
    ['', '@2x', 'Template', 'Template@2x'].map((end) => `${name}${end}.png`),
  ),
  'shell-integration/bash/homeport.bash',
  'shell-integration/zsh/.zshenv',
  'shell-integration/fish/homeport.fish',
  'bin/homeport',
  'bin/homeport.cmd',
];

/** What loads when the app runs, and nothing else of the repository. */
const ALLOWED = [
  /^package\.json$/,
  /^out\/main\/[^/]+\.js$/,
  /^out\/preload\/[^/]+\.cjs$/,
  /^out\/renderer\/.+$/,
  /^node_modules\/(better-sqlite3|node-pty|keytar)\/(package\.json|lib\/.+\.js|.+\.node)$/,
  /^node_modules\/node-pty\/.+\/(spawn-helper|conpty\/(OpenConsole\.exe|conpty\.dll))$/,
];
const REFUSED = /\.(map|md|pdb|tsx?|[ch]c?|[ch]pp|gyp)$|\.test\./;

/** Keepers are plain Node from this executable; everything that lets somebody else's code in is off. */
const FUSES: ReadonlyArray<readonly [option: FuseV1Options, on: boolean]> = [
  [FuseV1Options.RunAsNode, true],
  [FuseV1Options.EnableCookieEncryption, true],
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable, false],
  [FuseV1Options.EnableNodeCliInspectArguments, false],
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, true],
  [FuseV1Options.OnlyLoadAppFromAsar, true],
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot, false],
  [FuseV1Options.GrantFileProtocolExtraPrivileges, false],
];
/** How a fuse that is on stands in the executable: the digit 1. */
const FUSE_ON = 0x31;

/** Everything that is wrong with the archive `app.asar` in `resources` and what lies beside it. */
export function wrongInResources(resources: string, feed: string): string[] {
  const archive = join(resources, 'app.asar');
  const files = filesIn(archive);
  const missing = [...NEEDED, mainOf(archive)].filter((file) => !files.includes(file));
  const strange = files.filter((file) => REFUSED.test(file) || !ALLOWED.some((pattern) => pattern.test(file)));
  const size = sizeOf(archive);
  return [
    ...missing.map((file) => `${file} is missing`),
    ...strange.map((file) => `${file} should not ship`),
    ...wrongNatives(archive, files),
    ...RESOURCES.filter((file) => !existsSync(join(resources, file))).map((file) => `resources/${file} is missing`),
    ...wrongCommand(join(resources, 'bin/homeport')),
    ...wrongFeed(join(resources, 'app-update.yml'), feed),
    ...(size > MOST_BYTES ? [`the app has ${size} bytes, more than ${MOST_BYTES}`] : []),
  ];
}

/** Fuses of `executable` that are not as electron-builder.yml wants them. */
export async function wrongFuses(executable: string): Promise<string[]> {
  const wire = await getCurrentFuseWire(executable);
  return FUSES.filter(([option, on]) => (wire[option] === FUSE_ON) !== on).map(
    ([option, on]) => `the fuse ${FuseV1Options[option]} should be ${on ? 'on' : 'off'}`,
  );
}

/** Size of the app's own code in bytes: the archive, and what lies unpacked beside it. */
export function sizeOf(archive: string): number {
  const unpacked = filesIn(archive).filter((file) => isUnpacked(archive, file));
  const beside = unpacked.map((file) => statSync(join(`${archive}.unpacked`, file)).size);
  return statSync(archive).size + beside.reduce((sum, size) => sum + size, 0);
}

/** Every file in the archive, unpacked ones included, with forward slashes. */
export function filesIn(archive: string): string[] {
  const entries = listPackage(archive, { isPack: false }).map((entry) => entry.slice(1).replaceAll('\\', '/'));
  return entries.filter((entry) => !('files' in statFile(archive, entry)));
}

function isUnpacked(archive: string, file: string): boolean {
  const entry = statFile(archive, file);
  return 'unpacked' in entry && entry.unpacked === true;
}

function mainOf(archive: string): string {
  return (JSON.parse(extractFile(archive, 'package.json').toString()) as { main: string }).main;
}

/** The dynamic loader and other processes open real files only; and each must be for this system and processor. */
function wrongNatives(archive: string, files: readonly string[]): string[] {
  const natives = files.filter((file) => /\.(node|dll|exe)$|\/spawn-helper$/.test(file));
  const inside = [...natives, 'out/main/keeper.js', 'out/main/screen-worker.js'].filter(
    (file) => files.includes(file) && !isUnpacked(archive, file),
  );
  const foreign = natives
    .filter((file) => isUnpacked(archive, file))
    .map((file) => [file, kindOf(readFileSync(join(`${archive}.unpacked`, file)))] as const)
    .filter(([, kind]) => kind !== `${process.platform}-${process.arch}`);
  const hasPty = natives.some((file) => /^node_modules\/node-pty\/.*\/(con)?pty\.node$/.test(file));
  return [
    ...(hasPty ? [] : ['node-pty has no machine code in the package']),
    ...inside.map((file) => `${file} is inside of the archive`),
    ...foreign.map(([file, kind]) => `${file} is for ${kind}`),
    ...natives
      .filter((file) => file.includes('musl'))
      .map((file) => `${file} is for musl, where Electron does not run`),
  ];
}

const ELF = 0x464c457f;
const MACH_O_64 = 0xfeedfacf;
const PE = 0x5a4d;

/** For which system and processor a library or program is, as Node names them, from the first bytes of the file. */
export function kindOf(bytes: Buffer): string {
  if (bytes.length < 64) return 'nothing known';
  const magic = bytes.readUInt32LE(0);
  if (magic === ELF) return `linux-${named(bytes.readUInt16LE(18), { 62: 'x64', 183: 'arm64' })}`;
  if (magic === MACH_O_64) return `darwin-${named(bytes.readUInt32LE(4), { 16777223: 'x64', 16777228: 'arm64' })}`;
  if ((magic & 0xffff) === PE)
    return `win32-${named(bytes.readUInt16LE(bytes.readUInt32LE(60) + 4), { 34404: 'x64', 43620: 'arm64' })}`;
  return 'nothing known';
}

function named(number: number, names: Readonly<Record<number, string>>): string {
  return names[number] ?? `processor ${number}`;
}

function wrongCommand(file: string): string[] {
  if (process.platform === 'win32' || !existsSync(file)) return [];
  return (statSync(file).mode & 0o111) === 0o111 ? [] : ['resources/bin/homeport cannot be executed by everybody'];
}

function wrongFeed(file: string, feed: string): string[] {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return ['provider: generic', `url: ${feed}`]
    .filter((line) => !text.split('\n').includes(line))
    .map((line) => `resources/app-update.yml does not say "${line}"`);
}
