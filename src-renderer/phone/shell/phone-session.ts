import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore } from '../../../src-shared/base/disposable.ts';
import { addressRace } from '../../../src-shared/client/address-race.ts';
import { ChannelMirror } from '../../../src-shared/client/channel-mirror.ts';
import type { ConnectionState } from '../../../src-shared/client/connection-state.ts';
import { networkChannel } from '../../../src-shared/protocol/channel.ts';
import type { NetworkState } from '../../../src-shared/protocol/channels/network/state.ts';
import type { Welcome } from '../../../src-shared/protocol/frames.ts';
import { HubSession } from '../../ui/state/hub-session.ts';
import { type Mirrored, mirrorStore } from '../../ui/state/mirror-store.ts';
import { SettingsStore } from '../../ui/state/settings-store.ts';
import { inOrder, learned } from './addresses.ts';
import { hubLine } from './hub-line.ts';
import type { AboutPhone, KeptHub } from './kept-hub.ts';

/** A line that lives answers so soon after a phone was taken out of a pocket; else another is worth more than waiting. */
const PROBE_MS = 1_000;

export interface PhoneSessionParts {
  readonly clock: Clock;
  readonly version: string;
  /** Scheme, host and port that the page came from. */
  readonly origin: string;
  /** What this phone calls itself. */
  readonly name: string;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** Writes down what was learned of the hub; a browser that does not keep it finds the hub as it did before. */
  readonly keep: (kept: KeptHub) => void;
}

/** A paired phone's standing with its hub: the connection by whichever address leads there, and what it learns on it. */
export class PhoneSession implements Disposable {
  readonly hub: HubSession;
  readonly settings: SettingsStore;
  /** How the hub can be reached, as it says itself. */
  readonly network: StoreApi<Mirrored<NetworkState>>;
  /** What this phone keeps of the hub, as it is now. */
  readonly kept: StoreApi<KeptHub>;
  private readonly keep: (kept: KeptHub) => void;
  private readonly owned = new DisposableStore();
  /** A device whose connection is ended with "not known" asks once more, by which it hears why. */
  private asksWhy = false;

  constructor(kept: KeptHub, parts: PhoneSessionParts) {
    const { clock, version, origin, name, storage } = parts;
    this.keep = parts.keep;
    this.kept = createStore<KeptHub>(() => kept);
    const open = addressRace({
      ways: () => inOrder(origin, this.kept.getState().origins, this.kept.getState().good),
      line: (way, proved) => hubLine(way, this.kept.getState(), proved),
      won: (good) => this.learn({ good }),
      clock,
    });
    const client = { kind: 'phone', version, name } as const;
    this.hub = this.owned.add(
      new HubSession({ open, identity: CHANNEL_IDENTITY, client, clock, random: Math.random, probeMs: PROBE_MS }),
    );
    this.settings = this.owned.add(new SettingsStore(this.hub.client, storage));
    const network = this.owned.add(new ChannelMirror(this.hub.client, networkChannel));
    this.network = mirrorStore(network);
    network.onChange(({ entrances }) => this.learn({ origins: learned(this.kept.getState().origins, entrances) }));
    this.owned.add(this.hub.client.onState((state) => this.onState(state)));
  }

  start(): void {
    this.hub.start();
  }

  /** The page is looked at, or a network is there: the line is probed, or made. */
  wake(): void {
    const { client } = this.hub;
    // What somebody at the computer can change may have been changed.
    if (client.state.kind === 'refused' && client.state.error.error === 'deviceEnded') client.connect();
    else client.wake();
  }

  /** Remembers something of the hub, if it is news. */
  learn(news: Partial<KeptHub>): void {
    const before = this.kept.getState();
    const after = { ...before, ...news };
    if (JSON.stringify(factsOf(before)) === JSON.stringify(factsOf(after))) return;
    this.kept.setState(after, true);
    this.keep(after);
  }

  dispose(): void {
    this.owned.dispose();
  }

  private onState(state: ConnectionState): void {
    if (state.kind === 'open') {
      this.asksWhy = true;
      this.learn({ about: aboutOf(state.welcome), hub: state.welcome.hub });
    } else if (state.kind === 'refused' && state.error.error === 'notAuthenticated' && this.asksWhy) {
      this.asksWhy = false;
      this.hub.client.connect();
    }
  }
}

/** Who a phone is, the encrypted channel has proved already. */
const CHANNEL_IDENTITY = {
  current: async () => ({ kind: 'channel' }) as const,
  welcomed: async () => {},
  dropLink: async () => false,
};

function aboutOf({ device }: Welcome): AboutPhone {
  const { name, role, level, expiresAt = null } = device;
  return { name, role, level, expiresAt };
}

function factsOf({ hub, origins, good, about, movedTo }: KeptHub): unknown {
  return { hub, origins, good, about, movedTo };
}
