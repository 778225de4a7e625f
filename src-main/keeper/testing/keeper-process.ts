import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type KeeperRecord, keeperRecordSchema } from '../../../src-shared/keeper-protocol/messages.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface KeeperProcess {
  readonly record: KeeperRecord;
  readonly directory: string;
  readonly isAlive: () => boolean;
  dispose(): void;
}

/** A keeper as the hub starts it: detached, without stdio. */
export async function startKeeper(
  directory: string = mkdtempSync(join(tmpdir(), 'homeport-keeper-')),
  flags: readonly string[] = [],
): Promise<KeeperProcess> {
  const id = `k_${Math.random().toString(36).slice(2, 10)}`;
  const child = spawn(process.execPath, [...flags, MAIN, '--dir', directory, '--id', id], {
    detached: true,
    stdio: 'ignore',
  });
  child.unref();
  const pid = child.pid ?? 0;
  // Also when a test fails before it says so.
  process.once('exit', () => isRunning(pid) && process.kill(pid, 'SIGKILL'));
  const path = join(directory, `${id}.json`);
  await waitFor('keeper record', () => statSync(path, { throwIfNoEntry: false }) !== undefined);
  const record = keeperRecordSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const isAlive = (): boolean => isRunning(pid);
  return {
    record,
    directory,
    isAlive,
    dispose() {
      if (isAlive()) process.kill(pid, 'SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Not a zombie either: the keeper's parent is the test, which reaps late. */
export function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
  } catch {
    return false;
  }
}

export async function waitFor(what: string, isThere: () => boolean, ms = 15_000): Promise<void> {
  const end = performance.now() + ms;
  while (!isThere()) {
    if (performance.now() > end) throw new Error(`timed out waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
