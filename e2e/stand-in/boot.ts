import { existsSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { App } from './app.ts';
import { startBrowser } from './browser.ts';
import { readLaunchLine } from './command-line.ts';
import { electronModule } from './electron-module.ts';
import { IpcMain } from './ipc-main.ts';
import { newRecords } from './records.ts';
import { type Runtime, setRuntime } from './runtime.ts';
import { Session } from './session.ts';
import { strict } from './strict.ts';

/*
 * Electron's own start: makes this process look like Electron's main process, gives it the module `electron`, loads the
 * app, and starts Chromium when the app has said where its profile is and which switches it wants.
 */

const require = createRequire(import.meta.url);
const resources = process.env['HOMEPORT_STAND_IN_RESOURCES'];
const packaged = resources === undefined ? undefined : packagedApp(resolve(resources));
// Drivers name the app that they start, which nobody does with an installed one.
const args = process.argv.slice(2).filter((each) => each !== packaged);
const line = readLaunchLine(args, packaged);

process.execPath = join(import.meta.dirname, 'electron');
process.argv = [process.execPath, ...args];
Object.assign(process, {
  type: 'browser',
  noAsar: false,
  resourcesPath: resources === undefined ? join(import.meta.dirname, 'resources') : resolve(resources),
  ...(packaged === undefined ? { defaultApp: true } : {}),
});
const { version } = require('electron/package.json') as { version: string };
Object.defineProperty(process.versions, 'electron', { value: version, enumerable: true });

const runtime: Runtime = {
  app: new App(line, packaged !== undefined),
  records: newRecords(),
  ipcMain: new IpcMain(),
  defaultSession: new Session(),
  windows: new Set(),
  contents: new Map(),
};
setRuntime(runtime);
/** For specs of the stand-in. */
Object.assign(globalThis, { standIn: runtime.records });
provideElectron(electronModule(runtime));
loadApp();
startBrowser(runtime);

/** As Electron looks for it; an archive must have been taken apart, into a directory of its name. */
function packagedApp(directory: string): string {
  const app = ['app.asar', 'app'].map((name) => join(directory, name)).find((each) => existsSync(each));
  if (app === undefined) throw new Error(`stand-in: there is no app.asar in ${directory}`);
  return app;
}

/** `electron` for every module that this process loads, whichever way. */
function provideElectron(module: Record<string, unknown>): void {
  const key = 'stand-in:electron';
  Object.assign(globalThis, { [key]: strict('electron', module) });
  const cjs = `module.exports = globalThis[${JSON.stringify(key)}];`;
  const names = Object.keys(module).map((name) => `export const ${name} = electron[${JSON.stringify(name)}];`);
  const esm = `const electron = globalThis[${JSON.stringify(key)}];\nexport default electron;\n${names.join('\n')}`;
  registerHooks({
    resolve(specifier, context, next) {
      if (!/^electron(\/(main|common))?$/.test(specifier)) return next(specifier, context);
      const kind = context.conditions.includes('require') ? 'commonjs' : 'module';
      return { url: `${key}/${kind}`, format: kind, shortCircuit: true };
    },
    load(url, context, next) {
      if (!url.startsWith(key)) return next(url, context);
      const isModule = url.endsWith('/module');
      return { format: isModule ? 'module' : 'commonjs', source: isModule ? esm : cjs, shortCircuit: true };
    },
  });
}

/**
 * Loads the app at once, and so refuses one that waits at its top level. Electron is not ready before its entry has been
 * evaluated: an entry that waits for that waits for ever.
 */
function loadApp(): void {
  try {
    for (const each of line.requires) require(resolve(each));
    require(line.app.main);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ERR_REQUIRE_ASYNC_MODULE') {
      console.error(
        'stand-in: the app waits at its top level (await outside of a function). Electron is ready only when its entry ' +
          'has been evaluated; write app.whenReady().then(…) there.',
      );
      process.exit(70);
    }
    console.error('A JavaScript error occurred in the main process');
    console.error(thrown);
    process.exit(1);
  }
}
