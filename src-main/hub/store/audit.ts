import { createHash } from 'node:crypto';
import type { Database, Statement } from './database.ts';
import type { PendingWrites } from './group-commit.ts';

/** Who did what when and how it was answered. Never what it was about in content: no keys, no paths, no command lines. */
export interface AuditEntry {
  readonly at: number;
  /** A device id, or an address in words for somebody who has none. */
  readonly who: string;
  /** The method, or another name of the form `service.noun.verb`. */
  readonly what: string;
  /** `ok`, or the name of the refusal. */
  readonly verdict: string;
}

export interface AuditRow extends AuditEntry {
  readonly seq: number;
  /** Over this row and the hash before it, so that a changed or missing row shows. */
  readonly hash: string;
}

/** More than minutes of a full disk bring; beyond it, the number of lost ones is what goes on record. */
const MOST_WAITING = 10_000;
const STEP = 256;
const FIRST_HASH = '0'.repeat(64);

function hashOf(before: string, seq: number, entry: AuditEntry): string {
  const text = JSON.stringify([before, seq, entry.at, entry.who, entry.what, entry.verdict]);
  return createHash('sha256').update(text).digest('hex');
}

/** The append-only log of `authority.db`; the tables' triggers refuse changes even to us. */
export class Audit implements PendingWrites {
  private readonly touch: () => void;
  private readonly insert: Statement<[number, number, string, string, string, string], unknown>;
  private readonly select: Statement<[number, number], AuditRow>;
  private readonly queue: AuditEntry[] = [];
  private lost = 0;
  private head: { readonly seq: number; readonly hash: string };
  private next: { head: { readonly seq: number; readonly hash: string }; taken: number } | undefined;

  constructor(db: Database, touch: () => void) {
    this.touch = touch;
    this.insert = db.prepare('INSERT INTO audit (seq, at, who, what, verdict, hash) VALUES (?, ?, ?, ?, ?, ?)');
    this.select = db.prepare('SELECT seq, at, who, what, verdict, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT ?');
    const last = db.prepare<[], AuditRow>('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get();
    this.head = last === undefined ? { seq: 0, hash: FIRST_HASH } : { seq: last.seq, hash: last.hash };
  }

  get waiting(): number {
    return this.queue.length;
  }

  append(entry: AuditEntry): void {
    if (this.queue.length >= MOST_WAITING) this.lost++;
    else this.queue.push(entry);
    this.touch();
  }

  /** Rows after `seq`, oldest first. */
  read(seq: number, most: number): AuditRow[] {
    return this.select.all(seq, most);
  }

  /** The number of the first row that is not what was written, or undefined when the chain is whole. */
  verify(): number | undefined {
    let before = { seq: 0, hash: FIRST_HASH };
    for (let rows = this.read(0, STEP); rows.length > 0; rows = this.read(before.seq, STEP)) {
      for (const row of rows) {
        const expected = before.seq + 1;
        if (row.seq !== expected || row.hash !== hashOf(before.hash, expected, row)) return expected;
        before = row;
      }
    }
    return before.seq === this.head.seq ? undefined : before.seq + 1;
  }

  write(): void {
    let head = this.head;
    const step = this.queue.slice(0, STEP);
    const last = step.at(-1);
    if (this.lost > 0 && last !== undefined) {
      step.push({ at: last.at, who: 'hub', what: 'hub.audit.lost', verdict: String(this.lost) });
    }
    for (const entry of step) {
      const seq = head.seq + 1;
      head = { seq, hash: hashOf(head.hash, seq, entry) };
      this.insert.run(seq, entry.at, entry.who, entry.what, entry.verdict, head.hash);
    }
    this.next = { head, taken: Math.min(STEP, this.queue.length) };
  }

  written(): void {
    if (this.next === undefined) return;
    this.head = this.next.head;
    this.queue.splice(0, this.next.taken);
    this.lost = 0;
    this.next = undefined;
  }
}
