import { lstat, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** One thing in the data directory. */
export interface UsedFile {
  readonly name: string;
  readonly bytes: number;
  /** What it is, for people. */
  readonly what: string;
}

/** A database's journals are part of it. */
const COMPANION = /^(.+\.db)-(wal|shm|journal)$/;

const KINDS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^events\.db$/, 'terminals, their last screens, recent events'],
  [/^authority\.db$/, 'devices, audit log'],
  [/^authority\.db\.backup$/, 'copy of devices and audit log'],
  [/^revoked\.jsonl$/, 'journal of what was revoked'],
  [/\.before-\d+\.bak$/, 'copy from before an update'],
  [/\.corrupt-/, 'damaged database, put aside'],
  [/^settings\.json$/, 'settings'],
  [/^settings\.json\.broken-\d+$/, 'settings that could not be read, put aside'],
  [/^hub\.log(\.1)?$/, 'log of the hub'],
  [/^ballast$/, 'room that is given up when the disk is full'],
  [/^keepers$/, 'keepers: their programs, records and logs'],
  [/^desktop$/, 'the window: its place and what it caches'],
  [/^local-device\.json$/, 'key of the command line'],
  [/\.secret$/, 'key that seals secrets'],
  [/^tailscale\.json$/, 'what Tailscale was asked to serve'],
  [/^hub\.json$/, 'address of the running hub'],
];

/** What lies in the directory, the largest first. Nothing is followed out of it; what goes meanwhile counts nothing. */
export async function dataDirUsage(dataDir: string): Promise<UsedFile[]> {
  const bytes = new Map<string, number>();
  for (const entry of await readdir(dataDir)) {
    const name = COMPANION.exec(entry)?.[1] ?? entry;
    bytes.set(name, (bytes.get(name) ?? 0) + (await bytesBelow(join(dataDir, entry))));
  }
  const files = [...bytes].map(([name, size]) => ({ name, bytes: size, what: whatIs(name) }));
  return files.sort((a, b) => b.bytes - a.bytes || a.name.localeCompare(b.name));
}

/** Of a database with its journals; 0 when it is not there. */
export async function databaseBytes(file: string): Promise<number> {
  return (await bytesBelow(file)) + (await bytesBelow(`${file}-wal`));
}

/** Bytes that the user may still write on this disk. */
export async function freeBytes(dataDir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dataDir);
  return bavail * bsize;
}

function whatIs(name: string): string {
  return KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
}

async function bytesBelow(path: string): Promise<number> {
  try {
    const found = await lstat(path);
    if (!found.isDirectory()) return found.size;
    let sum = 0;
    for (const entry of await readdir(path)) sum += await bytesBelow(join(path, entry));
    return sum;
  } catch {
    // Gone in the meantime, or not ours to look into: it takes no room that could be freed here.
    return 0;
  }
}
