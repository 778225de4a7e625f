import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { type Clock, sleep } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore } from '../../../src-shared/base/disposable.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { storageRequests } from '../../../src-shared/protocol/channels/storage/requests.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import type { Handlers } from '../../../src-shared/protocol/request.ts';
import type { Caller } from '../caller.ts';
import { NewFile } from '../store/new-file.ts';
import { systemCode, systemReason } from '../store/system-reason.ts';
import { databaseBytes, dataDirUsage, freeBytes } from './data-dir-usage.ts';
import { type ExportCounts, type ExportedTerminal, type ExportSources, exportText } from './export-text.ts';

export interface StorageNeeds {
  readonly clock: Clock;
  readonly log: Log;
  readonly dataDir: string;
  readonly terminals: {
    readonly all: ReadonlyArray<ExportedTerminal & { readonly id: string; readonly isOver: boolean }>;
    remove(id: string): void;
  };
  /** Gives room that is free in `events.db` back to the disk. */
  shrink(): Promise<void>;
  /** Resolves when the audit log has what was said so far. */
  written(): Promise<boolean>;
  sources(): Omit<ExportSources, 'at' | 'terminals'>;
}

/** Terminals that are forgotten in one go; each is told to every client. */
const REMOVED_AT_ONCE = 50;
const PAUSE_MS = 5;

type Clear = Handlers<typeof storageRequests, Caller>['storage.history.clear'];

/** What the hub keeps on the disk: how much it is, forgetting what is over, and a copy for the user. */
export class Storage implements Disposable {
  private readonly needs: StorageNeeds;
  private readonly unfinished = new DisposableStore();
  private clearing: ReturnType<Clear> | undefined;
  private exporting = false;

  constructor(needs: StorageNeeds) {
    this.needs = needs;
  }

  readonly handlers: Handlers<typeof storageRequests, Caller> = {
    'storage.usage.read': async () => {
      const { dataDir, terminals } = this.needs;
      const files = await dataDirUsage(dataDir);
      const ended = terminals.all.filter(({ isOver }) => isOver).length;
      return {
        dataDir,
        files,
        total: files.reduce((sum, { bytes }) => sum + bytes, 0),
        free: await freeBytes(dataDir),
        terminals: { running: terminals.all.length - ended, ended },
      };
    },
    'storage.history.clear': () => {
      // Whoever asks meanwhile gets the same answer.
      this.clearing ??= this.clear().finally(() => {
        this.clearing = undefined;
      });
      return this.clearing;
    },
    'storage.data.export': async ({ path }) => {
      if (this.exporting) throw new ProtocolError('limitReached', 'Another export is being written; wait for its end.');
      this.exporting = true;
      try {
        return await this.export(path);
      } finally {
        this.exporting = false;
      }
    },
  };

  /** An export that is being written is given up and taken away. */
  dispose(): void {
    this.unfinished.dispose();
  }

  private async clear(): Promise<{ removed: number; bytesBefore: number; bytesAfter: number }> {
    const { clock, dataDir, terminals } = this.needs;
    const file = join(dataDir, 'events.db');
    const bytesBefore = await databaseBytes(file);
    let removed = 0;
    for (const { id } of terminals.all.filter(({ isOver }) => isOver)) {
      if (!this.remove(id)) continue;
      removed++;
      if (removed % REMOVED_AT_ONCE === 0) await sleep(clock, PAUSE_MS);
    }
    await this.needs.shrink();
    return { removed, bytesBefore, bytesAfter: await databaseBytes(file) };
  }

  private remove(id: string): boolean {
    try {
      this.needs.terminals.remove(id);
      return true;
    } catch (error) {
      // In a pause somebody else removed it, or started it again.
      if (error instanceof ProtocolError && error.error === 'terminalNotFound') return false;
      throw error;
    }
  }

  private async export(path: string): Promise<ExportCounts & { path: string; bytes: number }> {
    await this.refuseBadPath(path);
    await this.needs.written();
    const counts: ExportCounts = { terminals: 0, auditEntries: 0 };
    let file: NewFile | undefined;
    try {
      file = this.unfinished.add(await NewFile.create(path));
      const { clock, terminals } = this.needs;
      const sources = { ...this.needs.sources(), at: clock.now(), terminals: terminals.all };
      for await (const piece of exportText(sources, counts)) await file.write(piece);
      await file.finish();
      return { path, bytes: file.bytes, ...counts };
    } catch (error) {
      this.needs.log.warn('an export failed', { reason: String(error) });
      throw this.unfinished.isDisposed ? new ProtocolError('shuttingDown') : refusal(path, error);
    } finally {
      if (file !== undefined) this.unfinished.delete(file);
    }
  }

  private async refuseBadPath(path: string): Promise<void> {
    if (!isAbsolute(path)) throw new ProtocolError('invalidParams', `The path of an export is absolute: ${path}`);
    const [directory, dataDir] = await Promise.all([realDirectory(path), realpath(this.needs.dataDir)]);
    const below = relative(dataDir, join(directory, basename(path)));
    if (below.startsWith('..') || isAbsolute(below)) return;
    throw new ProtocolError(
      'invalidParams',
      `${this.needs.dataDir} is for Homeport's own files; export to another place.`,
    );
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
