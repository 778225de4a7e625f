// Builds everything that `npm start` needs into out/. Each Node program is one file of its own (a keeper outlives
// builds, so it must not lean on chunks that the next build replaces); native packages stay outside.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { licencesText, notesPackages } from './build/licences.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Built here first and moved when all of it is there: a failed build leaves the last good one in place. */
const NEXT = join(ROOT, 'out/next');

const PROGRAMS = {
  desktop: 'src-main/desktop/main.ts',
  homeport: 'src-main/headless/main.ts',
  keeper: 'src-main/keeper/main.ts',
  'screen-worker': 'src-main/keeper/screen-worker.ts',
};

/** Packages that go along as they are: those with machine code. electron-builder.yml says which of their files. */
const NATIVE = ['keytar', 'node-pty', 'better-sqlite3'];
/** Electron itself, native packages, and the two accelerators that ws would take if they were there. */
const OUTSIDE = ['electron', ...NATIVE, 'bufferutil', 'utf-8-validate'];

/**
 * Directories of the packages that are in the bundles.
 * @type {Set<string>}
 */
const bundled = new Set();

/**
 * @param {string} name
 * @param {string} entry
 */
function buildProgram(name, entry) {
  return build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    plugins: [notesPackages(bundled)],
    // Whom an installed app believes about updates (docs/updates.md).
    define: { HOMEPORT_UPDATE_KEYS: JSON.stringify(process.env.HOMEPORT_UPDATE_PUBLIC_KEY ?? '') },
    ssr: { noExternal: true, external: OUTSIDE },
    // As Node itself would resolve: a package's `module` field is for bundlers and may export other names.
    environments: { ssr: { resolve: { mainFields: ['main'] } } },
    build: {
      ssr: true,
      target: 'node24',
      outDir: join(NEXT, 'main'),
      emptyOutDir: false,
      copyPublicDir: false,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: { [name]: join(ROOT, entry) },
        external: OUTSIDE,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: `${name}-[name]-[hash].js` },
      },
    },
  });
}

/** One file of CommonJS, as a sandboxed preload must be. */
function buildPreload() {
  return build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    plugins: [notesPackages(bundled)],
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ssr: true,
      target: 'chrome156',
      outDir: join(NEXT, 'preload'),
      emptyOutDir: false,
      copyPublicDir: false,
      minify: false,
      rolldownOptions: {
        input: { preload: join(ROOT, 'src-preload/preload.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  });
}

function buildPage() {
  return build({
    configFile: join(ROOT, 'src-renderer/desktop/vite.config.ts'),
    root: join(ROOT, 'src-renderer/desktop'),
    logLevel: 'warn',
    plugins: [notesPackages(bundled)],
    build: { outDir: join(NEXT, 'renderer'), emptyOutDir: true },
  });
}

/** Stands in the page's folder, so it comes after the page, which empties it. */
function buildPhone() {
  return build({
    configFile: join(ROOT, 'src-renderer/phone/vite.config.ts'),
    root: join(ROOT, 'src-renderer/phone'),
    logLevel: 'warn',
    plugins: [notesPackages(bundled)],
    build: { outDir: join(NEXT, 'renderer/phone'), emptyOutDir: true },
  });
}

/** @param {string} part */
function moveIntoPlace(part) {
  const place = join(ROOT, 'out', part);
  const old = join(ROOT, 'out', `${part}.old`);
  rmSync(old, { recursive: true, force: true });
  if (existsSync(place)) renameSync(place, old);
  renameSync(join(NEXT, part), place);
  rmSync(old, { recursive: true, force: true });
}

const started = performance.now();
rmSync(NEXT, { recursive: true, force: true });
mkdirSync(NEXT, { recursive: true });
const programs = Object.entries(PROGRAMS).map(([name, entry]) => buildProgram(name, entry));
await Promise.all([...programs, buildPreload(), buildPage().then(buildPhone)]);
writeFileSync(join(NEXT, 'renderer/licences.txt'), licencesText(ROOT, bundled, NATIVE));
for (const part of ['main', 'preload', 'renderer']) moveIntoPlace(part);
rmSync(NEXT, { recursive: true, force: true });
console.error(`Built in ${Math.round(performance.now() - started)} ms.`);
