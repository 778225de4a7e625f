import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, toDisposable } from '../../../src-shared/base/disposable.ts';
import type { Log, LogFields } from '../../../src-shared/base/log.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LEVELS)[number];

/** Past this size the file is begun anew and the one before is kept as `.1`. */
const LARGEST_BYTES = 8 * 1024 * 1024;

/** One JSON object per line in `file`; what is at least `stderr` also in words on stderr. */
export function fileLog(
  file: string,
  clock: Clock,
  levels: { readonly file: LogLevel; readonly stderr: LogLevel | 'none' },
): Log & Disposable {
  let fd: number | undefined = openSync(file, 'a', 0o600);
  let size = statSync(file).size;

  function append(line: string): void {
    if (fd === undefined) return;
    try {
      if (size > LARGEST_BYTES) {
        closeSync(fd);
        renameSync(file, `${file}.1`);
        fd = openSync(file, 'a', 0o600);
        size = 0;
      }
      size += writeSync(fd, line);
    } catch {
      // A full disk must not stop the hub; the store tells the user about it.
    }
  }

  function write(level: LogLevel, part: string, message: string, fields: LogFields | undefined): void {
    const rank = LEVELS.indexOf(level);
    if (rank >= LEVELS.indexOf(levels.file)) {
      append(`${JSON.stringify({ at: new Date(clock.now()).toISOString(), level, part, message, ...fields })}\n`);
    }
    if (levels.stderr !== 'none' && rank >= LEVELS.indexOf(levels.stderr)) {
      process.stderr.write(`${level}: ${message}${fields === undefined ? '' : ` ${JSON.stringify(fields)}`}\n`);
    }
  }

  function speaker(part: string): Log {
    return {
      debug: (message, fields) => write('debug', part, message, fields),
      info: (message, fields) => write('info', part, message, fields),
      warn: (message, fields) => write('warn', part, message, fields),
      error: (message, fields) => write('error', part, message, fields),
      child: (name) => speaker(part === '' ? name : `${part}.${name}`),
    };
  }

  const end = toDisposable(() => {
    if (fd !== undefined) closeSync(fd);
    fd = undefined;
  });
  return { ...speaker(''), dispose: () => end.dispose() };
}
