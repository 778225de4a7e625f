import { isAbsolute } from 'node:path';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import type { AuditRow } from '../store/audit.ts';
import { NewFile } from '../store/new-file.ts';
import { systemReason } from '../store/system-reason.ts';

const STEP = 1_000;

/** Writes the whole log as JSON lines, each with its hash, so that the chain can be followed elsewhere. */
export async function exportAudit(
  path: string,
  read: (after: number, most: number) => AuditRow[],
): Promise<{ path: string; entries: number; bytes: number }> {
  if (!isAbsolute(path)) throw new ProtocolError('invalidParams', 'Name the file by its whole path, from / on.');
  const file = await NewFile.create(path).catch((error: unknown) => {
    throw refusal(path, error);
  });
  try {
    let entries = 0;
    for (let rows = read(0, STEP); rows.length > 0; rows = read(rows.at(-1)?.seq ?? 0, STEP)) {
      await file.write(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      entries += rows.length;
    }
    await file.finish();
    return { path, entries, bytes: file.bytes };
  } catch (error) {
    throw refusal(path, error);
  } finally {
    file.dispose();
  }
}

function refusal(path: string, error: unknown): ProtocolError {
  if ((error as NodeJS.ErrnoException).code === 'EEXIST') return new ProtocolError('fileExists');
  return new ProtocolError('storeUnavailable', `${path} cannot be written: ${systemReason(error)}.`);
}
