import { z } from 'zod';
import { request } from '../../request.ts';

const nothing = z.object({});
const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);

/** What a device wants to be told of, and when not. */
export const pushWishesSchema = z.object({
  bell: z.boolean(),
  finished: z.boolean(),
  ended: z.boolean(),
  /** Minutes after midnight on the device's own clock; null for no quiet hours. */
  quiet: z
    .object({ from: z.int().min(0).max(1439), until: z.int().min(0).max(1439), zone: z.string().max(64) })
    .nullable(),
});
export type PushWishes = z.infer<typeof pushWishesSchema>;

/** As browsers give it (RFC 8030, RFC 8291). */
export const pushSubscriptionSchema = z.object({
  endpoint: z.url({ protocol: /^https$/ }).max(2048),
  /** The browser's P-256 public key, 65 bytes. */
  p256dh: base64url.max(128),
  /** 16 bytes. */
  auth: base64url.max(64),
});
export type PushSubscriptionInfo = z.infer<typeof pushSubscriptionSchema>;

export const pushRequests = {
  'notifications.read': request({
    doc: 'What this device has registered, and the public key that a browser needs to subscribe.',
    right: 'view',
    rate: 'control',
    audited: false,
    params: nothing,
    result: z.object({
      /** VAPID, P-256 public key, base64url; null while the hub's secrets are not available. */
      key: z.string().nullable(),
      registered: z.boolean(),
      wishes: pushWishesSchema,
      /** Why the last message to this device did not go out; null when it did. */
      trouble: z.string().nullable(),
    }),
  }),
  'notifications.register': request({
    doc: 'Sets where and of what this device is told while it is away; without a subscription it is told no more.',
    right: 'view',
    rate: 'control',
    audited: true,
    params: z.object({ subscription: pushSubscriptionSchema.nullable(), wishes: pushWishesSchema }),
    result: nothing,
  }),
  'notifications.send': request({
    doc: 'Sends a message to this very device, to see that it arrives.',
    right: 'view',
    rate: 'heavy',
    audited: true,
    params: nothing,
    result: nothing,
  }),
};
