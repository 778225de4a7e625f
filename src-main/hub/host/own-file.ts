import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Far more than any of them has. Bytes. */
const MOST_BYTES = 64 * 1024;

/**
 * The text of a small file of the program's own, such as a key, or where its hub is. Throws what the system says, and
 * for what is no such file: a pipe in its place would hold everything up until somebody writes into it.
 */
export function readOwnFile(file: string): string {
  const fd = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = fstatSync(fd);
    if (!found.isFile()) throw new Error('it is no regular file');
    if (found.size > MOST_BYTES) throw new Error('it is much too large');
    return readFileSync(fd, 'utf8');
  } finally {
    closeSync(fd);
  }
}

/** Puts the text in the place of the file, whole or not at all, for the user alone. Throws what the system says. */
export function replaceOwnFile(file: string, text: string): void {
  const next = `${file}.next`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // What a kill left there, or what is no file at all and would be written into.
  rmSync(next, { force: true });
  writeFileSync(next, text, { flag: 'wx', mode: 0o600 });
  renameSync(next, file);
}
