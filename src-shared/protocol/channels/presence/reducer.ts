import { exhausted } from '../../../base/invariant.ts';
import type { PresenceAction } from './actions.ts';
import type { PresenceState } from './state.ts';

/** Pure; run by the hub and by every client alike. */
export function reducePresence(state: PresenceState, action: PresenceAction): PresenceState {
  switch (action.type) {
    case 'presence.client.came':
      return { clients: { ...state.clients, [action.client.connection]: action.client } };
    case 'presence.client.went': {
      const { [action.connection]: _gone, ...clients } = state.clients;
      return { clients };
    }
    case 'presence.client.looked': {
      const known = state.clients[action.connection];
      if (known === undefined) return state;
      return { clients: { ...state.clients, [action.connection]: { ...known, viewing: action.viewing } } };
    }
    default:
      return exhausted(action);
  }
}
