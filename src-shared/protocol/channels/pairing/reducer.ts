import { exhausted } from '../../../base/invariant.ts';
import type { PairingAction } from './actions.ts';
import { KEPT_REFUSALS, type PairingRefusal, type PairingState } from './state.ts';

/** Pure; run by the hub and by every client alike. */
export function reducePairing(state: PairingState, action: PairingAction): PairingState {
  switch (action.type) {
    case 'pairing.offered':
      return { ...state, offer: action.offer, request: null };
    case 'pairing.requested':
      return { ...state, request: action.request };
    case 'pairing.done':
      return { ...state, offer: null, request: null, paired: action.device };
    case 'pairing.refused':
      if (state.refusals.some((known) => isSame(known, action.refusal))) return state;
      return { ...state, refusals: [...state.refusals, action.refusal].slice(-KEPT_REFUSALS) };
    default:
      return exhausted(action);
  }
}

/** What an action that comes twice says again. */
function isSame(one: PairingRefusal, other: PairingRefusal): boolean {
  return one.at === other.at && one.from === other.from && one.why === other.why;
}
