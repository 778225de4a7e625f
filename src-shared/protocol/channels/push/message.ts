import { z } from 'zod';
import { terminalIdSchema } from '../terminal/state.ts';

/** What a push service may be asked to carry is 4,096 bytes, of which the encryption takes a part. */
export const MOST_PAYLOAD_BYTES = 3900;

/**
 * What the phone's service worker finds in a push message, as JSON. One that comes for a tag replaces the notification
 * with that tag; one that withdraws takes it away.
 */
export const pushMessageSchema = z.object({
  /** Plain text. */
  title: z.string(),
  body: z.string(),
  /** One per terminal; `test` for the message that a device sends itself. */
  tag: z.string(),
  /** Where a tap leads; null for nowhere in particular. */
  terminal: terminalIdSchema.nullable(),
  /** Somebody has looked or typed meanwhile: there is nothing to be told any more. */
  withdraw: z.literal(true).optional(),
});
export type PushMessage = z.infer<typeof pushMessageSchema>;
