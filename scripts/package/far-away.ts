import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extractAll } from '@electron/asar';

const run = promisify(execFile);

/** A package laid out as it is installed, where nothing of the repository can be found by accident. */
export interface Installed {
  /** The app's directory: the archive taken apart, under the archive's name. */
  readonly app: string;
  readonly resources: string;
  readonly executable: string;
}

/**
 * Lays out the package whose resources are in `from` below `directory`, with `executable` as the app's. Plain Node
 * cannot read archives, so this one is a directory; every path in it is the same.
 */
export function installFarAway(from: string, directory: string, executable: string): Installed {
  const resources = join(directory, 'Homeport/resources');
  mkdirSync(resources, { recursive: true });
  for (const name of readdirSync(from).filter((each) => !each.startsWith('app.asar')))
    cpSync(join(from, name), join(resources, name), { recursive: true });
  const app = join(resources, 'app.asar');
  extractAll(join(from, 'app.asar'), app);
  const link = join(directory, 'Homeport/homeport-desktop');
  symlinkSync(executable, link);
  return { app, resources, executable: link };
}

/** The `homeport` command of the package, on one data directory, as a user's shell would run it. */
export async function homeport({ resources }: Installed, dataDir: string, ...args: string[]): Promise<string> {
  const { HOME = '/', PATH = '' } = process.env;
  const env = { HOME, PATH, LANG: 'C.UTF-8', SHELL: '/bin/bash', HOMEPORT_DATA_DIR: dataDir };
  return (await run(join(resources, 'bin/homeport'), args, { env, cwd: '/' })).stdout;
}

/** Loads every native library of the package in the app's executable as Node; answers with what it found. */
export async function loadNatives({ app, executable }: Installed): Promise<Readonly<Record<string, string>>> {
  const program = `
    const { createRequire } = require('node:module');
    const load = createRequire(${JSON.stringify(join(app, 'out/main/desktop.js'))});
    const found = {};
    found['node-pty'] = typeof load('node-pty').spawn;
    const Database = load('better-sqlite3');
    found['better-sqlite3'] = new Database(':memory:').prepare('select sqlite_version() as version').get().version;
    let keytar;
    try { keytar = load.resolve('keytar') } catch (error) { if (error.code !== 'MODULE_NOT_FOUND') throw error }
    found.keytar = keytar === undefined ? 'absent' : typeof load('keytar').getPassword;
    found.from = JSON.stringify(Object.keys(load.cache).filter((file) => file.endsWith('.node')));
    process.stdout.write(JSON.stringify(found));`;
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const { stdout } = await run(executable, ['-e', program], { env, cwd: '/' });
  const { from = '[]', ...found } = JSON.parse(stdout) as Record<string, string>;
  const strange = (JSON.parse(from) as string[]).filter((file) => !file.startsWith(app));
  if (strange.length > 0) throw new Error(`loaded from outside of the package: ${strange.join(', ')}`);
  return found;
}
