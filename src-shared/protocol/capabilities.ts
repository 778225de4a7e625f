import { z } from 'zod';

/**
 * What a client can do beyond version 1. New kinds of frames and actions are sent only to clients that announced the
 * capability; a hub ignores names it does not know. There are none yet.
 */
export const capabilitiesSchema = z.array(z.string().max(64)).max(64);
export type Capabilities = z.infer<typeof capabilitiesSchema>;

/** What kind of program a client is; shown in presence, never a basis for rights. */
export const CLIENT_KINDS = ['window', 'page', 'phone', 'cli', 'script'] as const;
export const clientKindSchema = z.enum(CLIENT_KINDS);
export type ClientKind = z.infer<typeof clientKindSchema>;
