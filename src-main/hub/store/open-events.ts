import { fileTime, moveAside } from './data-files.ts';
import type { Database } from './database.ts';
import { eventsMigrations } from './events.ts';
import type { StoreFiles } from './open-authority.ts';
import { type DatabaseKind, isCorrupt, openChecked } from './open-database.ts';

export const EVENTS_REPLACED = 'events-replaced';

function eventsKind(files: StoreFiles): DatabaseKind {
  return {
    file: `${files.directory}/events.db`,
    open: files.open,
    synchronous: 'NORMAL',
    journalPages: 1_000,
    shrinks: true,
    migrations: eventsMigrations,
  };
}

/** Opens `events.db`; a corrupt one is put aside, since terminals live in their keepers and not in it. */
export function openEventsFile(files: StoreFiles): Database {
  try {
    return openChecked(eventsKind(files));
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    return replaceEventsFile(files);
  }
}

/** Puts a corrupt `events.db` aside and begins a fresh one. */
export function replaceEventsFile(files: StoreFiles): Database {
  const kind = eventsKind(files);
  const aside = moveAside(kind.file, `corrupt-${fileTime(files.clock.now())}`);
  files.log.error('events.db was corrupt and is replaced', { aside });
  files.troubles.raise(
    EVENTS_REPLACED,
    `The record of past events was damaged and has been started afresh; running terminals go on. The damaged file is kept as ${aside}.`,
  );
  return openChecked(kind);
}
