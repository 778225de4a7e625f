import { z } from 'zod';
import { offerInfoSchema, pairingRefusalSchema, pairingRequestSchema } from './state.ts';

export const pairingActionSchema = z.discriminatedUnion('type', [
  /** An offer, or that there is none (any more). A request goes with its offer. */
  z.object({ type: z.literal('pairing.offered'), offer: offerInfoSchema.nullable() }),
  z.object({ type: z.literal('pairing.requested'), request: pairingRequestSchema.nullable() }),
  /** The request was answered with yes: the offer is spent. */
  z.object({ type: z.literal('pairing.done'), device: z.string() }),
  z.object({ type: z.literal('pairing.refused'), refusal: pairingRefusalSchema }),
]);
export type PairingAction = z.infer<typeof pairingActionSchema>;
