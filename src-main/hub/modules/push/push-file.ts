import { lstatSync, readFileSync, renameSync } from 'node:fs';
import { z } from 'zod';
import type { Log } from '../../../../src-shared/base/log.ts';
import { pushSubscriptionSchema, pushWishesSchema } from '../../../../src-shared/protocol/channels/push/requests.ts';
import { ProtocolError } from '../../../../src-shared/protocol/errors.ts';
import { fileTime, replaceDurably } from '../../store/data-files.ts';
import { systemReason } from '../../store/system-reason.ts';

/** What is known of one device. */
const entrySchema = z.object({
  subscription: pushSubscriptionSchema.nullable(),
  /** The hub's public key for which the browser has subscribed: with another it takes nothing. */
  key: z.string(),
  wishes: pushWishesSchema,
  /** Why the last message did not go out; null when it did. */
  trouble: z.string().nullable(),
  /** Since when nothing went out, wall clock in ms. */
  failingSince: z.number().nullable(),
});
export type PushEntry = z.infer<typeof entrySchema>;

const fileSchema = z.object({ version: z.literal(1), devices: z.record(z.string(), entrySchema) });

/** Ten thousand devices, and room. */
const MOST_BYTES = 32 * 1024 * 1024;
const TROUBLE = 'push-file';

export interface PushFileNeeds {
  /** Absolute; it is read and written by us alone. */
  readonly file: string;
  readonly troubles: { raise(id: string, text: string): void; withdraw(id: string): void };
  readonly log: Log;
  /** Wall clock, for the name of what is kept aside. */
  readonly now: () => number;
}

/** `push.json` in the data directory, 0600: where browsers' push services take messages for them is nobody's business. */
export class PushFile {
  private readonly needs: PushFileNeeds;
  /** What cannot be read could not be moved either, and must not be overwritten. */
  private inTheWay = false;

  constructor(needs: PushFileNeeds) {
    this.needs = needs;
  }

  /** What stands there; nothing for what cannot be read, which is then kept aside and told as a trouble. */
  read(): Map<string, PushEntry> {
    const { file } = this.needs;
    try {
      const found = lstatSync(file, { throwIfNoEntry: false });
      if (found === undefined) return new Map();
      if (!found.isFile()) throw new Error('it is no regular file');
      if (found.size > MOST_BYTES) throw new Error('it is too large');
      const { devices } = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
      return new Map(Object.entries(devices));
    } catch (error) {
      this.putAside(error);
      return new Map();
    }
  }

  /** When it returns, it is on the disk. Throws in words, and then the file is as it was. */
  write(devices: ReadonlyMap<string, PushEntry>): void {
    const { file, log, troubles } = this.needs;
    try {
      if (this.inTheWay) this.moveAside();
      replaceDurably(file, Buffer.from(JSON.stringify({ version: 1, devices: Object.fromEntries(devices) })));
    } catch (error) {
      log.warn('what phones want to be told of cannot be written', { reason: systemReason(error) });
      throw new ProtocolError('storeUnavailable', `This cannot be saved: ${systemReason(error)}. It stays as it was.`);
    }
    troubles.withdraw(TROUBLE);
  }

  private putAside(why: unknown): void {
    const { file, log, troubles } = this.needs;
    // A schema's complaint quotes what it read.
    const reason = why instanceof z.ZodError || why instanceof SyntaxError ? 'it is damaged' : systemReason(why);
    log.warn('what phones want to be told of cannot be read', { reason });
    const what = `The list of phones that get notifications could not be read: ${reason}.`;
    try {
      const aside = this.moveAside();
      troubles.raise(TROUBLE, `${what} It is kept as ${aside}; phones register again when they are next opened.`);
    } catch (error) {
      this.inTheWay = true;
      troubles.raise(TROUBLE, `${what} Move ${file} away; Homeport cannot: ${systemReason(error)}.`);
    }
  }

  private moveAside(): string {
    const aside = `${this.needs.file}.broken-${fileTime(this.needs.now())}`;
    renameSync(this.needs.file, aside);
    this.inTheWay = false;
    return aside;
  }
}
