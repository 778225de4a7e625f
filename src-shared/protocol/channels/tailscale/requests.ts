import { z } from 'zod';
import { request } from '../../request.ts';

const nothing = z.object({});

export const tailscaleInfoSchema = z.object({
  /** `absent`: the program is not installed. `off`: it is logged out or stopped. `ready`: it could serve. `serving`: it serves this hub. */
  phase: z.enum(['absent', 'off', 'ready', 'serving', 'failed']),
  /** How it is and what to do next. */
  sentence: z.string(),
  /** The https origin in the tailnet; null while it is not known. */
  origin: z.string().nullable(),
  /** What will be, or was, run; for people to read. */
  command: z.string(),
  /** Whether the user wants it, so that it comes back by itself; a hub that does not say serves or does not. */
  wished: z.boolean().optional(),
});
export type TailscaleInfo = z.infer<typeof tailscaleInfoSchema>;

const tailscale = z.object({ tailscale: tailscaleInfoSchema });

export const tailscaleRequests = {
  'tailscale.serve.read': request({
    doc: 'Whether Tailscale is here and serves this hub.',
    right: 'view',
    rate: 'heavy',
    audited: false,
    params: nothing,
    result: tailscale,
  }),
  'tailscale.serve.start': request({
    doc: 'Lets Tailscale serve this hub by https to the devices of the user’s tailnet.',
    right: 'administer',
    rate: 'heavy',
    audited: true,
    params: nothing,
    result: tailscale,
  }),
  'tailscale.serve.stop': request({
    doc: 'Ends that.',
    right: 'administer',
    rate: 'heavy',
    audited: true,
    params: nothing,
    result: tailscale,
  }),
};
