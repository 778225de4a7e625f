import { z } from 'zod';
import { presentClientSchema } from './state.ts';

export const presenceActionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('presence.client.came'), client: presentClientSchema }),
  z.object({ type: z.literal('presence.client.went'), connection: z.string() }),
  z.object({ type: z.literal('presence.client.looked'), connection: z.string(), viewing: z.string().nullable() }),
]);
export type PresenceAction = z.infer<typeof presenceActionSchema>;
