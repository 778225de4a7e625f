// `npm run package:check`, after setup.mjs, and the last step of `npm test`: makes a package as `npm run package` does,
// but around an Electron that is made up, looks inside, and starts what is inside far from the repository, with the
// stand-in of e2e/ in Electron's place. docs/packaging.md says what that shows and what it cannot.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runBuilder } from './package/builder.ts';
import { filesIn, sizeOf, wrongFuses, wrongInResources } from './package/contents.ts';
import { type Installed, installFarAway, loadNatives } from './package/far-away.ts';
import { makeUpElectron } from './package/made-up-electron.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FEED = 'https://updates.homeport.invalid/';
const MOST_MS = 60_000;

/** What each step found wrong. */
type Step = readonly [name: string, run: () => Promise<readonly string[]>];

const place = mkdtempSync(join(tmpdir(), 'homeport-package-'));
const unpacked = join(place, 'release/linux-unpacked');
let installed: Installed;

const STEPS: readonly Step[] = [
  ['package', makePackage],
  ['contents', async () => wrongInResources(join(unpacked, 'resources'), FEED)],
  ['fuses', () => wrongFuses(join(unpacked, 'homeport-desktop'))],
  ['natives', lookAtNatives],
  ['start', () => wrongAtStart()],
  ['faults', findPlantedFault],
];

if (process.platform !== 'linux') console.log('skipped  The package check is made for Linux; this is another system.');
else await check();

async function check(): Promise<void> {
  const began = performance.now();
  try {
    for (const [name, run] of STEPS) {
      const started = performance.now();
      const wrong = await run();
      console.log(`${wrong.length === 0 ? 'ok    ' : 'WRONG '} ${name.padEnd(10)} ${seconds(started)} s`);
      for (const each of wrong) console.log(`        ${each}`);
      if (wrong.length === 0) continue;
      process.exitCode = 1;
      // Without a package there is nothing to look at, and each later step would say so in its own way.
      if (name === 'package') return;
    }
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
  if (performance.now() - began > MOST_MS) {
    console.log(`WRONG  It took ${seconds(began)} s, more than ${MOST_MS / 1000}.`);
    process.exitCode = 1;
  }
}

async function makePackage(): Promise<string[]> {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules/electron/package.json'), 'utf8')) as {
    version: string;
  };
  makeUpElectron(join(place, 'electron'), version);
  const args = [
    '--linux',
    '--dir',
    `-c.electronDist=${join(place, 'electron')}`,
    `-c.directories.output=${join(place, 'release')}`,
  ];
  const { code, said } = await runBuilder(ROOT, args, FEED, () => {});
  if (code !== 0) return said.trim().split('\n');
  mkdirSync(join(place, 'far'));
  const resources = join(unpacked, 'resources');
  installed = installFarAway(resources, join(place, 'far'), join(ROOT, 'e2e/stand-in/electron'));
  const archive = join(resources, 'app.asar');
  console.log(`        ${filesIn(archive).length} files, ${(sizeOf(archive) / 1e6).toFixed(1)} MB without Electron`);
  return [];
}

async function lookAtNatives(): Promise<string[]> {
  try {
    const found = await loadNatives(installed);
    console.log(`        ${Object.entries(found).flat().join(' ')}`);
    return [];
  } catch (error) {
    return [sentenceOf(error)];
  }
}

async function wrongAtStart(): Promise<string[]> {
  // Only the stand-in takes a directory for an installed app. launch.ts reads this once, so it is loaded after.
  process.env['HOMEPORT_E2E_RUNTIME'] = 'stand-in';
  const { startAndUse } = await import('./package/start.ts');
  try {
    await startAndUse(installed);
    return [];
  } catch (error) {
    return [sentenceOf(error)];
  }
}

/** A check that cannot fail shows nothing: with a file missing, the same start must not succeed. */
async function findPlantedFault(): Promise<string[]> {
  rmSync(join(installed.app, 'out/main/keeper.js'));
  const wrong = (await wrongAtStart()).join('\n');
  if (wrong.includes('The program that keeps terminals cannot be read')) return [];
  return [`out/main/keeper.js was taken away, and the start said: ${wrong === '' ? 'nothing' : wrong}`];
}

function sentenceOf(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? `: ${String(error.stderr).trim()}` : '';
  return `${error instanceof Error ? error.message : String(error)}${said}`;
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
