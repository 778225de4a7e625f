import { z } from 'zod';

/** One keeper as the hub sees it. */
export const keeperInfoSchema = z.object({
  id: z.string(),
  pid: z.int(),
  /** The keeper protocol that is spoken with it. */
  protocol: z.int(),
  terminals: z.int().nonnegative(),
  phase: z.enum(['connected', 'unreachable']),
});
export type KeeperInfo = z.infer<typeof keeperInfoSchema>;

/** Something that needs the user's eye and does not stop the hub, such as a disk that is full. */
export const troubleSchema = z.object({
  /** Stable, so that one trouble is shown once and can be withdrawn. */
  id: z.string(),
  /** A sentence with what to do next. */
  text: z.string(),
  since: z.number(),
});
export type Trouble = z.infer<typeof troubleSchema>;

/** Whether the hub can keep secrets, and by which fingerprint phones know it. Never a secret itself. */
export const secretsInfoSchema = z.object({
  /** `opening`: the keychain is waited for. `locked`: somebody has to unlock it. `unavailable`: it needs more than that. */
  phase: z.enum(['opening', 'open', 'locked', 'unavailable']),
  /** Where the key is kept that seals the rest; null while that is not known. */
  where: z.enum(['keychain', 'file', 'memory']).nullable(),
  /** How it is and, when something has to be done, what to do next. */
  sentence: z.string(),
  /** SHA-256 of the host's public key in groups; null while it is not available. */
  fingerprint: z.string().nullable(),
});
export type SecretsInfo = z.infer<typeof secretsInfoSchema>;

const SECRETS_UNTOLD: SecretsInfo = {
  phase: 'opening',
  where: null,
  sentence: 'Waiting for the keychain.',
  fingerprint: null,
};

/** State of the channel `hub`. */
export const hubStateSchema = z.object({
  keepers: z.record(z.string(), keeperInfoSchema),
  troubles: z.record(z.string(), troubleSchema),
  /** Not told by hubs before 0.2. */
  secrets: secretsInfoSchema.default(SECRETS_UNTOLD),
});
export type HubState = z.infer<typeof hubStateSchema>;

export const emptyHubState: HubState = { keepers: {}, troubles: {}, secrets: SECRETS_UNTOLD };
