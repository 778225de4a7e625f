import { accessSync, constants, readdirSync, type Stats, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, fine, problem } from './finding.ts';

/** The store's ballast and some screens; below this the next write may fail. */
const LITTLE_ROOM = 64 * 1024 * 1024;

/** Windows has no such bits; there the user's own directory is private by its place. */
const HAS_MODES = process.platform !== 'win32';

function modeOf(stats: Stats): string {
  return (stats.mode & 0o777).toString(8).padStart(4, '0');
}

export function checkDataDir(dataDir: string): Finding {
  const stats = statSync(dataDir);
  if (!stats.isDirectory()) return problem('dataDir', `${dataDir} is not a directory.`, 'Choose another --data-dir.');
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    return problem('dataDir', `${dataDir} cannot be written (${code}).`, `Make it yours: chown "$USER" '${dataDir}'`);
  }
  if (HAS_MODES && (stats.mode & 0o077) !== 0)
    return problem(
      'dataDir',
      `${dataDir} is open to others (mode ${modeOf(stats)}).`,
      `Close it: chmod 700 '${dataDir}'`,
    );
  return fine('dataDir', `Data directory ${dataDir}, yours alone.`);
}

/** Keys, records and sockets: none of them is anybody else's to read. */
export function checkPrivateFiles(dataDir: string): Finding[] {
  if (!HAS_MODES) return [];
  const keepers = join(dataDir, 'keepers');
  const open = [...filesIn(dataDir), ...filesIn(keepers)].filter((file) => {
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats !== undefined && (stats.isFile() || stats.isSocket()) && (stats.mode & 0o077) !== 0;
  });
  if (open.length === 0) return [fine('modes', 'Keys, databases, records and sockets are closed to others.')];
  return open.map((file) => problem('modes', `${file} is open to others.`, `Close it: chmod 600 '${file}'`));
}

/** What Homeport writes; a user may keep other things here. */
const OURS = /\.(?:db|db-wal|db-shm|db\.backup|log|log\.1|json|secret|sock|socket)$|^ballast$/;

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => OURS.test(name))
      .map((name) => join(directory, name));
  } catch {
    // No such directory yet, or not ours: `checkDataDir` says which.
    return [];
  }
}

export function checkDisk(dataDir: string): Finding {
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  const text = `${(free / 1024 ** 3).toFixed(1)} GiB free on the data directory's disk.`;
  if (free >= LITTLE_ROOM) return fine('disk', text);
  return problem('disk', text, 'Make room: with a full disk terminals go on, but nothing about them is saved.');
}
