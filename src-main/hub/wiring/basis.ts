import type { DisposableStore } from '../../../src-shared/base/disposable.ts';
import type { ChannelContract } from '../../../src-shared/protocol/channel.ts';
import { HubChannel } from '../channels/channel.ts';
import type { Platform } from '../platform.ts';
import type { Store } from '../store/store.ts';

/** What every part of a hub is made with. */
export interface Basis {
  readonly platform: Platform;
  /** Of the program. */
  readonly version: string;
  readonly store: Store;
  /** Ends with the hub, the latest first. */
  readonly owned: DisposableStore;
}

/** A channel that begins empty at each start. */
export function freshChannel<S extends object, A extends { readonly type: string }>(
  { platform: { random, log } }: Basis,
  contract: ChannelContract<S, A>,
): HubChannel<S, A> {
  return new HubChannel(contract, { random, log: log.child('channels') });
}

/** A channel whose state comes back at the next start. */
export function keptChannel<S extends object, A extends { readonly type: string }>(
  { platform: { random, log }, store }: Basis,
  contract: ChannelContract<S, A>,
): HubChannel<S, A> {
  return new HubChannel(contract, { random, log: log.child('channels'), store: store.events });
}

/** Writes a line of the audit log: who did what, and what came of it; wall clock, ms, where it was not now. */
export function audit(
  { platform: { clock }, store }: Basis,
  who: string,
  what: string,
  verdict: string,
  at?: number,
): void {
  store.authority.audit.append({ at: at ?? clock.now(), who, what, verdict });
}
