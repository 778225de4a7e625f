import { z } from 'zod';
import { trustLevelSchema } from '../../trust.ts';

/** How long an offer is good, and with it everything that hangs on it. */
export const OFFER_MS = 120_000;

/** Six digits that both ends make of the handshake. */
export const comparisonSchema = z.string().regex(/^\d{6}$/);

/** An offer that somebody may still take. Its secret is told to nobody but the one who asked for it. */
export const offerInfoSchema = z.object({
  id: z.string(),
  /** Wall clock, ms. */
  expiresAt: z.number(),
  /** Where the phone will look for the hub, best first: host and port. */
  addresses: z.array(z.string()),
  /** How a phone that opens the first address reaches us. */
  level: trustLevelSchema,
});

/** Somebody holds the secret and waits for the operator. */
export const pairingRequestSchema = z.object({
  id: z.string(),
  /** What the phone calls itself; plain text from a stranger. */
  name: z.string(),
  platform: z.string(),
  /** Its remote address. */
  from: z.string(),
  level: trustLevelSchema,
  /** The network it comes through, as the channel `network` knows it; null when it comes from this machine or a proxy. */
  network: z.string().nullable(),
  /** Four numbers, one of which stands on the phone. Which one is told to nobody. */
  candidates: z.array(comparisonSchema).length(4),
  at: z.number(),
  expiresAt: z.number(),
});
export type PairingRequest = z.infer<typeof pairingRequestSchema>;

/** Why somebody who tried was turned away. */
export const PAIRING_REFUSALS = [
  'expired',
  'spent',
  'wrong-secret',
  'wrong-number',
  'refused',
  'left',
  'malformed',
  'too-many',
] as const;
export const pairingRefusalSchema = z.object({ at: z.number(), from: z.string(), why: z.enum(PAIRING_REFUSALS) });
export type PairingRefusal = z.infer<typeof pairingRefusalSchema>;

/** Refusals that are kept for the operator to see. */
export const KEPT_REFUSALS = 20;

/** State of the channel `pairing`, told to those who may administer. */
export const pairingStateSchema = z.object({
  offer: offerInfoSchema.nullable(),
  request: pairingRequestSchema.nullable(),
  /** The device that was let in last in this run. */
  paired: z.string().nullable(),
  refusals: z.array(pairingRefusalSchema),
});
export type PairingState = z.infer<typeof pairingStateSchema>;

export const emptyPairingState: PairingState = { offer: null, request: null, paired: null, refusals: [] };
