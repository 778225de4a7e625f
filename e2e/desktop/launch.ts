import type { ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { endKeepers } from '../../src-main/hub/testing/test-hub.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const STAND_IN = join(ROOT, 'e2e/stand-in');

/** What a desktop spec runs on: Electron itself, or the executable that takes its place where there is no binary. */
export type Runtime = 'electron' | 'stand-in';

/** Where Electron's binary is, or null. The package's own index.js would download one, so it is not asked. */
export function realElectron(): string | null {
  const home = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const pathFile = join(home, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const executable = join(home, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(executable) ? executable : null;
}

/** Part of every desktop suite's name, so that nobody takes the stand-in's word for Electron's. */
export const runtime: Runtime = chooseRuntime(process.env['HOMEPORT_E2E_RUNTIME']);

function chooseRuntime(wanted: string | undefined): Runtime {
  const found = realElectron();
  if (wanted === undefined || wanted === '') return found === null ? 'stand-in' : 'electron';
  if (wanted !== 'electron' && wanted !== 'stand-in') {
    throw new Error(`HOMEPORT_E2E_RUNTIME is "${wanted}"; it can be "electron" or "stand-in".`);
  }
  if (wanted === 'electron' && found === null) {
    throw new Error('HOMEPORT_E2E_RUNTIME is "electron" but there is no Electron binary: run `npx install-electron`.');
  }
  return wanted;
}

/** The executable that a spec can start by hand, as a second instance for example. */
export const executable: string = runtime === 'electron' ? (realElectron() ?? '') : join(STAND_IN, 'electron');

export interface LaunchOptions {
  /** Before the app's directory: what is for Electron itself, such as modules that it requires first. */
  readonly before?: ReadonlyArray<string>;
  /** After the app's directory and `--data-dir`, as a person would type them. */
  readonly args?: ReadonlyArray<string>;
  readonly env?: Readonly<Record<string, string>>;
  /** Kept after `close`, so that a spec can start the app again on it. */
  readonly dataDir?: string;
  /** A directory with a package.json whose `main` is built; the repository when absent. */
  readonly appDir?: string;
}

export interface Started {
  readonly app: ElectronApplication;
  readonly dataDir: string;
  /** Ends the app as a quit that nobody asks about; then keepers and the directory, unless the spec brought its own. */
  close(): Promise<void>;
}

export interface Launched extends Started {
  /** The first window. */
  readonly page: Page;
}

/** Starts the built app and waits for its first window. */
export async function launch(options: LaunchOptions = {}): Promise<Launched> {
  const started = await start(options);
  return { ...started, page: await started.app.firstWindow() };
}

/** Starts the built app with a shell that prints nothing of the machine it runs on. */
export async function start(options: LaunchOptions = {}): Promise<Started> {
  const dataDir = options.dataDir ?? newDataDir();
  // Playwright asks the electron package where the executable is, and the package asks this.
  if (runtime === 'stand-in') process.env['ELECTRON_OVERRIDE_DIST_PATH'] = STAND_IN;
  const app = await _electron.launch({
    cwd: ROOT,
    args: [...(options.before ?? []), options.appDir ?? ROOT, `--data-dir=${dataDir}`, ...(options.args ?? [])],
    env: { ...definedEnv(), ...SHELL_ENV, ...options.env },
    // The app decides about light and dark; Playwright would decide for light.
    colorScheme: null,
    timeout: 30_000,
  });
  // Playwright does not tell any more once the app has ended.
  const child = app.process();
  if (process.env['HOMEPORT_E2E_LOG'] !== undefined) {
    child.stdout?.pipe(process.stderr);
    child.stderr?.pipe(process.stderr);
  }
  return {
    app,
    dataDir,
    async close() {
      await end(app, child);
      await endKeepers(dataDir);
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Short, since a unix socket's path has room for a hundred letters; private, as the app would make it. */
export function newDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'hp-'));
  chmodSync(dataDir, 0o700);
  return dataDir;
}

const SHELL_ENV = { LANG: 'C.UTF-8', SHELL: '/bin/bash', TERM: 'xterm-256color', PS1: '$ ' };

function definedEnv(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

/** `app.exit` asks nobody, where a quit asks what is to become of running terminals. */
async function end(app: ElectronApplication, child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  await app
    .evaluate((electron) => electron.app.exit(0))
    .catch(() => {
      // The connection breaks as the process ends, which is what is waited for next.
    });
  await gone;
}
