import { z } from 'zod';
import type { Log } from '../../../src-shared/base/log.ts';
import { readOwnFile, replaceOwnFile } from '../../hub/host/own-file.ts';
import { compareVersions, isRelease } from './version-order.ts';

const fileSchema = z.object({ highest: z.string().refine(isRelease) });

/** The highest version that a signed feed ever offered here: an older feed after it is a replay, or a server's mistake. */
export class SeenVersion {
  private readonly file: string;
  private readonly log: Log;
  private highest: string;

  constructor(file: string, current: string, log: Log) {
    this.file = file;
    this.log = log;
    const seen = this.read();
    this.highest = seen !== undefined && compareVersions(seen, current) > 0 ? seen : current;
  }

  /** Undefined when all is well; the version that this one is older than. */
  newerThan(version: string): string | undefined {
    return compareVersions(version, this.highest) < 0 ? this.highest : undefined;
  }

  remember(version: string): void {
    if (compareVersions(version, this.highest) <= 0) return;
    this.highest = version;
    try {
      replaceOwnFile(this.file, JSON.stringify({ highest: version }));
    } catch (error) {
      // It holds for this run; the next one believes the version that is installed.
      this.log.warn('the highest version seen cannot be written', { error: String(error) });
    }
  }

  private read(): string | undefined {
    try {
      return fileSchema.parse(JSON.parse(readOwnFile(this.file))).highest;
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!missing) this.log.warn('the highest version seen cannot be read', { error: String(error) });
      return undefined;
    }
  }
}
