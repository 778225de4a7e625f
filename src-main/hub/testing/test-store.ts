import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Disposable, toDisposable } from '../../../src-shared/base/disposable.ts';
import { type Log, silentLog } from '../../../src-shared/base/log.ts';
import { openSqlite } from '../host/sqlite.ts';
import { openStore, type Store } from '../store/store.ts';
import { ManualClock } from './manual-clock.ts';

export const testRandom = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

/** A directory of its own under the system's temporary one. */
export function temporaryDirectory(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'homeport-test-'));
  return { path, ...toDisposable(() => rmSync(path, { recursive: true, force: true })) };
}

/** The real store on real files, with time that stands still unless moved. */
export function openTestStore(
  dataDir: string,
  parts: { readonly clock?: ManualClock; readonly log?: Log; readonly ballastBytes?: number } = {},
): Store & { readonly clock: ManualClock } {
  const clock = parts.clock ?? new ManualClock();
  const platform = {
    clock,
    log: parts.log ?? silentLog,
    random: testRandom,
    paths: { dataDir },
    openDatabase: openSqlite,
  };
  const store = openStore(platform, parts.ballastBytes ?? 64 * 1024);
  return { ...store, clock };
}
