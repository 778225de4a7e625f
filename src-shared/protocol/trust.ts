import { z } from 'zod';

/**
 * How a client reaches the hub. `local`: from this machine. `L0`: over plain http with our encrypted channel inside, which
 * protects from eavesdroppers and not from somebody who controls the network, since the page itself came over it. `L1`:
 * https with this install's own authority. `L2`: https through Tailscale Serve.
 */
export const TRUST_LEVELS = ['local', 'L0', 'L1', 'L2'] as const;
export const trustLevelSchema = z.enum(TRUST_LEVELS);
export type TrustLevel = z.infer<typeof trustLevelSchema>;
