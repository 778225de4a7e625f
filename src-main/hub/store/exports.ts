import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { type Disposable, DisposableStore } from '../../../src-shared/base/disposable.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import { NewFile } from './new-file.ts';
import { systemCode, systemReason } from './system-reason.ts';

/** Writes files for the user, where there was nothing before and outside of our own directory. */
export class Exports implements Disposable {
  private readonly dataDir: string;
  private readonly log: Log;
  private readonly unfinished = new DisposableStore();

  constructor(dataDir: string, log: Log) {
    this.dataDir = dataDir;
    this.log = log;
  }

  /** Writes the pieces as they come; how many bytes they are. Refuses in words, and then nothing of it is left. */
  async write(path: string, pieces: AsyncIterable<string> | Iterable<string>): Promise<number> {
    await this.refuseBadPath(path);
    let file: NewFile | undefined;
    try {
      file = this.unfinished.add(await NewFile.create(path));
      for await (const piece of pieces) await file.write(piece);
      await file.finish();
      return file.bytes;
    } catch (error) {
      this.log.warn('an export failed', { reason: String(error) });
      throw this.unfinished.isDisposed ? new ProtocolError('shuttingDown') : refusal(path, error);
    } finally {
      if (file !== undefined) this.unfinished.delete(file);
    }
  }

  /** What is being written is given up and taken away. */
  dispose(): void {
    this.unfinished.dispose();
  }

  private async refuseBadPath(path: string): Promise<void> {
    if (!isAbsolute(path)) throw new ProtocolError('invalidParams', `The path of an export is absolute: ${path}`);
    const [directory, dataDir] = await Promise.all([realDirectory(path), realpath(this.dataDir)]);
    const below = relative(dataDir, join(directory, basename(path)));
    if (below.startsWith('..') || isAbsolute(below)) return;
    throw new ProtocolError('invalidParams', `${this.dataDir} is for Homeport's own files; export to another place.`);
  }
}

async function realDirectory(path: string): Promise<string> {
  try {
    return await realpath(dirname(path));
  } catch (error) {
    throw noDirectory(path, error);
  }
}

function noDirectory(path: string, error: unknown): ProtocolError {
  return new ProtocolError('directoryMissing', `${dirname(path)} cannot be used: ${systemReason(error)}.`);
}

function refusal(path: string, error: unknown): ProtocolError {
  const code = systemCode(error);
  if (code === 'EEXIST')
    return new ProtocolError('fileExists', `There is something at ${path} already; nothing is overwritten.`);
  if (code === 'ENOTDIR') return noDirectory(path, error);
  // What is not the system's is our own failure.
  if (code === '') throw error;
  return new ProtocolError(
    'storeUnavailable',
    `The export cannot be written to ${path}: ${systemReason(error)}. Nothing of it is left there.`,
  );
}
