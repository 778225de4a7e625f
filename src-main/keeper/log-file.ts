import { appendFileSync, statSync, truncateSync } from 'node:fs';
import type { Clock } from '../../src-shared/base/clock.ts';
import type { Log, LogFields } from '../../src-shared/base/log.ts';

/** A keeper lives for months; the last lines are the ones that are read. */
const LIMIT = 256 * 1024;

type Level = 'info' | 'warn' | 'error';

/** Appends lines to a 0600 file and starts it anew when it is full. */
export function logFile(path: string, clock: Clock, part = 'keeper'): Log {
  const write = (level: Level, message: string, fields: LogFields = {}): void => {
    const line = JSON.stringify({ at: new Date(clock.now()).toISOString(), level, part, message, ...fields });
    append(path, `${line}\n`);
  };
  return {
    // A keeper's log is read after something went wrong elsewhere; details of the ordinary would push that out.
    debug() {},
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
    child: (name) => logFile(path, clock, name),
  };
}

function append(path: string, line: string): void {
  try {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size > LIMIT) truncateSync(path, 0);
    appendFileSync(path, line, { mode: 0o600 });
  } catch {
    // A full disk must not end anybody's shell; the hub has its own report of what happens to its keepers.
  }
}
