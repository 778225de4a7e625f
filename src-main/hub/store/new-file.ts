import { rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Disposable } from '../../../src-shared/base/disposable.ts';
import { syncDirectory } from './data-files.ts';

/**
 * A file that was not there before, for the user alone. It is whole and on the disk once `finish` has resolved;
 * disposed before that, it is gone again.
 */
export class NewFile implements Disposable {
  readonly path: string;
  private readonly handle: FileHandle;
  private finished = false;
  private disposed = false;
  private written = 0;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.handle = handle;
  }

  /** Fails with the system's error, EEXIST among them also for a link that leads nowhere. */
  static async create(path: string): Promise<NewFile> {
    return new NewFile(path, await open(path, 'wx', 0o600));
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.written;
  }

  async write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += (await this.handle.write(bytes, at)).bytesWritten;
    this.written += bytes.length;
  }

  async finish(): Promise<void> {
    await this.handle.sync();
    await this.handle.close();
    syncDirectory(dirname(this.path));
    this.finished = !this.disposed;
  }

  /** At once, since the process may end right after. */
  dispose(): void {
    if (this.finished || this.disposed) return;
    this.disposed = true;
    rmSync(this.path, { force: true });
    // Closed already where `finish` failed; the file is gone either way.
    this.handle.close().catch(() => {});
  }
}
