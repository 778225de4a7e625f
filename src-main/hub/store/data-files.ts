import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** The files around an SQLite database that belong to it: without them it is another database. */
const COMPANIONS = ['-wal', '-shm', '-journal'];

/** The 100-byte header of an SQLite file begins like this, and has `user_version` as four bytes, big-endian. */
const MAGIC = 'SQLite format 3\0';
const USER_VERSION_AT = 60;

/** A link, or a pipe with nobody at its other end, is refused instead of followed or waited for. Windows has neither. */
const NO_LINKS = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Makes the directory if need be, ours alone, and proves that files can be made in it. Throws what the system says. */
export function prepareDirectory(directory: string, probe: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  // Access bits lie (root, read-only mounts); a file that was made does not. It is empty, so a full disk passes.
  closeSync(openSync(probe, 'w', 0o600));
  rmSync(probe);
}

/**
 * Makes an empty file with mode 0600 when there is none, so that SQLite never makes one that others can read. Its
 * journals take over the mode.
 */
export function createPrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

/**
 * Reads the schema number without opening the database, which could change the file. 0 for what is not there yet or is
 * no database.
 */
export function readUserVersion(file: string): number {
  if (!existsSync(file)) return 0;
  const header = Buffer.alloc(100);
  const fd = openSync(file, 'r');
  try {
    readSync(fd, header, 0, header.length, 0);
  } finally {
    closeSync(fd);
  }
  return header.toString('latin1', 0, MAGIC.length) === MAGIC ? header.readInt32BE(USER_VERSION_AT) : 0;
}

/** Moves a database with its companions out of the way and says where it now is. */
export function moveAside(file: string, suffix: string): string {
  const aside = `${file}.${suffix}`;
  renameSync(file, aside);
  for (const companion of COMPANIONS) {
    if (existsSync(file + companion)) renameSync(file + companion, aside + companion);
  }
  return aside;
}

/** Removes a database with its companions. */
export function removeDatabase(file: string): void {
  for (const companion of ['', ...COMPANIONS]) rmSync(file + companion, { force: true });
}

/** Gives a file another name in the same directory, durably. */
export function moveFile(from: string, to: string): void {
  renameSync(from, to);
  syncDirectory(dirname(to));
}

/** Copies a file that nobody has open. */
export function copyPrivate(from: string, to: string): void {
  copyFileSync(from, to);
  chmodSync(to, 0o600);
}

export function fileExists(file: string): boolean {
  return existsSync(file);
}

/** 0 for what is not there. */
export function fileSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

export function removeFile(file: string): void {
  rmSync(file, { force: true });
}

/** Writes the whole content and waits until it is on the disk. On failure nothing is left behind. */
export function writeDurably(file: string, bytes: Uint8Array): void {
  const fd = openSync(file, 'w', 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } catch (error) {
    // Half of it would take room and be taken for the whole.
    rmSync(file, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
}

/**
 * Puts the content in the place of the file in one step: whoever reads it, also after a power cut, finds the old one or
 * the new one. On failure the old one stands.
 */
export function replaceDurably(file: string, bytes: Uint8Array): void {
  const draft = `${file}.draft`;
  // What a kill left there may have another mode.
  rmSync(draft, { force: true });
  writeDurably(draft, bytes);
  try {
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  syncDirectory(dirname(file));
}

/**
 * Adds a line to a file of ours and waits until it is on the disk; a new file is for the user alone. What a failed try has
 * written of it is taken away again; what a power cut left of one stays a line by itself.
 */
export function appendLineDurably(file: string, line: string): void {
  const isNew = !existsSync(file);
  const fd = openSync(file, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | NO_LINKS, 0o600);
  const { size: before } = fstatSync(fd);
  try {
    if (!fstatSync(fd).isFile()) throw new Error(`${file} is no plain file`);
    const last = Buffer.alloc(1, '\n');
    if (before > 0) readSync(fd, last, 0, 1, before - 1);
    const bytes = Buffer.from(last.toString() === '\n' ? `${line}\n` : `\n${line}\n`);
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } catch (error) {
    if (fstatSync(fd).isFile()) ftruncateSync(fd, before);
    throw error;
  } finally {
    closeSync(fd);
  }
  if (isNew) syncDirectory(dirname(file));
}

/** Waits until the names in a directory are on the disk. */
export function syncDirectory(directory: string): void {
  // Windows cannot open a directory; its renames are durable enough.
  if (process.platform === 'win32') return;
  const fd = openSync(directory, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** A time that can stand in a file name on every system: 20260131T235959123Z. */
export function fileTime(at: number): string {
  return new Date(at).toISOString().replace(/[-:.]/g, '');
}

/** The text of a plain file; undefined when there is none. Throws for anything else that bears the name. */
export function readPlainFile(file: string): string | undefined {
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
  const fd = openSync(file, constants.O_RDONLY | NO_LINKS);
  try {
    if (!fstatSync(fd).isFile()) throw new Error(`${file} is no plain file`);
    return readFileSync(fd, 'utf8');
  } finally {
    closeSync(fd);
  }
}
