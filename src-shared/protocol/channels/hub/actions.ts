import { z } from 'zod';
import { keeperInfoSchema, secretsInfoSchema, troubleSchema } from './state.ts';

export const hubActionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hub.keeper.listed'), keeper: keeperInfoSchema }),
  z.object({ type: z.literal('hub.keeper.removed'), id: z.string() }),
  z.object({ type: z.literal('hub.trouble.raised'), trouble: troubleSchema }),
  z.object({ type: z.literal('hub.trouble.withdrawn'), id: z.string() }),
  z.object({ type: z.literal('hub.secrets.changed'), secrets: secretsInfoSchema }),
]);
export type HubAction = z.infer<typeof hubActionSchema>;
