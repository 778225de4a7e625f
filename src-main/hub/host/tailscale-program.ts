import { type ExecFileException, execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { OutsideProgram, Ran, RunOptions } from '../modules/tailscale/outside-program.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where it is when a program that was started from a menu has too short a PATH, or none that knows it. */
const USUAL_PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    '/usr/local/bin/tailscale',
    '/opt/homebrew/bin/tailscale',
    '/Applications/Tailscale.app/Contents/MacOS/Tailscale',
  ],
  linux: ['/usr/bin/tailscale', '/usr/local/bin/tailscale', '/snap/bin/tailscale'],
  win32: ['C:\\Program Files\\Tailscale\\tailscale.exe'],
};

/** What it may know of us: where it and its files are. Nothing of ours, and none of its own switches. */
const HANDED_ON: readonly string[] = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'TMPDIR', 'XDG_RUNTIME_DIR'],
  ...[
    'SystemRoot',
    'SystemDrive',
    'ProgramData',
    'ProgramFiles',
    'USERPROFILE',
    'APPDATA',
    'LOCALAPPDATA',
    'TEMP',
    'TMP',
  ],
];

/** Its answers about this machine alone have some kilobytes. */
const MOST_BYTES = 1024 * 1024;
/** What it has to say before it waits for somebody is said by then. */
const MOST_SEEN = 64 * 1024;

/** The program `tailscale`. Run without a shell, with arguments of ours alone, nothing to read and bounded time and output. */
export function tailscaleProgram(env: Environment, platform: NodeJS.Platform = process.platform): OutsideProgram {
  return {
    run(args, options) {
      const file = findTailscale(env, platform);
      return file === undefined
        ? Promise.resolve({ kind: 'absent' })
        : run(file, args, options, handedOn(env, platform));
    },
  };
}

/** The first in the PATH, then in the usual places. A PATH that names the current directory is not followed there. */
export function findTailscale(env: Environment, platform: NodeJS.Platform): string | undefined {
  const name = platform === 'win32' ? 'tailscale.exe' : 'tailscale';
  const path = env['PATH'] ?? env['Path'] ?? '';
  const inPath = path.split(delimiter).filter(isAbsolute);
  return [...inPath.map((directory) => join(directory, name)), ...(USUAL_PLACES[platform] ?? [])].find(isProgram);
}

function handedOn(env: Environment, platform: NodeJS.Platform): Record<string, string> {
  const known = HANDED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  // On macOS one program is window and command line, and decides by its environment.
  const asCommand = platform === 'darwin' ? { TAILSCALE_BE_CLI: '1', TERM: 'dumb' } : {};
  return { ...Object.fromEntries(known), LANG: 'C', ...asCommand };
}

function run(file: string, args: readonly string[], options: RunOptions, env: Record<string, string>): Promise<Ran> {
  const { deadline, until } = options;
  return new Promise((resolve) => {
    let isEnough = false;
    const limits = { timeout: deadline, killSignal: 'SIGKILL', maxBuffer: MOST_BYTES, windowsHide: true } as const;
    const child = execFile(file, [...args], { ...limits, env, cwd: '/' }, (error, out, err) => {
      resolve(isEnough ? { kind: 'late', out, err } : ended(error, out, err));
    });
    // It must not wait for an answer to a question.
    child.stdin?.on('error', () => {});
    child.stdin?.end();
    if (until === undefined) return;
    let seen = '';
    child.stdout?.on('data', (text: string) => {
      if (isEnough || seen.length > MOST_SEEN) return;
      seen += text;
      isEnough = until(seen);
      if (isEnough) child.kill('SIGKILL');
    });
  });
}

function ended(error: ExecFileException | null, out: string, err: string): Ran {
  if (error === null) return { kind: 'ended', code: 0, out, err };
  if (typeof error.code === 'number') return { kind: 'ended', code: error.code, out, err };
  // Gone between being found and being run.
  if (error.code === 'ENOENT') return { kind: 'absent' };
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return { kind: 'failed', why: 'it printed without end' };
  if (error.killed === true) return { kind: 'late', out, err };
  return { kind: 'failed', why: error.code ?? `it was ended by ${error.signal ?? 'the system'}` };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // The answer, not a failure.
    return false;
  }
}
