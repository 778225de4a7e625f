import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChannelMirror, MirrorState } from '../../../src-shared/client/channel-mirror.ts';

/** A channel as components read it: its state and how true that is. */
export interface Mirrored<S> {
  readonly state: S;
  readonly condition: MirrorState['kind'];
}

/** The one way from a channel to components: a store that follows its mirror. It ends with the mirror. */
export function mirrorStore<S, A>(mirror: ChannelMirror<S, A>): StoreApi<Mirrored<S>> {
  const read = (): Mirrored<S> => ({ state: mirror.state, condition: mirror.condition.kind });
  const store = createStore<Mirrored<S>>(read);
  mirror.onChange(() => store.setState(read()));
  mirror.onCondition(() => store.setState(read()));
  return store;
}
