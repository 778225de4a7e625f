import type { NetworkAction } from './actions.ts';
import type { NetworkState } from './state.ts';

/** Pure; run by the hub and by every client alike. */
export function reduceNetwork(_state: NetworkState, { network }: NetworkAction): NetworkState {
  return network;
}
