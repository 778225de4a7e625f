import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Welcome } from '../../../src-shared/protocol/frames.ts';
import { LIMITS } from '../../../src-shared/protocol/limits.ts';
import type { Reach } from '../reach.ts';
import type { Accepted } from './hello.ts';
import { type Methods, servicesOf } from './methods.ts';
import type { RightsOf } from './router.ts';

const ANNOUNCED_LIMITS = {
  frame: LIMITS.frame,
  input: LIMITS.input,
  unacknowledged: LIMITS.unacknowledged,
  acknowledgeEvery: LIMITS.acknowledgeEvery,
  attachments: LIMITS.attachments,
};

/** Makes the answer to an accepted hello. */
export function welcomes(options: {
  readonly hub: { readonly id: string; readonly name: string };
  readonly config: { readonly version: string };
  readonly methods: Methods;
  readonly rightsOf: RightsOf;
  readonly clock: Clock;
}): (accepted: Accepted, connection: string, reach: Reach) => Welcome {
  const services = servicesOf(options.methods);
  return ({ version, device }, connection, reach) => ({
    protocol: version,
    version: options.config.version,
    hub: options.hub,
    connection,
    device: {
      id: device.id,
      name: device.name,
      role: device.role,
      rights: [...(options.rightsOf(device.id, reach) ?? [])],
      level: reach.level,
      expiresAt: device.expiresAt ?? null,
      grants: (device.grants ?? []).map(({ terminal }) => ({
        terminal,
        rights: [...(options.rightsOf(device.id, reach, terminal) ?? [])],
      })),
    },
    services,
    limits: ANNOUNCED_LIMITS,
    now: options.clock.now(),
  });
}
