import type { Clock } from '../../../src-shared/base/clock.ts';
import { DisposableStore, toDisposable } from '../../../src-shared/base/disposable.ts';
import type { RandomBytes } from '../../../src-shared/base/ids.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import { Authority } from './authority.ts';
import { BALLAST_BYTES, Ballast } from './ballast.ts';
import { prepareDirectory } from './data-files.ts';
import { type Database, faultOf, isSqliteError } from './database.ts';
import { Events } from './events.ts';
import { authorityFile, openAuthorityFile } from './open-authority.ts';
import { openEventsFile, replaceEventsFile } from './open-events.ts';
import { StoreError, StoreInUse, StoreStrange, StoreUnwritable } from './store-error.ts';
import { Troubles } from './troubles.ts';
import { Unwritable } from './unwritable.ts';

/** What the store needs of the platform; a `Platform` fits. */
export interface StorePlatform {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: RandomBytes;
  readonly paths: { readonly dataDir: string };
  openDatabase(file: string): Database;
}

/** The two files of a data directory, held alone until `close`. */
export interface Store {
  readonly authority: Authority;
  readonly events: Events;
  /** What the store has to tell the user; others may add theirs. */
  readonly troubles: Troubles;
  close(): void;
}

/** With the disk full, room for urgent writes is looked for and given back this often. */
const BALLAST_EVERY_MS = 10_000;

/**
 * Opens the store. Throws a {@link StoreError} whose message can be shown when a hub cannot run here; everything that
 * can be got over is got over and told in `troubles`.
 */
export function openStore(platform: StorePlatform, ballastBytes = BALLAST_BYTES): Store {
  const { clock, random } = platform;
  const directory = platform.paths.dataDir;
  const log = platform.log.child('store');
  const troubles = new Troubles(clock);
  const unwritable = new Unwritable(troubles, log);
  const files = { directory, open: (file: string) => platform.openDatabase(file), clock, log, troubles };
  const owned = new DisposableStore();
  try {
    prepareDirectory(directory, `${directory}/.probe`);
    const file = authorityFile(directory);
    const authorityDb = openAuthorityFile(files);
    owned.add(toDisposable(() => authorityDb.close()));
    const ballast = new Ballast(`${directory}/ballast`, ballastBytes, random, unwritable);
    const parts = { clock, log, random, unwritable, ballast };
    const authority = new Authority(authorityDb, file, parts);
    owned.add(toDisposable(() => authority.stop()));
    const events = new Events(openEventsFile(files), { ...parts, replace: () => replaceEventsFile(files) });
    owned.add(toDisposable(() => events.close()));
    owned.add(clock.every(BALLAST_EVERY_MS, () => ballast.spent && ballast.restore()));
    return { authority, events, troubles, close: () => owned.dispose() };
  } catch (error) {
    // The lock must not stay behind in a process that goes on without a hub.
    owned.dispose();
    if (error instanceof StoreError) throw error;
    if (faultOf(error) === 'busy') throw new StoreInUse(directory);
    if (isSqliteError(error) && faultOf(error) === 'other') throw new StoreStrange(directory, error);
    throw new StoreUnwritable(directory, error);
  }
}
