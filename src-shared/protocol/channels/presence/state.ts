import { z } from 'zod';
import { clientKindSchema } from '../../capabilities.ts';

export const presentClientSchema = z.object({
  connection: z.string(),
  device: z.string(),
  name: z.string(),
  kind: clientKindSchema,
  since: z.number(),
  /** The terminal this client's user looks at, as it says itself. */
  viewing: z.string().nullable(),
});
export type PresentClient = z.infer<typeof presentClientSchema>;

/** State of the channel `presence`: open connections by id. It lives as long as the hub's process. */
export const presenceStateSchema = z.object({ clients: z.record(z.string(), presentClientSchema) });
export type PresenceState = z.infer<typeof presenceStateSchema>;

export const emptyPresenceState: PresenceState = { clients: {} };
