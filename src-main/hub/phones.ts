import { createHash } from 'node:crypto';
import type { Disposable } from '../../src-shared/base/disposable.ts';
import { DisposableStore } from '../../src-shared/base/disposable.ts';
import type { Log } from '../../src-shared/base/log.ts';
import { ok } from '../../src-shared/base/result.ts';
import type { EntranceInfo } from '../../src-shared/protocol/channels/network/state.ts';
import type { Paired } from '../../src-shared/protocol/frames.ts';
import type { KeyPair } from '../../src-shared/secure/crypto.ts';
import type { Pairing } from './devices/pairing.ts';
import { Lan } from './network/lan.ts';
import type { Platform } from './platform.ts';
import type { HostIdentity } from './secrets/host-identity.ts';
import type { Entrances } from './server/entrance.ts';
import type { SecureDoor } from './server/secure-door.ts';
import type { HubSettings } from './settings/hub-settings.ts';

/** The install's own name on a local network, before `.local`: machines of one name must not be taken for one another. */
export function localNameOf(hubId: string): string {
  return `homeport-${hubId.replace(/^h_/, '').slice(0, 6)}`;
}

/** The hub's own key as the encrypted channel uses it; made once for each identity. */
export function hostKeys(platform: Pick<Platform, 'keyPair'>, identity: HostIdentity): () => KeyPair | undefined {
  let made: { readonly of: object; readonly pair: KeyPair } | undefined;
  return () => {
    const { phase } = identity;
    if (phase.kind !== 'known') return undefined;
    if (made?.of !== phase.key) made = { of: phase.key, pair: platform.keyPair(phase.key.privateKey) };
    return made.pair;
  };
}

/** What the server needs to speak the encrypted channel: this hub's key, what can be claimed, and who decides. */
export function secureDoor(parts: {
  readonly platform: Pick<Platform, 'crypto'>;
  readonly key: () => KeyPair | undefined;
  readonly pairing: Pairing;
  readonly hub: Paired['hub'];
  readonly origins: () => readonly EntranceInfo[];
}): SecureDoor {
  const { platform, key, pairing, hub, origins } = parts;
  return {
    crypto: platform.crypto,
    key,
    secretOf: (claim) => pairing.secretOf(claim),
    desk: {
      failed: (from, why) => pairing.failed(from, why),
      async ask(asker, line) {
        const decided = await pairing.ask(asker, line);
        if (!decided.ok) return decided;
        const { id, name, role } = decided.value;
        return ok({ device: { id, name, role }, hub, origins: origins().map(({ origin }) => origin) });
      },
    },
  };
}

/** Listens on the machine's networks as the settings wish it, and tells them of this install. */
export function lanOf(parts: {
  readonly platform: Pick<Platform, 'networks' | 'advertiser' | 'clock'>;
  /** Known when it listens. */
  readonly server: () => Entrances & { readonly port: number };
  readonly settings: HubSettings;
  readonly hubId: string;
  readonly identity: HostIdentity;
  readonly log: Log;
}): Lan & Disposable {
  const { platform, server, settings, hubId, identity, log } = parts;
  const owned = new DisposableStore();
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
    log,
  });
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
