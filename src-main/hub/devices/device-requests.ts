import type { deviceRequests } from '../../../src-shared/protocol/channels/device/requests.ts';
import type { pairingRequests } from '../../../src-shared/protocol/channels/pairing/requests.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import type { Handlers } from '../../../src-shared/protocol/request.ts';
import type { TrustLevel } from '../../../src-shared/protocol/trust.ts';
import { offerUrl } from '../../../src-shared/secure/offer-text.ts';
import type { Caller } from '../caller.ts';
import type { Audit } from '../store/audit.ts';
import type { Exports } from '../store/exports.ts';
import { auditLines } from './audit-lines.ts';
import type { DeviceStateKeeper } from './device-state.ts';
import type { Devices } from './devices.ts';
import type { Pairing } from './pairing.ts';
import type { TypingTrace } from './typing-trace.ts';

/** The hub's ways in, as a phone would use them. */
export interface Ways {
  /** Origins that a phone can reach, best first. */
  origins(): ReadonlyArray<{ readonly origin: string; readonly level: TrustLevel }>;
}

interface DeviceParts {
  readonly devices: Devices;
  readonly keeper: DeviceStateKeeper;
  readonly audit: Pick<Audit, 'search' | 'read'>;
  readonly typing: TypingTrace;
  /** Where copies for the user are written. */
  readonly exports: Pick<Exports, 'write'>;
  /** What was said of the log so far is on the disk. */
  readonly written: () => Promise<boolean>;
}

/** Whoever controls a network could have asked for it in the device's name, and would have a key that is good anywhere. */
const NO_MOVE_FROM_HERE =
  'From here somebody who controls the network could take the new address for themselves. On the computer, give your word for this network, or pair this phone anew at its new address.';

const THE_OWNER =
  'This is the key of the command line on this computer, which always may do everything. It cannot be changed or revoked.';

/** The methods `device.*`. */
export function deviceHandlers(parts: DeviceParts): Handlers<typeof deviceRequests, Caller> {
  const { devices, keeper, audit, typing } = parts;
  const changeable = (id: string): void => {
    const device = devices.get(id);
    if (device === undefined || !isListed(device))
      throw new ProtocolError('notFound', 'There is no such device (any more).');
    if (device.origin === 'local') throw new ProtocolError('forbidden', THE_OWNER);
  };
  return {
    'device.list': () => ({
      devices: devices
        .list()
        .filter(isListed)
        .map((device) => keeper.infoOf(device)),
    }),
    'device.update': ({ device, name, role, expiresAt, grants }) => {
      changeable(device);
      const change = {
        ...(name === undefined ? {} : { name }),
        ...(role === undefined ? {} : { role }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
        ...(grants === undefined ? {} : { grants }),
      };
      return { device: keeper.infoOf(devices.update(device, change)) };
    },
    'device.revoke': ({ device }) => {
      changeable(device);
      devices.remove(device);
      return {};
    },
    'device.audit.list': ({ before, limit, ...filter }) => {
      const rows = audit.search(filter, before ?? Number.MAX_SAFE_INTEGER, limit + 1);
      const entries = rows.slice(0, limit).map(({ seq, at, who: by, what: done, verdict }) => ({
        seq,
        at,
        who: by,
        what: done,
        verdict,
      }));
      return { entries, before: rows.length > limit ? (entries.at(-1)?.seq ?? null) : null };
    },
    'device.audit.export': async ({ path }) => {
      await parts.written();
      const counts = { entries: 0 };
      const bytes = await parts.exports.write(path, auditLines(audit, counts));
      return { path, bytes, ...counts };
    },
    'device.typing.list': ({ terminal, device, limit }) => ({ typing: typing.list({ terminal, device }, limit) }),
  };
}

/**
 * Where the code of a phone that is new leads. What Tailscale serves every browser believes; what has this install's
 * authority is for phones that have installed it.
 */
function wayFor<W extends { readonly level: TrustLevel }>(
  all: ReadonlyArray<W>,
  level: TrustLevel | undefined,
): W | undefined {
  const wanted = level === undefined ? (['L2', 'L0', 'L1'] as const) : [level];
  return wanted.flatMap((each) => all.filter((way) => way.level === each))[0];
}

/** Windows of this run are this machine's own, and come anew with each reload. */
function isListed({ origin }: { readonly origin: string }): boolean {
  return origin !== 'window';
}

interface PairingRequestParts {
  readonly pairing: Pairing;
  readonly devices: Devices;
  readonly keeper: DeviceStateKeeper;
  readonly ways: Ways;
  readonly hub: string;
  /** Raw; undefined while the secrets are not available. */
  readonly hubKey: () => Uint8Array | undefined;
}

/** The methods `pairing.*` of the operator, and the one of a device about itself. */
export function pairingHandlers(parts: PairingRequestParts): Handlers<typeof pairingRequests, Caller> {
  const { pairing, devices, keeper, ways, hub } = parts;
  const hubKey = (): Uint8Array => {
    const key = parts.hubKey();
    if (key !== undefined) return key;
    throw new ProtocolError(
      'storeUnavailable',
      'The hub’s own key is not available: its secrets cannot be opened. See Settings, About.',
    );
  };
  return {
    'pairing.offer': ({ level }) => {
      const key = hubKey();
      const all = ways.origins();
      const best = wayFor(all, level);
      const others = all.filter((each) => each !== best);
      if (best === undefined && level !== undefined && all.length > 0)
        throw new ProtocolError('notFound', 'There is no such way to this computer (any more).');
      if (best === undefined)
        throw new ProtocolError(
          'notFound',
          'A phone has no way to this computer. Let the hub listen on your networks (`homeport trust lan open`), or set up Tailscale.',
        );
      const addresses = [best, ...others].map(({ origin }) => new URL(origin).host);
      const { id, secret, code, expiresAt } = pairing.offer({ addresses, level: best.level });
      const origins = others.map(({ origin }) => origin);
      const url = offerUrl(best.origin, { kind: 'pair', offer: id, secret, hubKey: key, hub, origins });
      return { offer: { id, expiresAt, addresses, level: best.level }, url, code };
    },
    'pairing.cancel': () => {
      pairing.cancel();
      return {};
    },
    'pairing.list': () => pairing.state,
    'pairing.approve': (approval) => ({ device: keeper.infoOf(pairing.approve(approval)) }),
    'pairing.move': ({ to }, caller) => {
      const device = devices.get(caller.device.id);
      const target = ways.origins().find(({ origin }) => origin === to);
      if (device?.origin !== 'paired' || target === undefined)
        throw new ProtocolError('notFound', 'This device cannot go on there: it is no address of this hub for phones.');
      if (devices.isLessThere(device.id, caller.reach)) throw new ProtocolError('forbidden', NO_MOVE_FROM_HERE);
      const { id, secret, expiresAt } = pairing.ticket(device.id);
      const url = offerUrl(target.origin, { kind: 'move', offer: id, secret, hubKey: hubKey(), hub, origins: [] });
      return { url, expiresAt };
    },
  };
}
