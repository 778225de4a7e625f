import { chmodSync, closeSync, copyFileSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Puts `fresh` in the place of `old`, an executable, in one step: whatever fails, and whenever, one of the two is there
 * in full. What runs from the old one goes on running from it.
 */
export function replaceFile(fresh: string, old: string): void {
  chmodSync(fresh, 0o755);
  try {
    renameSync(fresh, old);
    return;
  } catch (error) {
    const isElsewhere = error instanceof Error && 'code' in error && error.code === 'EXDEV';
    if (!isElsewhere) throw error;
  }
  const beside = join(dirname(old), `.${basename(old)}.new`);
  try {
    copyFileSync(fresh, beside);
    chmodSync(beside, 0o755);
    const fd = openSync(beside, 'r+');
    fsyncSync(fd);
    closeSync(fd);
    renameSync(beside, old);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  rmSync(fresh, { force: true });
}
