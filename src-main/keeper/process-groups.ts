import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

/** The foreground process group of the terminal that `leader` leads. Linux tells; elsewhere undefined. */
export function foregroundGroup(leader: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${leader}/stat`, 'utf8');
    // The name before may hold anything; what follows its closing bracket is state, ppid, pgrp, session, tty, tpgid.
    const group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[5]);
    return group > 0 ? group : undefined;
  } catch {
    // Ended meanwhile, and then it has no foreground.
    return undefined;
  }
}

export function processName(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    // Ended meanwhile.
    return undefined;
  }
}

/** Sends to every process of the group; one that is gone is where the signal wanted it. */
export function signalGroup(group: number, name: string): void {
  try {
    process.kill(-group, name as NodeJS.Signals);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // EPERM: it changed its user (sudo); the terminal's hangup reaches it all the same.
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

export function isSignal(name: string): boolean {
  return Object.hasOwn(constants.signals, name);
}

export function signalName(number: number): string {
  return Object.entries(constants.signals).find(([, each]) => each === number)?.[0] ?? `SIG${number}`;
}
