import { z } from 'zod';
import { readOwnFile, replaceOwnFile } from '../hub/host/own-file.ts';

/** More restarts than that within {@link WITHIN_MS} lead nowhere. */
const MOST = 3;
const WITHIN_MS = 60_000;

const recordSchema = z.array(z.number()).max(100);

/** The times, ms since 1970, at which the app was started anew after a failure; kept in a file from one start to the next. */
export class RestartRecord {
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  /** Whether another restart may help. */
  mayRestart(now: number): boolean {
    return this.recent(now).length < MOST;
  }

  add(now: number): void {
    try {
      replaceOwnFile(this.file, JSON.stringify([...this.recent(now), now]));
    } catch {
      // A restart that is not counted is offered by hand all the same: a person is in the loop.
    }
  }

  private recent(now: number): number[] {
    // A clock that was set back leaves times to come, which say nothing.
    return this.read().filter((at) => at <= now && now - at < WITHIN_MS);
  }

  private read(): number[] {
    try {
      return recordSchema.parse(JSON.parse(readOwnFile(this.file)));
    } catch {
      // None yet, or one that somebody broke: nothing is known of earlier restarts.
      return [];
    }
  }
}
