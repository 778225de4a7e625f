import { createHash } from 'node:crypto';
import type { EntranceInfo } from '../../../src-shared/protocol/channels/network/state.ts';
import { Lan } from '../network/lan.ts';
import type { HostIdentity } from '../secrets/host-identity.ts';
import type { Entrances } from '../server/entrance.ts';
import type { HubSettings } from '../settings/hub-settings.ts';
import type { Basis } from './basis.ts';

/** The install's own name on a local network, before `.local`: machines of one name must not be taken for one another. */
export function localNameOf(hubId: string): string {
  return `homeport-${hubId.replace(/^h_/, '').slice(0, 6)}`;
}

/** Listens on the machine's networks as the settings wish it, and tells them of this install. */
export function lanOf(
  { platform, owned }: Basis,
  needs: {
    /** Known when it listens. */
    readonly server: () => Entrances & { readonly port: number };
    readonly settings: HubSettings;
    readonly hubId: string;
    readonly identity: HostIdentity;
  },
): Lan {
  const { server, settings, hubId, identity } = needs;
  const lan = new Lan({
    networks: platform.networks,
    open: (wish) => server().open(wish),
    port: () => server().port,
    wished: () => settings.values.network,
    onWished: (listener) => settings.onChanged(() => listener()),
    advertiser: platform.advertiser,
    identity: () => {
      const { phase } = identity;
      if (phase.kind !== 'known') return undefined;
      const fp = createHash('sha256').update(phase.key.publicKey).digest('hex').slice(0, 32);
      return { name: localNameOf(hubId), txt: { v: '1', fp } };
    },
    clock: platform.clock,
    log: platform.log.child('network'),
  });
  owned.add(lan);
  owned.add(identity.onChanged(() => lan.readvertise()));
  return lan;
}

/** The ways in that are open, as the channel `network` tells them. */
export function entranceInfos(server: Entrances & { readonly url: string }): EntranceInfo[] {
  const own: EntranceInfo = { origin: server.url, level: 'local', network: null };
  const others = server.all.flatMap(({ wish, origins }) =>
    origins.slice(0, 1).map((origin) => ({ origin, level: wish.level, network: wish.network })),
  );
  return [own, ...others];
}
