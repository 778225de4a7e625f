import { z } from 'zod';
import { request } from '../../request.ts';
import { roleSchema } from '../../rights.ts';
import { trustLevelSchema } from '../../trust.ts';
import { deviceInfoSchema, deviceNameSchema } from '../device/state.ts';
import { comparisonSchema, offerInfoSchema, pairingStateSchema } from './state.ts';

const nothing = z.object({});
const pairingId = z.string().max(64);

export const pairingRequests = {
  'pairing.offer': request({
    doc: 'Offers to pair one phone, for two minutes; an earlier offer is withdrawn. `url` goes into the QR code, `code` is typed.',
    right: 'administer',
    rate: 'control',
    audited: true,
    params: z.object({
      /** The way the code leads. Without it Tailscale where it serves, else plain http: a phone that is new does not trust this install's authority yet. */
      level: trustLevelSchema.optional(),
    }),
    /** `url` and `code` are secrets: to be shown, never stored or logged. */
    result: z.object({ offer: offerInfoSchema, url: z.string(), code: z.string() }),
  }),
  'pairing.cancel': request({
    doc: 'Withdraws the offer, and refuses who has taken it.',
    right: 'administer',
    rate: 'control',
    audited: true,
    params: nothing,
    result: nothing,
  }),
  'pairing.list': request({
    doc: 'The offer that is open, who waits to be let in, and who was refused lately.',
    right: 'administer',
    rate: 'control',
    audited: false,
    params: nothing,
    result: pairingStateSchema,
  }),
  'pairing.approve': request({
    doc: 'Lets the phone in that shows this number; another number refuses it and spends the offer.',
    right: 'administer',
    rate: 'control',
    audited: true,
    params: z.object({
      request: pairingId,
      number: comparisonSchema,
      name: deviceNameSchema.optional(),
      role: roleSchema,
      /** Wall clock, ms; null for no end. */
      expiresAt: z.number().nullable(),
      /** The operator's word that the network the phone comes through may carry full control over plain http. */
      trustNetwork: z.boolean().default(false),
    }),
    result: z.object({ device: deviceInfoSchema }),
  }),
  'pairing.move': request({
    doc: 'For a paired device itself: a one-time address by which it goes on as the same device where it reaches the hub better.',
    right: 'view',
    rate: 'control',
    audited: true,
    params: z.object({
      /** The origin it wants to go to, one of those that the channel `network` tells. */
      to: z.string().max(300),
    }),
    result: z.object({ url: z.string(), expiresAt: z.number() }),
  }),
};
