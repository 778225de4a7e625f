import { type ChildProcess, spawn } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { CdpConnection } from './cdp-connection.ts';
import { Unsupported } from './strict.ts';

const OWN = [
  '--remote-debugging-pipe',
  // For Playwright, which reads the address from our stderr.
  '--remote-debugging-port=0',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-startup-window',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  '--disable-breakpad',
  '--disable-crash-reporter',
  '--hide-crash-restore-bubble',
  '--password-store=basic',
  '--use-mock-keychain',
  '--test-type',
];
/** A display as people have one; Chromium's own would be as small as a window. */
const HEADLESS = ['--headless=new', '--screen-info={1600x1000}'];
/** Switches of Electron or of this process that Chromium must not see. */
const NOT_FOR_CHROMIUM: ReadonlySet<string> = new Set([
  'inspect',
  'inspect-brk',
  'remote-debugging-port',
  'user-data-dir',
  'no-sandbox',
]);

export interface Chromium {
  readonly cdp: CdpConnection;
  readonly process: ChildProcess;
  /** What Playwright connects to. */
  readonly address: string;
  /** Ends it with all its processes, and answers when it is gone. */
  end(): Promise<void>;
}

export function startChromium(profile: string, switches: ReadonlyMap<string, string>): Promise<Chromium> {
  const program = process.env['HOMEPORT_CHROMIUM'] || '/usr/bin/chromium';
  const headless = !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'];
  endLeftOver(profile);
  mkdirSync(profile, { recursive: true });
  const args = [
    ...(headless ? HEADLESS : []),
    ...(process.getuid?.() === 0 || switches.has('no-sandbox') ? ['--no-sandbox'] : []),
    `--user-data-dir=${profile}`,
    ...withSwitches(OWN, switches),
  ];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'], env: environment() });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const cdp = new CdpConnection(child.stdio[3] as Writable, child.stdio[4] as Readable);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    let said = '';
    child.once('exit', (code, signal) =>
      reject(new Error(`Chromium ended (${code ?? signal}) as it started:\n${said}`)),
    );
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (said === 'listening') return;
      said += text;
      const address = /^DevTools listening on (ws:\/\/\S+)$/m.exec(said)?.[1];
      if (address === undefined) return;
      said = 'listening';
      resolve({
        cdp,
        process: child,
        address,
        async end() {
          if (child.exitCode === null && child.signalCode === null) cdp.browser.post('Browser.close');
          const late = setTimeout(() => child.kill('SIGKILL'), 1_000);
          await gone;
          clearTimeout(late);
        },
      });
    });
  });
}

/** Features from several sides are one list; other switches are the app's as it says them, unless they are ours. */
function withSwitches(own: ReadonlyArray<string>, switches: ReadonlyMap<string, string>): string[] {
  const taken = new Set(own.map((each) => each.slice(2).split('=')[0]));
  const theirs = [...switches].filter(([name]) => !NOT_FOR_CHROMIUM.has(name) && !taken.has(name));
  return [...own, ...theirs.map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`))];
}

/** What is meant for our Node is not meant for programs that it starts. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...rest } = process.env;
  return rest;
}

/**
 * A Chromium whose app was killed goes within a second. An app that starts again sooner must not be handed to it, so it
 * is ended here; one whose app lives is not ours to end.
 */
function endLeftOver(profile: string): void {
  const lock = join(profile, 'SingletonLock');
  const pid = lockHolder(lock);
  if (pid === undefined) return;
  if (isChromiumOf(pid, profile)) {
    if (isStandIn(parentOf(pid))) throw new Unsupported('running two apps on one userData directory');
    process.kill(pid, 'SIGKILL');
  }
  for (const name of ['SingletonLock', 'SingletonSocket', 'SingletonCookie'])
    rmSync(join(profile, name), { force: true });
}

/** The lock is a link that leads nowhere and is called `host-pid`. */
function lockHolder(lock: string): number | undefined {
  if (lstatSync(lock, { throwIfNoEntry: false }) === undefined) return undefined;
  return Number(readlinkSync(lock).split('-').at(-1));
}

function isChromiumOf(pid: number, profile: string): boolean {
  return argumentsOf(pid).includes(`--user-data-dir=${profile}`);
}

function isStandIn(pid: number): boolean {
  return argumentsOf(pid).includes(join(import.meta.dirname, 'boot.ts'));
}

function argumentsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    // Gone, as its lock will be.
    return [];
  }
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
