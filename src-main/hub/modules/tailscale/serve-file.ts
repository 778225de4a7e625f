import { z } from 'zod';
import type { Log } from '../../../../src-shared/base/log.ts';
import { ProtocolError } from '../../../../src-shared/protocol/errors.ts';
import { readPlainFile, replaceDurably } from '../../store/data-files.ts';
import { systemReason } from '../../store/system-reason.ts';

/** What is wished and what was set. */
const recordSchema = z.object({
  version: z.literal(1),
  /** The user wants it, also after a restart. */
  wished: z.boolean(),
  /** What Tailscale was told last, by which our own setting is known from others'; null when it was taken back. */
  set: z.object({ port: z.int().min(1).max(65_535), target: z.string().max(100) }).nullable(),
});
export type ServeRecord = Omit<z.infer<typeof recordSchema>, 'version'>;

const NOTHING: ServeRecord = { wished: false, set: null };

export interface ServeFileNeeds {
  /** Absolute. */
  readonly file: string;
  readonly log: Log;
}

/** `tailscale.json` in the data directory. There is nothing secret in it. */
export class ServeFile {
  private readonly needs: ServeFileNeeds;
  private known: ServeRecord | undefined;

  constructor(needs: ServeFileNeeds) {
    this.needs = needs;
  }

  /** Nothing when it cannot be read: serving is asked for again then, and what was set before is taken for somebody else's. */
  get record(): ServeRecord {
    this.known ??= this.read();
    return this.known;
  }

  /** When it returns, it is on the disk. Throws in words, and then the record is as it was. */
  write(next: ServeRecord): void {
    try {
      replaceDurably(this.needs.file, Buffer.from(`${JSON.stringify({ version: 1, ...next })}\n`));
    } catch (error) {
      const reason = systemReason(error);
      this.needs.log.warn('what Tailscale shall serve cannot be written down', { reason });
      throw new ProtocolError('storeUnavailable', `This cannot be saved: ${reason}. It stays as it was.`);
    }
    this.known = next;
  }

  private read(): ServeRecord {
    try {
      const text = readPlainFile(this.needs.file);
      if (text === undefined) return NOTHING;
      const { wished, set } = recordSchema.parse(JSON.parse(text));
      return { wished, set };
    } catch (error) {
      const reason =
        error instanceof z.ZodError || error instanceof SyntaxError ? 'it is damaged' : systemReason(error);
      this.needs.log.warn('what Tailscale shall serve cannot be read', { file: this.needs.file, reason });
      return NOTHING;
    }
  }
}
