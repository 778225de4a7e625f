import { closeSync, constants, fstatSync, fsyncSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { invariant } from '../../../../src-shared/base/invariant.ts';
import type { ReadOutcome, RemoveOutcome, SecretStore, WriteOutcome } from '../../secrets/secret-store.ts';
import { writeDurably } from '../../store/data-files.ts';

/** Windows has neither owners nor modes that say anything here; the directory belongs to the user alone. */
const HAS_MODES = process.platform !== 'win32';

/** No link that leads elsewhere, and no waiting for the other end of a pipe. Windows knows neither. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** A key takes one line of some fifty letters; more is not ours. */
const MOST_BYTES = 64 * 1024;

/**
 * `<directory>/<name>.secret`, 0600: for machines without a keychain. What protects it is the file system alone, so a
 * file that others can read, or that is somebody else's, is refused and left as it is.
 */
export class FileStore implements SecretStore {
  readonly where = 'file';
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  async read(name: string): Promise<ReadOutcome> {
    const file = this.fileOf(name);
    try {
      const fd = openSync(file, FLAGS);
      try {
        return readOpen(file, fd);
      } finally {
        closeSync(fd);
      }
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return { kind: 'absent' };
      return refused(`${file} cannot be read (${codeOf(error)}); look who owns it and whether it is a plain file`);
    }
  }

  /** All of it or nothing, and on the disk when it is said to be written. */
  async write(name: string, value: Uint8Array): Promise<WriteOutcome> {
    const file = this.fileOf(name);
    const draft = `${file}.draft`;
    try {
      // A draft that was left there could have another mode.
      rmSync(draft, { force: true });
      writeDurably(draft, Buffer.from(`${Buffer.from(value).toString('base64url')}\n`));
      renameSync(draft, file);
      this.syncDirectory();
      return { kind: 'written' };
    } catch (error) {
      rmSync(draft, { force: true });
      return refused(`${file} cannot be written (${codeOf(error)}); look at the free space and who owns the directory`);
    }
  }

  async remove(name: string): Promise<RemoveOutcome> {
    const file = this.fileOf(name);
    try {
      rmSync(file, { force: true });
      this.syncDirectory();
      return { kind: 'removed' };
    } catch (error) {
      return refused(`${file} cannot be removed (${codeOf(error)}); look who owns the directory`);
    }
  }

  private fileOf(name: string): string {
    invariant(/^[a-z0-9_-]+$/.test(name), `a secret called ${name}`);
    return `${this.directory}/${name}.secret`;
  }

  /** A new name is on the disk only when its directory is. Windows cannot open one. */
  private syncDirectory(): void {
    if (!HAS_MODES) return;
    const fd = openSync(this.directory, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  }
}

function readOpen(file: string, fd: number): ReadOutcome {
  const stats = fstatSync(fd);
  const { mode, uid, size } = stats;
  if (!stats.isFile()) return refused(`${file} is no plain file; move it away if it is not yours`);
  if (HAS_MODES && uid !== process.getuid?.()) {
    return refused(`${file} belongs to another user; put back your own, or take it away if it was never yours`);
  }
  if (HAS_MODES && (mode & 0o077) !== 0) {
    return refused(`${file} is open to others; close it with chmod 600 if nobody else has read it`);
  }
  const text = size > MOST_BYTES ? '' : readFileSync(fd, 'latin1').trimEnd();
  const value = Buffer.from(text, 'base64url');
  if (text === '' || value.toString('base64url') !== text) {
    return refused(`${file} is damaged; put it back from a backup`);
  }
  return { kind: 'found', value };
}

function refused(why: string): { readonly kind: 'unavailable'; readonly why: string; readonly lasting: boolean } {
  return { kind: 'unavailable', why, lasting: false };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'for no known reason';
}
