import { type Disposable, DisposableStore } from '../../../src-shared/base/disposable.ts';
import type { HubAction } from '../../../src-shared/protocol/channels/hub/actions.ts';
import type { HubState } from '../../../src-shared/protocol/channels/hub/state.ts';
import type { Troubles } from '../store/troubles.ts';
import type { HubChannel } from './channel.ts';

/** Shows in the channel `hub` what troubles there are, from those of the start on. */
export function publishTroubles(troubles: Troubles, channel: HubChannel<HubState, HubAction>): Disposable {
  const owned = new DisposableStore();
  const current = troubles.list();
  const known = new Set(current.map((trouble) => trouble.id));
  // A channel that was kept may still show what an earlier run had to say.
  for (const id of Object.keys(channel.state.troubles)) {
    if (!known.has(id)) channel.apply({ type: 'hub.trouble.withdrawn', id });
  }
  for (const trouble of current) channel.apply({ type: 'hub.trouble.raised', trouble });
  owned.add(troubles.onRaised((trouble) => channel.apply({ type: 'hub.trouble.raised', trouble })));
  owned.add(troubles.onWithdrawn((id) => channel.apply({ type: 'hub.trouble.withdrawn', id })));
  return owned;
}
