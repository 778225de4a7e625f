import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, sep } from 'node:path';
import { FaultError } from './fault.ts';
import type { Launch } from './pty.ts';

/**
 * Says in words why `launch` cannot start. Asked before forking, since afterwards a missing program shows only as one
 * that ended at once.
 */
export function checkStartable({ file, cwd, env }: Launch): void {
  const directory = statSync(cwd, { throwIfNoEntry: false });
  if (directory === undefined) throw new FaultError('directoryMissing', `The directory ${cwd} does not exist.`);
  if (!directory.isDirectory()) throw new FaultError('directoryMissing', `${cwd} is not a directory.`);
  if (!isAllowed(cwd, constants.X_OK))
    throw new FaultError('directoryMissing', `The directory ${cwd} may not be entered.`);
  // Windows has its own ways to find a program; there the attempt tells.
  if (process.platform === 'win32') return;
  const candidates = file.includes(sep) ? [isAbsolute(file) ? file : join(cwd, file)] : onPath(file, env['PATH']);
  const found = candidates.filter((each) => statSync(each, { throwIfNoEntry: false })?.isFile());
  if (found.some((each) => isAllowed(each, constants.X_OK))) return;
  if (found.length > 0) throw new FaultError('startFailed', `${found[0]} is not executable.`);
  const where = file.includes(sep) ? 'does not exist' : 'is not in any directory of PATH';
  throw new FaultError('startFailed', `${file} ${where}.`);
}

function onPath(file: string, path = '/usr/local/bin:/usr/bin:/bin'): string[] {
  return path.split(delimiter).map((directory) => join(directory === '' ? '.' : directory, file));
}

function isAllowed(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    // The caller tells the user.
    return false;
  }
}
