import { exhausted } from '../../../base/invariant.ts';
import type { HubAction } from './actions.ts';
import type { HubState } from './state.ts';

/** Pure; run by the hub and by every client alike. */
export function reduceHub(state: HubState, action: HubAction): HubState {
  switch (action.type) {
    case 'hub.keeper.listed':
      return { ...state, keepers: { ...state.keepers, [action.keeper.id]: action.keeper } };
    case 'hub.keeper.removed': {
      const { [action.id]: _gone, ...keepers } = state.keepers;
      return { ...state, keepers };
    }
    case 'hub.trouble.raised':
      return { ...state, troubles: { ...state.troubles, [action.trouble.id]: action.trouble } };
    case 'hub.trouble.withdrawn': {
      const { [action.id]: _gone, ...troubles } = state.troubles;
      return { ...state, troubles };
    }
    case 'hub.secrets.changed':
      return { ...state, secrets: action.secrets };
    default:
      return exhausted(action);
  }
}
