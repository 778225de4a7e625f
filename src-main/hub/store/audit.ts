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

/** What is looked for in the log; what is left out is not asked. */
export interface AuditFilter {
  /** Exactly this, or this from some address. */
  readonly who?: string | undefined;
  /** The beginning of the name of what was done. */
  readonly what?: string | undefined;
  readonly refused?: boolean | undefined;
  readonly verdict?: string | undefined;
  /** Wall clock, ms, both included. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** before, who, what, whether refused, verdict, since, until, most. */
type Sought = [number, string, string, number, string, number, number, number];

/** More than minutes of a full disk bring; beyond it, the number of lost ones is what goes on record. */
const MOST_WAITING = 10_000;
const STEP = 256;
const FIRST_HASH = '0'.repeat(64);

/** Years of a busy hub, some 20 MB. */
export const KEPT_ENTRIES = 100_000;
/** How many more there may be before the oldest go, so that they go seldom and many at once. */
export const SPARE_ENTRIES = 10_000;
/** Taking out as many is a few milliseconds. */
const PRUNED_AT_ONCE = 500;

/** Where the chain begins: the last row that was taken out, or none. It stands in `meta`, beside the rows. */
interface Base {
  readonly seq: number;
  readonly hash: string;
}

function hashOf(before: string, seq: number, entry: AuditEntry): string {
  const text = JSON.stringify([before, seq, entry.at, entry.who, entry.what, entry.verdict]);
  return createHash('sha256').update(text).digest('hex');
}

/**
 * The append-only log of `authority.db`; the tables' triggers refuse changes even to us. The oldest rows of a log that
 * has become very long are taken out, which moves the chain's base and is itself an entry.
 */
export class Audit implements PendingWrites {
  private readonly touch: () => void;
  private readonly insert: Statement<[number, number, string, string, string, string], unknown>;
  private readonly select: Statement<[number, number], AuditRow>;
  private readonly find: Statement<Sought, AuditRow>;
  private readonly selectHash: Statement<[number], { readonly hash: string }>;
  private readonly moveBase: Statement<[string], unknown>;
  private readonly deleteUpTo: Statement<[number], unknown>;
  private readonly queue: AuditEntry[] = [];
  private base: Base;
  private lost = 0;
  private head: { readonly seq: number; readonly hash: string };
  private next: { head: { readonly seq: number; readonly hash: string }; taken: number } | undefined;

  constructor(db: Database, touch: () => void) {
    this.touch = touch;
    this.insert = db.prepare('INSERT INTO audit (seq, at, who, what, verdict, hash) VALUES (?, ?, ?, ?, ?, ?)');
    this.select = db.prepare('SELECT seq, at, who, what, verdict, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT ?');
    this.find = db.prepare(
      `WITH sought (before, by, name, refused, answer, since, until) AS (VALUES (?, ?, ?, ?, ?, ?, ?))
         SELECT seq, at, who, what, verdict, hash FROM audit, sought WHERE seq < before
         AND (by = '' OR who = by OR substr(who, 1, length(by) + 4) = by || ' at ')
         AND substr(what, 1, length(name)) = name AND (refused = 0 OR verdict != 'ok')
         AND (answer = '' OR verdict = answer) AND at BETWEEN since AND until ORDER BY seq DESC LIMIT ?`,
    );
    this.selectHash = db.prepare('SELECT hash FROM audit WHERE seq = ?');
    this.moveBase = db.prepare(
      `INSERT INTO meta (key, value) VALUES ('auditBase', ?)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    );
    this.deleteUpTo = db.prepare('DELETE FROM audit WHERE seq <= ?');
    this.base = readBase(db);
    const last = db.prepare<[], AuditRow>('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get();
    this.head = last === undefined ? this.base : { seq: last.seq, hash: last.hash };
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
    let before = this.base;
    for (let rows = this.read(0, STEP); rows.length > 0; rows = this.read(before.seq, STEP)) {
      for (const row of rows) {
        const expected = before.seq + 1;
        if (row.seq !== expected || row.hash !== hashOf(before.hash, expected, row)) return expected;
        before = row;
      }
    }
    return before.seq === this.head.seq ? undefined : before.seq + 1;
  }

  /** Entries before `seq`, newest first, that fit; empty strings fit everything. */
  search(filter: AuditFilter, before: number, most: number): AuditRow[] {
    const { who = '', what = '', refused = false, verdict = '', since = 0, until = Number.MAX_SAFE_INTEGER } = filter;
    return this.find.all(before, who, what, refused ? 1 : 0, verdict, since, until, most);
  }

  /** Whether there are so many that the oldest should go. */
  get isLong(): boolean {
    return this.head.seq - this.base.seq > KEPT_ENTRIES + SPARE_ENTRIES;
  }

  /** Takes out some of the oldest beyond those that are kept; how many. */
  prune(transaction: (body: () => void) => void): number {
    const seq = Math.min(this.base.seq + PRUNED_AT_ONCE, this.head.seq - KEPT_ENTRIES);
    const last = this.selectHash.get(seq);
    // A log that was tampered with is left as evidence.
    if (seq <= this.base.seq || last === undefined) return 0;
    const next = { seq, hash: last.hash };
    transaction(() => {
      this.moveBase.run(baseText(next));
      this.deleteUpTo.run(seq);
    });
    const count = seq - this.base.seq;
    this.base = next;
    return count;
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

  /** What was queued last is taken back: the change that it tells of was not made. */
  dropLast(): void {
    this.queue.pop();
    this.next = undefined;
  }

  written(): void {
    if (this.next === undefined) return;
    this.head = this.next.head;
    this.queue.splice(0, this.next.taken);
    this.lost = 0;
    this.next = undefined;
  }
}

/** The number first, so that the triggers can read it. */
function baseText({ seq, hash }: Base): string {
  return `${seq} ${hash}`;
}

function readBase(db: Database): Base {
  const text = db.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'auditBase'").get()?.value;
  const [seq, hash] = text?.split(' ') ?? [];
  return seq === undefined || hash === undefined ? { seq: 0, hash: FIRST_HASH } : { seq: Number(seq), hash };
}
