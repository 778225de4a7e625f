import { chmodSync, mkdirSync, statSync } from 'node:fs';

/** A data directory that a hub cannot or must not use. The message is a sentence with what to do next. */
export class DataDirError extends Error {}

/** Makes the data directory, ours alone, or throws a {@link DataDirError}. */
export function openDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    refuseForeign(dataDir);
    // A directory that was there before may be open to others.
    chmodSync(dataDir, 0o700);
  } catch (thrown) {
    if (thrown instanceof DataDirError) throw thrown;
    const { code } = thrown as NodeJS.ErrnoException;
    throw new DataDirError(
      `The data directory ${dataDir} cannot be used (${code}). Make it a directory that you own, or choose another with --data-dir.`,
    );
  }
}

/** Only root gets this far in a directory of somebody else, who could put keys and keepers of their own into it. */
function refuseForeign(dataDir: string): void {
  const me = process.getuid?.();
  if (me === undefined || statSync(dataDir).uid === me) return;
  throw new DataDirError(
    `The data directory ${dataDir} belongs to another user, who could take over the terminals in it. Make it yours (chown), or choose another with --data-dir.`,
  );
}
