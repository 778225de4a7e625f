import { type Disposable, DisposableStore } from '../../../src-shared/base/disposable.ts';
import type { Event } from '../../../src-shared/base/emitter.ts';
import type { NetworkAction } from '../../../src-shared/protocol/channels/network/actions.ts';
import type { networkRequests } from '../../../src-shared/protocol/channels/network/requests.ts';
import type { EntranceInfo, NetworkInfo, NetworkState } from '../../../src-shared/protocol/channels/network/state.ts';
import type { Handlers } from '../../../src-shared/protocol/request.ts';
import type { TrustLevel } from '../../../src-shared/protocol/trust.ts';
import type { Caller } from '../caller.ts';
import type { Lan } from './lan.ts';
import type { LocalNetwork, Networks } from './networks.ts';

/** The operator's word for a network; `TrustWords` of the devices is one. */
interface Words {
  until(network: string | null): number | null;
  allow(network: string): void;
  forget(network: string): void;
  readonly onChanged: Event<void>;
}

interface NetworkParts {
  readonly networks: Networks;
  readonly lan: Lan;
  readonly words: Words;
  /** The ways in that are open, this machine's own first. */
  readonly entrances: () => ReadonlyArray<EntranceInfo>;
  readonly channel: { readonly state: NetworkState; apply(action: NetworkAction): void };
  /** Keeps the wish; resolves when it is on the disk. */
  readonly wish: (lan: boolean) => Promise<void>;
}

/** Best first, as a phone would choose. */
const ORDER: readonly TrustLevel[] = ['L2', 'L1', 'L0', 'local'];

/** How others can reach this hub: keeps the channel `network` true, and answers its methods. */
export class Network implements Disposable {
  private readonly parts: NetworkParts;
  private readonly owned = new DisposableStore();

  constructor(parts: NetworkParts) {
    this.parts = parts;
  }

  /** Called once, when the hub listens. */
  start(onEntrances: Event<void>): void {
    const { networks, lan, words } = this.parts;
    for (const changed of [networks.onChanged, lan.onChanged, words.onChanged, onEntrances])
      this.owned.add(changed(() => this.tell()));
    this.tell();
    lan.start();
    void networks.look();
  }

  dispose(): void {
    this.owned.dispose();
  }

  /** Where a phone can reach the hub, best first. */
  origins(): EntranceInfo[] {
    return this.sorted().filter(({ level }) => level !== 'local');
  }

  readonly handlers: Handlers<typeof networkRequests, Caller> = {
    'network.list': async () => {
      await this.parts.networks.look();
      return this.answer();
    },
    'network.lan.open': async () => {
      await this.parts.wish(true);
      await this.parts.lan.settled();
      return this.answer();
    },
    'network.lan.close': async () => {
      await this.parts.wish(false);
      await this.parts.lan.settled();
      return this.answer();
    },
    'network.trust.allow': ({ network }) => {
      this.parts.words.allow(network);
      return this.answer();
    },
    'network.trust.forget': ({ network }) => {
      this.parts.words.forget(network);
      return this.answer();
    },
  };

  private answer(): { network: NetworkState } {
    this.tell();
    return { network: this.parts.channel.state };
  }

  private sorted(): EntranceInfo[] {
    return [...this.parts.entrances()].sort((one, other) => ORDER.indexOf(one.level) - ORDER.indexOf(other.level));
  }

  private tell(): void {
    const { networks, lan, channel } = this.parts;
    const network: NetworkState = {
      lan: lan.state,
      mdns: lan.mdns,
      networks: networks.list().map((each) => this.infoOf(each)),
      entrances: this.sorted(),
    };
    if (JSON.stringify(network) !== JSON.stringify(channel.state)) channel.apply({ type: 'network.changed', network });
  }

  private infoOf({ id, interface: name, address, subnet, gateway }: LocalNetwork): NetworkInfo {
    const trustedUntil = this.parts.words.until(id);
    return { id, name: `${name} · ${subnet}`, address, subnet, gateway, trustedUntil };
  }
}
