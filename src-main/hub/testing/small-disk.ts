import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import type { Disposable } from '../../../src-shared/base/disposable.ts';

/** A real file system of a given size that can be filled to the last byte. */
export interface SmallDisk extends Disposable {
  readonly path: string;
  /** Takes all the room that is left. */
  fill(): void;
  /** Gives it back. */
  free(): void;
}

/** Undefined where mounting is not permitted; the test says so and is skipped. */
export function smallDisk(path: string, bytes: number): SmallDisk | undefined {
  mkdirSync(path, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const filler = `${path}/filler`;
  return {
    path,
    fill() {
      const fd = openSync(filler, 'a');
      for (let size = 64 * 1024; size >= 1; ) {
        try {
          writeSync(fd, Buffer.alloc(size, 1));
        } catch {
          size = Math.floor(size / 2);
        }
      }
      closeSync(fd);
    },
    free: () => rmSync(filler, { force: true }),
    // Lazily, so that a test that failed with files open leaves no mount behind.
    dispose: () => void execFileSync('umount', ['-l', path]),
  };
}
