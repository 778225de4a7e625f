import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { Disposable } from '../../../src-shared/base/disposable.ts';
import type { ProgramSource } from '../host/keeper-program.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Programs by the name of their bundle. The hub is the one that tests kill. */
const PROGRAMS = {
  keeper: 'src-main/keeper/main.ts',
  'screen-worker': 'src-main/keeper/screen-worker.ts',
  hub: 'src-main/hub/testing/hub-process.ts',
};
const NATIVE = ['node-pty', 'better-sqlite3'];
/** The keychain's package may be missing in an installed app as well. */
const OUTSIDE = [...NATIVE, 'keytar', 'bufferutil', 'utf-8-validate'];
/** Sources, and binaries for other systems. */
const NOT_SHIPPED = /^(src|deps|third_party|scripts|node_modules|typings)\b|win32|darwin/;

/** The keeper's part of an installed app, bundled as for a release, in a directory of its own. */
export interface BuiltApp extends Disposable {
  readonly directory: string;
  readonly source: ProgramSource;
  /** `node hub.js <data dir>`: a hub that knows of no other files than these. */
  readonly hub: string;
}

let bundles: Promise<ReadonlyMap<string, string>> | undefined;

/** A fresh copy each time, far from the repository; bundled once. */
export async function builtApp(): Promise<BuiltApp> {
  bundles ??= bundle();
  const directory = mkdtempSync(join(tmpdir(), 'hp-app-'));
  mkdirSync(join(directory, 'out/main'), { recursive: true });
  for (const [name, code] of await bundles) writeFileSync(join(directory, 'out/main', name), code);
  for (const name of NATIVE) {
    const from = join(ROOT, 'node_modules', name);
    const filter = (path: string): boolean => !NOT_SHIPPED.test(relative(from, path));
    cpSync(from, join(directory, 'node_modules', name), { recursive: true, filter });
  }
  cpSync(join(ROOT, 'resources/shell-integration'), join(directory, 'resources/shell-integration'), {
    recursive: true,
  });
  return {
    directory,
    source: { bundles: join(directory, 'out/main'), nodePty: join(directory, 'node_modules/node-pty') },
    hub: join(directory, 'out/main/hub.js'),
    dispose: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Code by the name of its file. Kept in memory: processes that run tests are ended without a chance to tidy up. */
async function bundle(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const [name, entry] of Object.entries(PROGRAMS)) {
    const built = await build({
      configFile: false,
      root: ROOT,
      logLevel: 'error',
      ssr: { noExternal: true, external: OUTSIDE },
      environments: { ssr: { resolve: { mainFields: ['main'] } } },
      build: {
        ssr: true,
        target: 'node24',
        write: false,
        minify: false,
        rolldownOptions: {
          input: { [name]: join(ROOT, entry) },
          external: OUTSIDE,
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: `${name}-[name]-[hash].js` },
        },
      },
    });
    if (Array.isArray(built) || !('output' in built)) throw new Error('one program is one bundle');
    for (const part of built.output) if (part.type === 'chunk') files.set(part.fileName, part.code);
  }
  return files;
}
