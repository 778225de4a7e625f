import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/**
 * When a process was born, in words that no other process on this machine will ever have, so that a pid that was given
 * out again is not taken for the one before. Undefined when there is no such process, or only its corpse, and on Windows,
 * where only slow means tell.
 */
export async function processBirth(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return linuxBirth(pid);
  if (process.platform === 'win32') return undefined;
  return psBirth(pid);
}

async function linuxBirth(pid: number): Promise<string | undefined> {
  let stat: string;
  try {
    stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // No such process: the answer, not a failure.
    return undefined;
  }
  // The program's name stands in parentheses and may contain anything, also ")".
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const startTime = fields[19];
  // A zombie is a dead process that nobody has looked after.
  if (state === 'Z' || state === 'X' || startTime === undefined) return undefined;
  const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  return `${boot}:${startTime}`;
}

/** For systems without /proc. */
export async function psBirth(pid: number): Promise<string | undefined> {
  const line = await output('ps', ['-o', 'state=,lstart=', '-p', String(pid)]);
  // Blanks inside stay as they are: the keeper writes them so.
  const [, state, started] = /^(\S+)\s+(.*)$/.exec(line ?? '') ?? [];
  return state === undefined || state.startsWith('Z') ? undefined : started;
}

/** `ps` tells local time: in the user's zone and language, a process would be another one after a change of the clocks. */
const PS_ENV = { LC_ALL: 'C', TZ: 'UTC0', PATH: '/usr/bin:/bin' };

function output(file: string, args: ReadonlyArray<string>): Promise<string | undefined> {
  return new Promise((resolve) => {
    // It fails for a pid that is not there, which is an answer.
    execFile(file, args, { env: PS_ENV, windowsHide: true }, (error, stdout) => {
      const text = stdout.trim();
      resolve(error !== null || text === '' ? undefined : text);
    });
  });
}

/** Whether the process that was born so still is. Where births are not told (`''`), the pid alone has to do. */
export async function isAlive(pid: number, birth: string): Promise<boolean> {
  if (birth !== '') return (await processBirth(pid)) === birth;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process: the answer, not a failure.
    return false;
  }
}
