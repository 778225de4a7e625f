import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { CommandLine as ElectronCommandLine } from 'electron';
import { strict } from './strict.ts';

/** What Electron makes of its command line: switches of Chromium, modules to load first, and the app. */
export interface LaunchLine {
  readonly switches: Map<string, string>;
  readonly requires: ReadonlyArray<string>;
  readonly app: AppFiles;
}

export interface AppFiles {
  /** `app.getAppPath()`. */
  readonly directory: string;
  readonly main: string;
  readonly manifest: Manifest;
}

interface Manifest {
  readonly name?: string;
  readonly productName?: string;
  readonly version?: string;
  readonly main?: string;
  readonly type?: string;
}

/** `packaged` is the app inside of an installed one, whose command line then belongs to the app alone. */
export function readLaunchLine(args: ReadonlyArray<string>, packaged: string | undefined): LaunchLine {
  const switches = new Map<string, string>();
  const requires: string[] = [];
  let app = packaged;
  for (let i = 0; i < args.length; i++) {
    const each = args[i] ?? '';
    // Behind `--` nothing is an option, to Chromium neither.
    if (each === '--') break;
    if (each === '-r' || each === '--require') requires.push(args[++i] ?? '');
    else if (each.startsWith('--')) {
      const [name = '', ...value] = each.slice(2).split('=');
      switches.set(name.toLowerCase(), value.join('='));
    } else app ??= each;
  }
  return { switches, requires, app: findApp(resolve(app ?? '.')) };
}

function findApp(path: string): AppFiles {
  if (statSync(path).isFile()) return { directory: dirname(path), main: path, manifest: {} };
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Manifest;
  return { directory: path, main: resolve(path, manifest.main ?? 'index.js'), manifest };
}

/** `app.commandLine`. */
export function commandLine(switches: Map<string, string>): Omit<ElectronCommandLine, 'appendArgument'> {
  return strict('app.commandLine', {
    appendSwitch(name: string, value = '') {
      switches.set(name.toLowerCase(), value);
    },
    hasSwitch: (name: string) => switches.has(name.toLowerCase()),
    getSwitchValue: (name: string) => switches.get(name.toLowerCase()) ?? '',
    removeSwitch(name: string) {
      switches.delete(name.toLowerCase());
    },
  });
}
