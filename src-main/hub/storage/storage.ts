import { join } from 'node:path';
import { type Clock, sleep } from '../../../src-shared/base/clock.ts';
import type { storageRequests } from '../../../src-shared/protocol/channels/storage/requests.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import type { Handlers } from '../../../src-shared/protocol/request.ts';
import type { Caller } from '../caller.ts';
import type { Exports } from '../store/exports.ts';
import { databaseBytes, dataDirUsage, freeBytes } from './data-dir-usage.ts';
import { type ExportCounts, type ExportedTerminal, type ExportSources, exportText } from './export-text.ts';

export interface StorageNeeds {
  readonly clock: Clock;
  readonly dataDir: string;
  readonly terminals: {
    readonly all: ReadonlyArray<ExportedTerminal & { readonly id: string; readonly isOver: boolean }>;
    remove(id: string): void;
  };
  /** Gives room that is free in `events.db` back to the disk. */
  shrink(): Promise<void>;
  /** Resolves when the audit log has what was said so far. */
  written(): Promise<boolean>;
  /** Where copies for the user are written. */
  readonly exports: Pick<Exports, 'write'>;
  sources(): Omit<ExportSources, 'at' | 'terminals'>;
}

/** Terminals that are forgotten in one go; each is told to every client. */
const REMOVED_AT_ONCE = 50;
const PAUSE_MS = 5;

type Clear = Handlers<typeof storageRequests, Caller>['storage.history.clear'];

/** What the hub keeps on the disk: how much it is, forgetting what is over, and a copy for the user. */
export class Storage {
  private readonly needs: StorageNeeds;
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
    await this.needs.written();
    const { clock, terminals, exports } = this.needs;
    const counts: ExportCounts = { terminals: 0, auditEntries: 0 };
    const sources = { ...this.needs.sources(), at: clock.now(), terminals: terminals.all };
    const bytes = await exports.write(path, exportText(sources, counts));
    return { path, bytes, ...counts };
  }
}
