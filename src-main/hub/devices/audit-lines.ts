import type { AuditRow } from '../store/audit.ts';

/** Reading and writing as many takes a few milliseconds. */
const ROWS = 256;

/** The whole log as JSON lines, each with its hash, so that the chain can be followed elsewhere. Counts as it goes. */
export function* auditLines(
  audit: { read(after: number, most: number): AuditRow[] },
  counts: { entries: number },
): Generator<string> {
  for (let last = 0; ; ) {
    const rows = audit.read(last, ROWS);
    if (rows.length === 0) return;
    yield rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    counts.entries += rows.length;
    last = rows.at(-1)?.seq ?? last;
  }
}
