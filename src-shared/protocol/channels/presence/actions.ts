import { z } from 'zod';
import { presentClientSchema } from './state.ts';

export const presenceActionSchema = z.discriminatedUnion('type', [
  /**
   * Several at once, since thousands may come, look elsewhere or go in the same seconds. A client stands in one of the
   * two lists: as it is now, or by its connection when that is gone.
   */
  z.object({ type: z.literal('presence.changed'), here: z.array(presentClientSchema), gone: z.array(z.string()) }),
]);
export type PresenceAction = z.infer<typeof presenceActionSchema>;
