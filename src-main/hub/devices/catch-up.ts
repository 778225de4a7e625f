import type { Log } from '../../../src-shared/base/log.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import type { DeviceRecord } from '../store/device-table.ts';
import type { TrustRow } from '../store/trust-table.ts';
import { keysOf } from './device-keys.ts';
import type { Revocations } from './revocations.ts';

interface CatchUpParts {
  readonly revocations: Revocations;
  readonly devices: {
    readonly epoch: number;
    all(): DeviceRecord[];
    catchUp(gone: readonly string[], ended: readonly string[], at: number, epoch: number): void;
  };
  readonly trust: { all(): TrustRow[]; remove(network: string): void };
  readonly time: { now(): number };
  readonly troubles: { raise(id: string, text: string): void };
  readonly log: Log;
}

export const DEVICES_SUSPENDED = 'devices-suspended';

const SUSPENDED =
  'The list of devices and the journal of revoked devices do not belong together: one of them is older, or parts are missing. Every device but this computer’s own command line is suspended. Give those a new end under Settings, Devices that you want to let in again.';
const OLDER =
  'The list of devices is older than the journal of what was revoked, as after a backup was put back. What was taken away since stays taken away: devices that had their rights reduced are suspended until you give them a new end under Settings, Devices.';

/**
 * Makes up for what the database does not know of the journal, before anybody is let in. A database that is older than
 * the journal loses what was taken away since. Where it cannot be known what that was (entries are missing, or the whole
 * journal is), everybody from outside is suspended: asking the user again is better than guessing.
 */
export function catchUp(parts: CatchUpParts): void {
  const { revocations, devices, trust, time, troubles, log } = parts;
  const { epoch } = devices;
  const all = devices.all();
  const taken = revocations.since(epoch);
  const reduced = new Set(taken?.flatMap((entry) => ('reduced' in entry ? [entry.reduced] : [])));
  const gone = all.filter((device) => isRevoked(device, revocations));
  const left = all.filter((device) => !gone.includes(device) && device.origin !== 'local' && device.endedAt === null);
  const ended = taken === undefined ? left : left.filter(({ id }) => reduced.has(id));
  const words = trust
    .all()
    .filter(({ network, grantedAt }) => taken === undefined || revocations.isForgotten(network, grantedAt))
    .map(({ network }) => network);
  const now = Math.max(epoch, revocations.last);
  if (ended.length > 0) troubles.raise(DEVICES_SUSPENDED, taken === undefined ? SUSPENDED : OLDER);
  try {
    for (const network of words) trust.remove(network);
    if (gone.length + ended.length > 0 || now !== epoch)
      devices.catchUp(
        gone.map(({ id }) => id),
        ended.map(({ id }) => id),
        time.now(),
        now,
      );
  } catch (error) {
    if (!(error instanceof ProtocolError) || ended.length + words.length > 0) throw error;
    // Whoever was revoked is left out in any case, and the next start tries again.
    log.error('what was revoked cannot be written into the list of devices', { reason: error.message });
  }
  if (taken === undefined) revocations.beginAt(now);
}

function isRevoked(device: DeviceRecord, revocations: Revocations): boolean {
  return revocations.has(device.id) || keysOf(device).some((key) => revocations.hasKey(key));
}
