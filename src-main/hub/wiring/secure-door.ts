import { ok } from '../../../src-shared/base/result.ts';
import type { EntranceInfo } from '../../../src-shared/protocol/channels/network/state.ts';
import type { Paired } from '../../../src-shared/protocol/frames.ts';
import type { KeyPair } from '../../../src-shared/secure/crypto.ts';
import type { Pairing } from '../devices/pairing.ts';
import type { Platform } from '../platform.ts';
import type { HostIdentity } from '../secrets/host-identity.ts';
import type { SecureDoor } from '../server/secure-door.ts';

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
