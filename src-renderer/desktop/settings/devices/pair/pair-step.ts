import type { DeviceInfo } from '../../../../../src-shared/protocol/channels/device/state.ts';
import type { SecretsInfo } from '../../../../../src-shared/protocol/channels/hub/state.ts';
import type { NetworkInfo, NetworkState } from '../../../../../src-shared/protocol/channels/network/state.ts';
import {
  OFFER_MS,
  type PairingRefusal,
  type PairingRequest,
  type PairingState,
} from '../../../../../src-shared/protocol/channels/pairing/state.ts';
import type { CoreResult } from '../../../../../src-shared/protocol/request-table.ts';
import type { Mirrored } from '../../../../ui/state/mirror-store.ts';

/** An offer as it was told to this window: its secret is known here and nowhere else. */
export type Offered = CoreResult<'pairing.offer'>;

/** Where the pairing of a phone is. Of what stands in its way, what has to be done first comes first. */
export type PairStep =
  | { readonly kind: 'asking' }
  | { readonly kind: 'notAllowed' }
  | { readonly kind: 'locked'; readonly secrets: SecretsInfo }
  /** In no network that a phone could be in. */
  | { readonly kind: 'noNetwork' }
  | { readonly kind: 'askLan'; readonly networks: readonly NetworkInfo[] }
  /** It is wished for and does not work. */
  | { readonly kind: 'cannotListen'; readonly sentence: string }
  /** Nothing stands in the way of an offer. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'offer'; readonly offered: Offered }
  | { readonly kind: 'over'; readonly why: string }
  | { readonly kind: 'request'; readonly request: PairingRequest }
  | { readonly kind: 'done'; readonly device: DeviceInfo };

export interface PairFacts {
  readonly pairing: PairingState;
  readonly condition: Mirrored<unknown>['condition'];
  readonly network: NetworkState;
  readonly secrets: SecretsInfo;
  /** What this window was told when it asked for an offer. */
  readonly offered: Offered | undefined;
  /** The request whose answer is under way. */
  readonly answering: PairingRequest | undefined;
  /** An offer or a request was shown since the dialog opened. */
  readonly begun: boolean;
  /** Who was let in since the dialog opened. */
  readonly device: DeviceInfo | undefined;
  /** Wall clock, ms. */
  readonly now: number;
}

export function pairStep(facts: PairFacts): PairStep {
  const { pairing, condition, network, secrets, offered, answering, begun, device, now } = facts;
  if (condition === 'refused') return { kind: 'notAllowed' };
  if (answering !== undefined) return { kind: 'request', request: answering };
  if (device !== undefined) return { kind: 'done', device };
  if (pairing.request !== null) return { kind: 'request', request: pairing.request };
  if (offered !== undefined && pairing.offer?.id === offered.offer.id) return { kind: 'offer', offered };
  if (begun) return { kind: 'over', why: whyOver(pairing, offered, now) };
  if (condition !== 'current') return { kind: 'asking' };
  if (secrets.phase !== 'open') return { kind: 'locked', secrets };
  if (isReachable(network)) return { kind: 'ready' };
  if (network.networks.length === 0) return { kind: 'noNetwork' };
  if (!network.lan.wished) return { kind: 'askLan', networks: network.networks };
  return { kind: 'cannotListen', sentence: network.lan.sentence };
}

/** Whether a phone has any way here. */
export function isReachable({ entrances }: Pick<NetworkState, 'entrances'>): boolean {
  return entrances.some(({ level }) => level !== 'local');
}

const ENDS: Readonly<Partial<Record<PairingRefusal['why'], string>>> = {
  'wrong-number':
    'The phone shows another number: somebody else may have taken the code. Nobody was let in, and the code is spent.',
  refused:
    'Nobody was let in, and the code is spent. If your phone showed none of the four numbers, somebody else was quicker with your code.',
  left: 'The phone went away before it was let in. Its code is spent.',
  'too-many': 'Somebody tried too many wrong codes, so this one was withdrawn.',
  expired: 'The two minutes were over before the phone was let in.',
};

/** Why what was shown here is no more. */
function whyOver({ refusals }: PairingState, offered: Offered | undefined, now: number): string {
  const begin = offered === undefined ? 0 : offered.offer.expiresAt - OFFER_MS;
  const last = refusals.findLast(({ at, why }) => at >= begin && ENDS[why] !== undefined);
  const end = last === undefined ? undefined : ENDS[last.why];
  if (end !== undefined) return end;
  if (offered !== undefined && now >= offered.offer.expiresAt)
    return 'Nobody came within two minutes, so the code has run out.';
  return 'Another code was made meanwhile, in another window or by “homeport pair”.';
}
