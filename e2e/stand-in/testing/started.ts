import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright-core';

export const STAND_IN: string = join(import.meta.dirname, '..');
export const EXECUTABLE: string = join(STAND_IN, 'electron');

export function fixture(name: string): string {
  return join(import.meta.dirname, name);
}

export function newProfile(): string {
  return mkdtempSync(join(tmpdir(), 'hp-stand-in-'));
}

/** Started as a person would start it, without anybody who drives it. */
export interface Started {
  readonly child: ChildProcess;
  /** All it has said so far. */
  readonly said: () => string;
  /** Resolves once it has said something. */
  says(text: string): Promise<void>;
  /** Its exit code, once it has ended and all it said is there. */
  readonly ended: Promise<number | null>;
}

export function start(args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}): Started {
  const child = spawn(EXECUTABLE, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const listeners = new Set<() => void>();
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      for (const listener of listeners) listener();
    });
  }
  return {
    child,
    said: () => said,
    ended,
    says(text) {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          if (!said.includes(text)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        void ended.then((code) => reject(new Error(`ended with ${code} before it said "${text}":\n${said}`)));
      });
    },
  };
}

/** Started by Playwright. */
export function drive(app: string, profile: string): Promise<ElectronApplication> {
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = STAND_IN;
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
  return _electron.launch({ args: [app, `--profile=${profile}`], env, colorScheme: null });
}

export function remove(profile: string): void {
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}

/** The processes that a process has started and that live. */
export function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
