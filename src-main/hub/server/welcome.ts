import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Welcome } from '../../../src-shared/protocol/frames.ts';
import { LIMITS } from '../../../src-shared/protocol/limits.ts';
import type { Right } from '../../../src-shared/protocol/rights.ts';
import type { Accepted } from './hello.ts';
import { type Methods, servicesOf } from './methods.ts';

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
  readonly rightsOf: (device: string) => ReadonlySet<Right> | undefined;
  readonly clock: Clock;
}): (accepted: Accepted, connection: string) => Welcome {
  const services = servicesOf(options.methods);
  return ({ version, device }, connection) => ({
    protocol: version,
    version: options.config.version,
    hub: options.hub,
    connection,
    device: { id: device.id, name: device.name, role: device.role, rights: [...(options.rightsOf(device.id) ?? [])] },
    services,
    limits: ANNOUNCED_LIMITS,
    now: options.clock.now(),
  });
}
