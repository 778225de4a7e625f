import type { Log } from '../../../src-shared/base/log.ts';
import { faultOf } from './database.ts';
import type { Troubles } from './troubles.ts';

export const STORE_UNWRITABLE = 'store-unwritable';

const FULL =
  'The disk is full: terminals go on, but what changes now is lost if Homeport stops. Free some space; nothing else is needed.';
const FAILING =
  'The disk refuses writes: terminals go on, but what changes now is lost if Homeport stops. Check the disk and the permissions of the data directory.';

/** The one trouble of several writers: there as long as any of them cannot write. */
export class Unwritable {
  private readonly troubles: Troubles;
  private readonly log: Log;
  private readonly parts = new Map<string, string>();

  constructor(troubles: Troubles, log: Log) {
    this.troubles = troubles;
    this.log = log;
  }

  failed(part: string, error: unknown): void {
    const text = faultOf(error) === 'full' || isNoSpace(error) ? FULL : FAILING;
    if (!this.parts.has(part)) this.log.warn('writing fails', { part, reason: String(error) });
    this.parts.set(part, text);
    this.troubles.raise(STORE_UNWRITABLE, text);
  }

  recovered(part: string): void {
    if (!this.parts.delete(part)) return;
    this.log.info('writing works again', { part });
    const left = [...this.parts.values()][0];
    if (left === undefined) this.troubles.withdraw(STORE_UNWRITABLE);
    else this.troubles.raise(STORE_UNWRITABLE, left);
  }
}

function isNoSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
