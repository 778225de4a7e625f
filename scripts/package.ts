// `npm run package`, after setup.mjs: the installers of this platform, in release/. What stands behind `--` goes to
// electron-builder (`npm run package -- --dir`, `-- --linux deb`). docs/packaging.md tells of signing and updates.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builderTrouble, runBuilder } from './package/builder.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const args = process.argv.slice(2);
const foreign = args.find(isForeign);
if (foreign === undefined) await makeInstallers();
else {
  process.stderr.write(`${foreign}: a package is made on the system it is for, whose native libraries go into it.\n`);
  process.exitCode = 1;
}

async function makeInstallers(): Promise<void> {
  const feed = process.env['HOMEPORT_UPDATES_URL'];
  if (feed === undefined)
    console.log('HOMEPORT_UPDATES_URL is not set: what is made now will not look for updates (docs/packaging.md).');
  const tell = (chunk: Buffer): void => void process.stdout.write(chunk);
  const { code, said } = await runBuilder(ROOT, [...electronHere(), ...args], feed, tell);
  if (code === 0) return;
  const trouble = builderTrouble(said);
  if (trouble !== undefined) process.stderr.write(`\n${trouble}\n`);
  process.exitCode = code;
}

/** Whether an option of electron-builder asks for another system or another processor than this one. */
function isForeign(option: string): boolean {
  const system = {
    '--linux': 'linux',
    '-l': 'linux',
    '--mac': 'darwin',
    '-m': 'darwin',
    '--win': 'win32',
    '-w': 'win32',
  };
  const wanted = new Map(Object.entries(system)).get(option) ?? process.platform;
  const processor = /^--(x64|arm64|ia32|armv7l|universal)$/.exec(option)?.[1] ?? process.arch;
  return wanted !== process.platform || processor !== process.arch;
}

/** An Electron that is installed already, so that it is not fetched a second time. */
function electronHere(): string[] {
  const home = join(ROOT, 'node_modules/electron');
  const installed = join(home, 'dist/version');
  if (!existsSync(installed)) return [];
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  // Left over from another version, it would be packaged without a word.
  if (readFileSync(installed, 'utf8').trim().replace(/^v/, '') !== version) return [];
  return [`-c.electronDist=${join(home, 'dist')}`];
}
