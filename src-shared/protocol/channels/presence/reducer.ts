import type { PresenceAction } from './actions.ts';
import type { PresenceState } from './state.ts';

/** Pure; run by the hub and by every client alike. */
export function reducePresence(state: PresenceState, { here, gone }: PresenceAction): PresenceState {
  const left = gone.filter((connection) => Object.hasOwn(state.clients, connection));
  if (here.length + left.length === 0) return state;
  // Copied once, however many there are.
  const clients = { ...state.clients };
  for (const connection of left) delete clients[connection];
  for (const client of here) clients[client.connection] = client;
  return { clients };
}
