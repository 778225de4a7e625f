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

/** State of the channel `hub`. */
export const hubStateSchema = z.object({
  keepers: z.record(z.string(), keeperInfoSchema),
  troubles: z.record(z.string(), troubleSchema),
});
export type HubState = z.infer<typeof hubStateSchema>;

export const emptyHubState: HubState = { keepers: {}, troubles: {} };
