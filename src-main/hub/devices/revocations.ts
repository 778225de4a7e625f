import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Log } from '../../../src-shared/base/log.ts';
import { replaceDurably } from '../store/data-files.ts';

const revocationSchema = z.object({ device: z.string().max(64), keys: z.array(z.string().max(64)).max(64) });
export type Revocation = z.infer<typeof revocationSchema>;

export function revocationsFile(dataDir: string): string {
  return `${dataDir}/revoked.jsonl`;
}

const UNREADABLE =
  'Some of the journal of revoked devices (revoked.jsonl) cannot be read. What can be read holds. Look at the list of devices and revoke again what should not be there.';
const UNWRITTEN =
  'A device was revoked and cut off, but the journal of revoked devices cannot be written (is the disk full?). Revoke it again when there is room.';

/**
 * The journal of devices that were revoked, beside the database: a line each. A copy of the database that is older than
 * a revocation may bring the device's row back; this file takes it out again, with every key that it ever had.
 */
export class Revocations {
  private readonly file: string;
  private readonly log: Log;
  private readonly troubles: { raise(id: string, text: string): void; withdraw(id: string): void };
  private readonly all = new Map<string, Revocation>();
  private readonly keys = new Set<string>();

  constructor(
    file: string,
    parts: {
      readonly log: Log;
      readonly troubles: { raise(id: string, text: string): void; withdraw(id: string): void };
    },
  ) {
    this.file = file;
    this.log = parts.log;
    this.troubles = parts.troubles;
    this.read();
  }

  has(device: string): boolean {
    return this.all.has(device);
  }

  hasKey(publicKey: string): boolean {
    return this.keys.has(publicKey);
  }

  /** Holds at once in memory; a disk that does not take it is said in the troubles. */
  add(revocation: Revocation): void {
    this.take(revocation);
    try {
      const lines = [...this.all.values()].map((each) => `${JSON.stringify(each)}\n`);
      replaceDurably(this.file, Buffer.from(lines.join('')));
      this.troubles.withdraw('revoked-unwritten');
    } catch (error) {
      this.log.error('the journal of revoked devices cannot be written', { reason: String(error) });
      this.troubles.raise('revoked-unwritten', UNWRITTEN);
    }
  }

  private take(revocation: Revocation): void {
    this.all.set(revocation.device, revocation);
    for (const key of revocation.keys) this.keys.add(key);
  }

  private read(): void {
    if (!existsSync(this.file)) return;
    let broken = 0;
    try {
      for (const line of readFileSync(this.file, 'utf8').split('\n')) {
        if (line.trim() === '') continue;
        const revocation = parse(line);
        if (revocation === undefined) broken += 1;
        else this.take(revocation);
      }
    } catch (error) {
      this.log.error('the journal of revoked devices cannot be read', { reason: String(error) });
      broken += 1;
    }
    if (broken > 0) this.troubles.raise('revoked-unreadable', UNREADABLE);
  }
}

function parse(line: string): Revocation | undefined {
  try {
    return revocationSchema.parse(JSON.parse(line));
  } catch {
    // Counted and told by whoever reads.
    return undefined;
  }
}
