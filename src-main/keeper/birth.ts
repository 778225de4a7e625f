import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process started, so that another one with its number is not taken for it. Empty when the system does not tell;
 * then the number alone must do. The hub's own (`process-birth.ts`) gives the same words; a keeper shares no file with it.
 */
export function birthOf(pid: number): string {
  try {
    return process.platform === 'linux' ? linuxBirth(pid) : psBirth(pid);
  } catch {
    // No such process, or a system without these means: the caller treats '' as unknown.
    return '';
  }
}

function linuxBirth(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // Field 22, counted after the name, which may hold spaces and brackets.
  const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot}:${ticks}`;
}

/** For systems without /proc. In UTC, or a change of the clocks would make it another process. */
export function psBirth(pid: number): string {
  if (process.platform === 'win32') return '';
  const env = { LC_ALL: 'C', TZ: 'UTC0', PATH: '/usr/bin:/bin' };
  return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env }).trim();
}
