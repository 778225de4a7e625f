import type { RandomBytes } from '../../../src-shared/base/ids.ts';
import { fileSize, removeFile, writeDurably } from './data-files.ts';
import type { Unwritable } from './unwritable.ts';

/** Room for thousands of audit entries and device changes, and little enough that nobody misses it. */
export const BALLAST_BYTES = 1024 * 1024;

/**
 * A file that only takes up room. When the disk is full it is thrown off so that rights can still be taken away and
 * what happens is still on record. Until it can be made again, the other database does not write: it would eat the room.
 */
export class Ballast {
  private readonly file: string;
  private readonly bytes: number;
  private readonly random: RandomBytes;
  private readonly unwritable: Unwritable;
  private state: 'carried' | 'spent' | 'none';

  constructor(file: string, bytes: number, random: RandomBytes, unwritable: Unwritable) {
    this.file = file;
    this.bytes = bytes;
    this.random = random;
    this.unwritable = unwritable;
    this.state = fileSize(file) === bytes || this.make() === undefined ? 'carried' : 'none';
  }

  /** Thrown off and not yet there again. */
  get spent(): boolean {
    return this.state === 'spent';
  }

  /** Frees the room for an urgent write; false when there is none to free. */
  release(reason: unknown): boolean {
    if (this.state !== 'carried') return false;
    removeFile(this.file);
    this.state = 'spent';
    this.unwritable.failed('ballast', reason);
    return true;
  }

  /** Makes it again if there is room now. */
  restore(): boolean {
    if (this.state === 'carried') return true;
    if (this.make() !== undefined) return false;
    this.state = 'carried';
    this.unwritable.recovered('ballast');
    return true;
  }

  /** Answers what went wrong. Random bytes, since file systems fold zeros and repetition into nothing. */
  private make(): unknown {
    try {
      const block = this.random(64 * 1024);
      const bytes = new Uint8Array(this.bytes);
      for (let at = 0; at < bytes.length; at += block.length) bytes.set(block.subarray(0, bytes.length - at), at);
      writeDurably(this.file, bytes);
      return undefined;
    } catch (error) {
      // Without ballast everything works but the rescue; writers report a full disk themselves.
      return error;
    }
  }
}
