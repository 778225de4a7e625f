import { z } from 'zod';
import { trustLevelSchema } from '../../trust.ts';

/** A network that this machine is in now. */
export const networkInfoSchema = z.object({
  /** Names gateway and subnet: the same in the same place, another elsewhere. */
  id: z.string(),
  /** For people, such as `wlan0 · 192.168.1.0/24`. */
  name: z.string(),
  /** This machine's address there. */
  address: z.string(),
  subnet: z.string(),
  gateway: z.string().nullable(),
  /** Until when the operator lets it carry full control over plain http; null for no such word. */
  trustedUntil: z.number().nullable(),
});
export type NetworkInfo = z.infer<typeof networkInfoSchema>;

/** A way in, as a browser would spell it. */
export const entranceInfoSchema = z.object({
  /** Scheme, host and port, such as `http://192.168.1.5:4140`. */
  origin: z.string(),
  level: trustLevelSchema,
  network: z.string().nullable(),
});
export type EntranceInfo = z.infer<typeof entranceInfoSchema>;

/** State of the channel `network`: how others can reach this hub. Nothing in it is a secret. */
export const networkStateSchema = z.object({
  /** Whether the hub listens beyond this machine: wished for, and why it may not be so. */
  lan: z.object({ wished: z.boolean(), sentence: z.string() }),
  mdns: z.object({
    phase: z.enum(['off', 'starting', 'on', 'failed']),
    /** How it is and, when something has to be done, what. */
    sentence: z.string(),
  }),
  networks: z.array(networkInfoSchema),
  /** Best first: L2, L1, L0, then this machine. */
  entrances: z.array(entranceInfoSchema),
});
export type NetworkState = z.infer<typeof networkStateSchema>;

export const emptyNetworkState: NetworkState = {
  lan: { wished: false, sentence: '' },
  mdns: { phase: 'off', sentence: '' },
  networks: [],
  entrances: [],
};
