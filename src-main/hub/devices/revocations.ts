import { z } from 'zod';
import type { Log } from '../../../src-shared/base/log.ts';
import { appendLineDurably, readPlainFile, replaceDurably } from '../store/data-files.ts';

/**
 * One entry: rights that were taken away. `revoked`: a device for good, with every key it ever had. `reduced`: a device
 * may do less, or for less long, than before. `forgot`: the operator's word for a network was taken back, at that time; one
 * given later stands. `began`: what
 * came before, up to this number, is not in this file any more.
 */
const entrySchema = z.union([
  z.object({ n: z.int().positive(), revoked: z.string().max(64), keys: z.array(z.string().max(64)).max(64) }),
  z.object({ n: z.int().positive(), reduced: z.string().max(64) }),
  z.object({ n: z.int().positive(), forgot: z.string().max(64), at: z.number() }),
  z.object({ n: z.int().nonnegative(), began: z.literal(true) }),
]);
type Entry = z.infer<typeof entrySchema>;
/** What happened, without its number. */
export type Taken =
  | { readonly revoked: string; readonly keys: string[] }
  | { readonly reduced: string }
  | { readonly forgot: string; readonly at: number };

export function revocationsFile(dataDir: string): string {
  return `${dataDir}/revoked.jsonl`;
}

/** Some 1.5 MB. Beyond, the oldest go: a database that is older than all of these is not believed at all. */
export const MOST_ENTRIES = 10_000;
/** How many more there may be before the file is written anew. */
const SPARE_ENTRIES = 1_000;

export const REVOKED_UNREADABLE = 'revoked-unreadable';
export const REVOKED_UNWRITTEN = 'revoked-unwritten';

const UNREADABLE =
  'Some of the journal of revoked devices (revoked.jsonl) cannot be read. What can be read holds. Look at the list of devices and revoke again what should not be there.';
const UNWRITTEN =
  'Rights were taken away and hold, but the journal of it cannot be written (is the disk full?). It is tried again until it can; until then, do not put an older copy of the data directory back.';

interface Parts {
  readonly log: Log;
  readonly troubles: { raise(id: string, text: string): void; withdraw(id: string): void };
}

/**
 * The journal of rights that were taken away, beside the database: one line each, numbered, only ever added to. A copy of
 * the database that is older than an entry may still have those rights; what it lacks is made up for at the next start, so
 * that such a copy can take rights away and bring none back.
 */
export class Revocations {
  private readonly file: string;
  private readonly parts: Parts;
  private entries: Entry[] = [];
  private waiting: Entry[] = [];
  private readonly devices = new Set<string>();
  private readonly keys = new Set<string>();
  private readonly forgotten = new Map<string, number>();
  private next = 1;

  constructor(file: string, parts: Parts) {
    this.file = file;
    this.parts = parts;
    this.read();
  }

  /** The last entry that is on the disk; 0 before the first. */
  get last(): number {
    return this.entries.at(-1)?.n ?? 0;
  }

  /** Whether something could not be written yet. */
  get isBehind(): boolean {
    return this.waiting.length > 0;
  }

  has(device: string): boolean {
    return this.devices.has(device);
  }

  hasKey(publicKey: string): boolean {
    return this.keys.has(publicKey);
  }

  /** What was taken away after that entry; undefined when not all of it is known. */
  since(n: number): Taken[] | undefined {
    const after = this.entries.filter((entry) => entry.n > n);
    if (this.last < n || after.some((entry, at) => entry.n !== n + at + 1 || 'began' in entry)) return undefined;
    return after.filter(isTaken);
  }

  /** Whether a word for this network, given then, was taken back. */
  isForgotten(network: string, grantedAt: number): boolean {
    const at = this.forgotten.get(network);
    return at !== undefined && grantedAt <= at;
  }

  /** Holds at once in memory. True when it is on the disk; otherwise that is told in the troubles, and {@link flush} tries again. */
  add(taken: Taken): boolean {
    const entry = { n: this.next++, ...taken };
    this.hold(entry);
    this.waiting.push(entry);
    return this.flush();
  }

  /** Writes what could not be written before. */
  flush(): boolean {
    this.tryTo(() => {
      for (let entry = this.waiting[0]; entry !== undefined; entry = this.waiting[0]) {
        appendLineDurably(this.file, JSON.stringify(entry));
        this.entries.push(entry);
        this.waiting.shift();
      }
      this.compact();
    });
    return this.waiting.length === 0;
  }

  /** Goes on after this number in a file of its own, with what is known: entries before it are lost. */
  beginAt(n: number): void {
    this.next = n + 1;
    const known = this.entries.filter((entry) => 'revoked' in entry && entry.n < n);
    this.tryTo(() => this.replace([...known, { n, began: true }]));
  }

  private tryTo(write: () => void): void {
    const { log, troubles } = this.parts;
    try {
      write();
      troubles.withdraw(REVOKED_UNWRITTEN);
    } catch (error) {
      log.error('the journal of revoked devices cannot be written', { reason: String(error) });
      troubles.raise(REVOKED_UNWRITTEN, UNWRITTEN);
    }
  }

  private compact(): void {
    if (this.entries.length <= MOST_ENTRIES + SPARE_ENTRIES) return;
    const kept = this.entries.slice(-MOST_ENTRIES);
    this.replace([{ n: (kept[0]?.n ?? 1) - 1, began: true }, ...kept]);
  }

  private replace(entries: Entry[]): void {
    replaceDurably(this.file, Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')));
    this.entries = entries;
  }

  private hold(entry: Entry): void {
    if ('forgot' in entry) this.forgotten.set(entry.forgot, entry.at);
    if (!('revoked' in entry)) return;
    this.devices.add(entry.revoked);
    for (const key of entry.keys) this.keys.add(key);
  }

  private read(): void {
    const { log, troubles } = this.parts;
    let broken = 0;
    try {
      for (const line of readPlainFile(this.file)?.split('\n') ?? []) {
        if (line === '') continue;
        const entry = parse(line);
        if (entry === undefined) broken += 1;
        else this.take(entry);
      }
    } catch (error) {
      log.error('the journal of revoked devices cannot be read', { reason: String(error) });
      broken += 1;
    }
    if (broken > 0) troubles.raise(REVOKED_UNREADABLE, UNREADABLE);
  }

  private take(entry: Entry): void {
    this.hold(entry);
    this.entries.push(entry);
    this.next = Math.max(this.next, entry.n + 1);
  }
}

function isTaken(entry: Entry): entry is Exclude<Entry, { began: true }> {
  return !('began' in entry);
}

function parse(line: string): Entry | undefined {
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch {
    // Counted and told by whoever reads.
    return undefined;
  }
}
