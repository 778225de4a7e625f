import { networkChannel } from '../../../src-shared/protocol/channel.ts';
import { networkRequests } from '../../../src-shared/protocol/channels/network/requests.ts';
import { tailscaleRequests } from '../../../src-shared/protocol/channels/tailscale/requests.ts';
import { tlsRequests } from '../../../src-shared/protocol/channels/tls/requests.ts';
import type { Paired } from '../../../src-shared/protocol/frames.ts';
import type { AnyChannel } from '../channels/channels.ts';
import type { TrustWords } from '../devices/trust-words.ts';
import { startTailscale } from '../modules/tailscale/tailscale.ts';
import { startTls } from '../modules/tls/tls.ts';
import { Network } from '../network/network.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Entrances } from '../server/entrance.ts';
import { type Methods, requestModule } from '../server/methods.ts';
import type { Route } from '../server/routes.ts';
import type { HubSettings } from '../settings/hub-settings.ts';
import { audit, type Basis, freshChannel } from './basis.ts';
import { entranceInfos, lanOf, localNameOf } from './lan.ts';

type Listening = Entrances & { readonly url: string; readonly port: number };

export interface WayNeeds {
  readonly hub: Paired['hub'];
  readonly settings: HubSettings;
  readonly secrets: Secrets;
  readonly trust: TrustWords;
  /** There once it listens. */
  readonly server: () => Listening;
}

/** How others reach this hub: by its networks, by https with its own authority, by Tailscale. */
export interface WayParts {
  readonly network: Network;
  readonly channels: ReadonlyArray<AnyChannel>;
  readonly methods: ReadonlyArray<Methods>;
  readonly routes: ReadonlyArray<Route>;
  /** The hub listens: what was open before is opened again. */
  begin(onChanged: Parameters<Network['start']>[0]): void;
  /** The computer woke, perhaps elsewhere. */
  wake(): void;
  /** Nobody is led here any more. Never rejects. */
  close(): Promise<void>;
}

export function openWays(basis: Basis, needs: WayNeeds): WayParts {
  const { platform, store, owned } = basis;
  const { clock, random, paths, log } = platform;
  const { hub, settings, secrets, trust, server } = needs;
  const open: Entrances['open'] = (wish) => server().open(wish);
  const lan = lanOf(basis, { server, settings, hubId: hub.id, identity: secrets.identity });
  const networkState = freshChannel(basis, networkChannel);
  const network = owned.add(
    new Network({
      networks: platform.networks,
      lan,
      words: trust,
      entrances: () => entranceInfos(server()),
      channel: networkState,
      wish: async (wished) => void settings.update({ network: { lan: wished } }),
    }),
  );
  const tls = owned.add(
    startTls({
      vault: secrets.vault,
      computer: hub.name,
      localName: `${localNameOf(hub.id)}.local`,
      lan,
      open,
      clock,
      random,
      log: log.child('tls'),
    }),
  );
  const tailscale = owned.add(
    startTailscale({
      program: platform.tailscale,
      file: `${paths.dataDir}/tailscale.json`,
      open,
      hubPort: () => server().port,
      troubles: store.troubles,
      audit: (who, what, verdict) => audit(basis, who, what, verdict),
      clock,
      log: log.child('tailscale'),
    }),
  );
  return {
    network,
    channels: [networkState],
    methods: [
      requestModule('network', networkRequests, network.handlers),
      requestModule('tls', tlsRequests, tls.handlers),
      requestModule('tailscale', tailscaleRequests, tailscale.handlers),
    ],
    routes: tls.routes ?? [],
    begin(onChanged) {
      network.start(onChanged);
      tailscale.begin();
    },
    wake() {
      void platform.networks.look();
      tailscale.wake();
    },
    close: () => tailscale.close(),
  };
}
