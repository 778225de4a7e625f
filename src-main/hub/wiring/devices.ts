import { deviceChannel, pairingChannel } from '../../../src-shared/protocol/channel.ts';
import { deviceRequests } from '../../../src-shared/protocol/channels/device/requests.ts';
import { pairingRequests } from '../../../src-shared/protocol/channels/pairing/requests.ts';
import type { AnyChannel } from '../channels/channels.ts';
import type { Presence } from '../channels/presence.ts';
import { Authentication } from '../devices/authentication.ts';
import { catchUp } from '../devices/catch-up.ts';
import { deviceHandlers, pairingHandlers, type Ways } from '../devices/device-requests.ts';
import { DeviceStateKeeper } from '../devices/device-state.ts';
import { Devices } from '../devices/devices.ts';
import { Failures } from '../devices/failures.ts';
import { Links } from '../devices/links.ts';
import { ensureLocalDevice } from '../devices/local-device.ts';
import { Pairing } from '../devices/pairing.ts';
import { Revocations, revocationsFile } from '../devices/revocations.ts';
import { TrustWords } from '../devices/trust-words.ts';
import { TypingTrace } from '../devices/typing-trace.ts';
import { type Methods, requestModule } from '../server/methods.ts';
import type { Exports } from '../store/exports.ts';
import { audit, type Basis, freshChannel } from './basis.ts';

/** Who may come in, how they show who they are, and how others become one of them. */
export interface DeviceParts {
  readonly devices: Devices;
  readonly trust: TrustWords;
  readonly links: Links;
  readonly authentication: Authentication;
  readonly pairing: Pairing;
  readonly typing: TypingTrace;
  readonly keeper: DeviceStateKeeper;
  readonly channels: ReadonlyArray<AnyChannel>;
}

export function openDevices(basis: Basis, presence: Presence): DeviceParts {
  const { platform, store, owned } = basis;
  const { clock, random, paths } = platform;
  const { authority, troubles } = store;
  const log = platform.log.child('devices');
  const revocations = new Revocations(revocationsFile(paths.dataDir), { log, troubles });
  // Before anybody is asked about: what the journal has taken away must be gone.
  catchUp({ revocations, ...authority, troubles, log });
  const trust = new TrustWords(authority.trust, authority.time, revocations);
  const devices = owned.add(
    new Devices({
      store: authority.devices,
      clock,
      time: authority.time,
      random,
      revocations,
      isTrusted: (network) => trust.isTrusted(network),
      isConnected: (device) => presence.count(device) > 0,
    }),
  );
  ensureLocalDevice(paths.dataDir, devices);
  const write = (who: string, what: string, verdict: string): void => audit(basis, who, what, verdict);
  const links = new Links(clock, random);
  const authentication = new Authentication({ devices, links, clock, audit: write });
  const pairingState = freshChannel(basis, pairingChannel);
  const pairing = owned.add(
    new Pairing({
      clock,
      random,
      crypto: platform.crypto,
      devices,
      trust,
      failures: new Failures(clock),
      channel: pairingState,
      audit: write,
      together: (entry, body) => authority.together({ at: clock.now(), ...entry }, body),
    }),
  );
  const deviceState = freshChannel(basis, deviceChannel);
  const connected = { count: (device: string) => presence.count(device), onChanged: presence.onMoved };
  const keeper = owned.add(new DeviceStateKeeper(devices, connected, deviceState, clock));
  const typing = new TypingTrace(store.events.typing, clock);
  return { devices, trust, links, authentication, pairing, typing, keeper, channels: [deviceState, pairingState] };
}

/** `hub`: who a phone is to look for. */
export function deviceMethods(
  { store }: Basis,
  { devices, keeper, typing, pairing }: DeviceParts,
  hub: {
    readonly id: string;
    readonly key: () => Uint8Array | undefined;
    readonly ways: Ways;
    readonly exports: Exports;
  },
): Methods[] {
  const { authority } = store;
  const { id, key: hubKey, ways, exports } = hub;
  return [
    requestModule(
      'device',
      deviceRequests,
      deviceHandlers({ devices, keeper, exports, audit: authority.audit, typing, written: () => authority.durable() }),
    ),
    requestModule('pairing', pairingRequests, pairingHandlers({ pairing, devices, keeper, ways, hub: id, hubKey })),
  ];
}
