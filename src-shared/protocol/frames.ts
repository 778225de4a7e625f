import { z } from 'zod';
import { capabilitiesSchema, clientKindSchema } from './capabilities.ts';
import { rightSchema, roleSchema } from './rights.ts';
import { trustLevelSchema } from './trust.ts';

/** Params are some object here; the entry of the request table looks inside. Passed on as it is, which costs nothing. */
const paramsSchema = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'params are an object',
);

/** A JSON-RPC 2.0 request. Ids are chosen by the client and unique among those it has not had an answer to. */
export const requestSchema = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.int().nonnegative(),
  method: z.string().min(1).max(128),
  params: paramsSchema.optional(),
});
export type RequestFrame = z.infer<typeof requestSchema>;

export const notificationSchema = z.object({
  jsonrpc: z.literal('2.0'),
  method: z.string().min(1).max(128),
  params: paramsSchema.optional(),
});
export type NotificationFrame = z.infer<typeof notificationSchema>;

const wireErrorSchema = z.object({
  code: z.int(),
  message: z.string(),
  data: z.object({ name: z.string(), retry: z.boolean() }).optional(),
});

/** An answer: exactly one of `result` and `error`. `id` is null when the request could not even be read. */
export const answerSchema = z.union([
  z.object({ jsonrpc: z.literal('2.0'), id: z.int().nonnegative(), result: z.unknown() }),
  z.object({ jsonrpc: z.literal('2.0'), id: z.int().nonnegative().nullable(), error: wireErrorSchema }),
]);
export type AnswerFrame = z.infer<typeof answerSchema>;

const versionRangeSchema = z.object({ min: z.int().positive(), max: z.int().positive() });

/** Base64url without padding. */
const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);

/**
 * The hub speaks first: notification `hub.connection.challenge`. The nonce is good for this connection alone; `hub` is
 * the install's id, part of what is signed, so that one hub cannot pass a client's answer on to another.
 */
export const challengeSchema = z.object({
  nonce: base64url.max(64),
  hub: z.string().max(64),
  protocol: versionRangeSchema,
});
export type Challenge = z.infer<typeof challengeSchema>;

/**
 * Who is there: a device with its key, whoever the encrypted channel was made with, or somebody holding a one-time link
 * who brings a fresh key to be registered.
 */
export const proofSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('device'), device: z.string().max(64), signature: base64url.max(128) }),
  /** The encrypted channel below has proved the device's key already. */
  z.object({ kind: z.literal('channel') }),
  z.object({
    kind: z.literal('link'),
    /** The secret of the one-time link, from the URL's fragment. */
    secret: base64url.max(64),
    /** Raw Ed25519 public key, 32 bytes. */
    publicKey: base64url.max(64),
    /** What the device calls itself, shown in lists. */
    name: z.string().min(1).max(80),
    signature: base64url.max(128),
  }),
]);
export type Proof = z.infer<typeof proofSchema>;

/** Params of `hub.connection.hello`, the first frame of a client; nothing else is accepted before it. */
export const helloSchema = z.object({
  protocol: versionRangeSchema,
  client: z.object({ kind: clientKindSchema, version: z.string().max(32), name: z.string().max(80).optional() }),
  capabilities: capabilitiesSchema,
  proof: proofSchema,
});
export type Hello = z.infer<typeof helloSchema>;

/** Result of `hub.connection.hello`. */
export const welcomeSchema = z.object({
  protocol: z.int().positive(),
  version: z.string(),
  hub: z.object({ id: z.string(), name: z.string() }),
  /** This connection's id, as it appears in presence and as a terminal's driver. */
  connection: z.string(),
  device: z.object({
    id: z.string(),
    name: z.string(),
    role: roleSchema,
    /** What it may do coming as it does; a role may hold more. */
    rights: z.array(rightSchema),
    /** Not told by hubs before 0.2. */
    level: trustLevelSchema.optional(),
    /** Wall clock, ms; null for no end. Not told by hubs before 0.3. */
    expiresAt: z.number().nullable().optional(),
    /** Terminals on which it may do something else, with all that it may do there, coming as it does. Not told by hubs before 0.3. */
    grants: z.array(z.object({ terminal: z.string(), rights: z.array(rightSchema) })).optional(),
  }),
  /** Every service this hub serves, with the methods it has; a client hides what is not there. */
  services: z.record(z.string(), z.array(z.string())),
  limits: z.object({
    frame: z.int(),
    input: z.int(),
    unacknowledged: z.int(),
    acknowledgeEvery: z.int(),
    attachments: z.int(),
  }),
  /** Wall clock of the hub, ms since 1970. */
  now: z.number(),
});
export type Welcome = z.infer<typeof welcomeSchema>;

/** Sent by a hub in the clear where the encrypted channel is spoken: what the client's handshake is bound to. */
export const secureGreetingSchema = z.object({ hub: z.string().max(64), versions: z.array(z.int()).max(16) });
export type SecureGreeting = z.infer<typeof secureGreetingSchema>;

/** Params of {@link PAIRING_REQUEST}: what a phone says of itself. */
export const pairingRequestParamsSchema = z.object({
  protocol: versionRangeSchema,
  name: z.string().trim().min(1).max(80),
  platform: z.string().max(80),
});
export type PairingRequestParams = z.infer<typeof pairingRequestParamsSchema>;

/** Result of {@link PAIRING_REQUEST}, once the operator has said yes. */
export const pairedSchema = z.object({
  device: z.object({ id: z.string(), name: z.string(), role: roleSchema }),
  hub: z.object({ id: z.string(), name: z.string() }),
  /** Ways to the hub, best first: scheme, host and port. */
  origins: z.array(z.string().max(300)).max(32),
});
export type Paired = z.infer<typeof pairedSchema>;

/** Params of {@link PAIRING_REVEAL}: 32 bytes, base64url. */
export const pairingRevealSchema = z.object({ share: base64url.length(43) });
export type PairingReveal = z.infer<typeof pairingRevealSchema>;

/** The first frame, and the only one, in a channel that was made to pair: the answer comes when the operator has decided. */
export const PAIRING_REQUEST = 'pairing.request';
/** Notification before that answer: the offer is this phone's, and the hub shows the share that it has committed itself to. */
export const PAIRING_REVEAL = 'pairing.number.reveal';
export const SECURE_GREETING = 'hub.secure.greeting';
export const CHALLENGE = 'hub.connection.challenge';
export const HELLO = 'hub.connection.hello';
/** Notification: an action of a channel the client subscribed to. */
export const CHANNEL_ACTION = 'hub.channel.action';
/** Notification just before the hub closes a connection on purpose; params are a wire error. */
export const GOODBYE = 'hub.connection.goodbye';

/** Params of {@link CHANNEL_ACTION}. `action` is checked by the channel's own schema. */
export const channelActionSchema = z.object({
  channel: z.string(),
  seq: z.int().nonnegative(),
  action: z.looseObject({ type: z.string() }),
});
export type ChannelAction = z.infer<typeof channelActionSchema>;

/** What a hello is signed for: one connection of one hub at one address. */
export interface SignedFor {
  readonly hub: string;
  readonly nonce: string;
  /**
   * Host and port as they stand in the URL that the client opened, such as `127.0.0.1:4140`. The client knows it by
   * itself and the hub from the Host header, so that whoever took a port cannot pass a hello on to the hub's own.
   */
  readonly address: string;
}

/** The text an Ed25519 key signs in `hello`. Every varying part stands on a line of its own. */
export function helloText({ hub, nonce, address }: SignedFor, subject: string): string {
  return `homeport hello 1\n${hub}\n${nonce}\n${address}\n${subject}`;
}
