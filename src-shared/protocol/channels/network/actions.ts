import { z } from 'zod';
import { networkStateSchema } from './state.ts';

/** Small and seldom: each action says the whole of what is now. */
export const networkActionSchema = z.object({ type: z.literal('network.changed'), network: networkStateSchema });
export type NetworkAction = z.infer<typeof networkActionSchema>;
