import { z } from 'zod';
import { request } from '../../request.ts';
import { secretsInfoSchema } from './state.ts';

const nothing = z.object({});
const channelName = z.string().min(1).max(64);

export const hubRequests = {
  'hub.channel.subscribe': request({
    doc: 'Subscribes to a channel: answers with a snapshot, or with the actions since a cursor when the hub still has them all; then every action follows as a notification.',
    right: 'view',
    rate: 'control',
    audited: false,
    params: z.object({
      channel: channelName,
      /** Where the client was: the log's id and the last action it applied. */
      cursor: z.object({ log: z.string().max(64), seq: z.int().nonnegative() }).optional(),
    }),
    result: z.object({
      /** Names this run of sequence numbers; a cursor into another one is worth nothing. */
      log: z.string(),
      /** The last action contained in what is answered here. */
      seq: z.int().nonnegative(),
      snapshot: z.record(z.string(), z.unknown()).optional(),
      actions: z.array(z.object({ seq: z.int(), action: z.looseObject({ type: z.string() }) })).optional(),
    }),
  }),
  'hub.channel.unsubscribe': request({
    doc: 'Ends a subscription.',
    right: 'view',
    rate: 'control',
    audited: false,
    params: z.object({ channel: channelName }),
    result: nothing,
  }),
  'hub.status.read': request({
    doc: 'What the hub is and how it is.',
    right: 'view',
    rate: 'control',
    audited: false,
    params: nothing,
    result: z.object({
      pid: z.int(),
      url: z.string(),
      version: z.string(),
      dataDir: z.string(),
      startedAt: z.number(),
      /** Terminals that are running. */
      terminals: z.int(),
      /** Connections that are open. */
      clients: z.int(),
      keepers: z.array(z.object({ id: z.string(), pid: z.int(), protocol: z.int(), terminals: z.int() })),
      /** Event-loop delay of the hub since the last read, ms: measured while it is read, zeros when it was not for long. */
      loopDelay: z.object({ p50: z.number(), p99: z.number(), max: z.number() }),
      /** Resident memory of the hub, bytes. */
      rss: z.int(),
      troubles: z.array(z.string()),
      /** Not told by hubs before 0.2. */
      secrets: secretsInfoSchema.optional(),
    }),
  }),
  'hub.link.create': request({
    doc: 'Makes a one-time link that lets one browser in as a new device, or one window for this run of the hub; good for ten minutes.',
    right: 'administer',
    rate: 'control',
    audited: true,
    params: z.object({ stay: z.enum(['lasting', 'window']).default('lasting') }),
    /** `secret` is what stands in the fragment of `url`, for windows that are handed it. */
    result: z.object({ url: z.string(), secret: z.string(), expiresAt: z.number() }),
  }),
  'hub.secrets.retry': request({
    doc: 'Asks for the key to the secrets once more, as after unlocking the keychain; the channel `hub` tells what came of it.',
    right: 'administer',
    rate: 'control',
    audited: true,
    params: nothing,
    result: nothing,
  }),
  'hub.secrets.reset': request({
    doc: 'Gives up what is sealed when its key is gone for good, and makes a new key and a new identity: phones must be paired again. Refused while the secrets can be used.',
    right: 'administer',
    rate: 'control',
    audited: true,
    params: nothing,
    result: nothing,
  }),
  'hub.process.stop': request({
    doc: 'Stops the hub. Terminals go on in their keepers unless they are to be ended too.',
    right: 'administer',
    rate: 'control',
    audited: true,
    params: z.object({ endTerminals: z.boolean().default(false) }),
    result: nothing,
  }),
};
