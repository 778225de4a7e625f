import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import { authorityMigrations, backupOf, suspendDevices } from './authority.ts';
import { copyPrivate, fileExists, fileTime, moveAside, moveFile, removeDatabase } from './data-files.ts';
import type { Database } from './database.ts';
import { type DatabaseKind, isCorrupt, openChecked } from './open-database.ts';
import type { Troubles } from './troubles.ts';

/** What opening one of the two files takes. */
export interface StoreFiles {
  readonly directory: string;
  readonly open: (file: string) => Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly troubles: Troubles;
}

export const AUTHORITY_REPLACED = 'authority-replaced';

export function authorityFile(directory: string): string {
  return `${directory}/authority.db`;
}

/**
 * Opens `authority.db`. A corrupt one is put aside and its copy takes its place, with every device suspended until
 * somebody looks at it; without a sound copy the hub starts with no devices. Guessing who may come in is worse than asking.
 */
export function openAuthorityFile(files: StoreFiles): Database {
  const file = authorityFile(files.directory);
  const kind: DatabaseKind = {
    file,
    open: files.open,
    synchronous: 'FULL',
    // A quarter of the ballast, so that on a full disk one piece of room serves again and again.
    shrinks: false,
    journalPages: 64,
    migrations: authorityMigrations,
  };
  try {
    return openChecked(kind);
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    return recover(kind, files);
  }
}

function recover(kind: DatabaseKind, files: StoreFiles): Database {
  const suffix = `corrupt-${fileTime(files.clock.now())}`;
  const aside = moveAside(kind.file, suffix);
  files.log.error('authority.db was corrupt', { aside });
  const restored = openCopy(kind, suffix, files.clock.now());
  files.troubles.raise(
    AUTHORITY_REPLACED,
    restored === undefined
      ? `The list of devices was damaged and no copy of it could be used: every device must be let in again with a fresh link. The damaged file is kept as ${aside}.`
      : `The list of devices was damaged and has been restored from its last copy. Every device in it is suspended: give those a new end that you want to let in again, with a fresh link or under Settings, Devices. The damaged file is kept as ${aside}.`,
  );
  return restored ?? openChecked(kind);
}

/** The copy is in its place only once everybody in it is suspended, wherever the hub is killed. */
function openCopy(kind: DatabaseKind, suffix: string, at: number): Database | undefined {
  const backup = backupOf(kind.file);
  if (!fileExists(backup)) return undefined;
  const draft = `${kind.file}.restored`;
  // What a kill left of an earlier try would be played into it.
  removeDatabase(draft);
  try {
    copyPrivate(backup, draft);
    const copy = openChecked({ ...kind, file: draft });
    try {
      suspendDevices(copy, at);
    } finally {
      copy.close();
    }
    moveFile(draft, kind.file);
    return openChecked(kind);
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    // The copy is broken as well: the user is told that nothing could be restored.
    moveAside(fileExists(draft) ? draft : kind.file, `${suffix}-copy`);
    return undefined;
  }
}
