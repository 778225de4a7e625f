import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore } from '../../../src-shared/base/disposable.ts';
import { Attachments } from '../../../src-shared/client/attachments.ts';
import { ChannelMirror } from '../../../src-shared/client/channel-mirror.ts';
import type { ConnectionState } from '../../../src-shared/client/connection-state.ts';
import { HubClient } from '../../../src-shared/client/hub-client.ts';
import type { Identity } from '../../../src-shared/client/identity.ts';
import type { OpenTransport } from '../../../src-shared/client/transport.ts';
import type { ClientKind } from '../../../src-shared/protocol/capabilities.ts';
import { hubChannel, presenceChannel, terminalChannel } from '../../../src-shared/protocol/channel.ts';
import type { HubState } from '../../../src-shared/protocol/channels/hub/state.ts';
import type { PresenceState } from '../../../src-shared/protocol/channels/presence/state.ts';
import type { TerminalState } from '../../../src-shared/protocol/channels/terminal/state.ts';
import { type Mirrored, mirrorStore } from './mirror-store.ts';

/** Who a page says it is, and what becomes of that. */
export interface PageIdentity {
  current(): Promise<Identity>;
  /** The hub has welcomed it as this device. */
  welcomed(device: string): Promise<void>;
  /** The link was refused; true when trying again without it makes sense. */
  dropLink(): Promise<boolean>;
}

export interface HubSessionOptions {
  readonly open: OpenTransport;
  /** Who the page is to the hub; `BrowserIdentity` is one. */
  readonly identity: PageIdentity;
  readonly client: { readonly kind: ClientKind; readonly version: string; readonly name: string };
  readonly clock: Clock;
  readonly random: () => number;
  /** See {@link HubClient.wake}. */
  readonly probeMs?: number;
}

/** A page's standing with its hub: the connection, who we are to it, and its channels as stores. */
export class HubSession implements Disposable {
  readonly client: HubClient;
  readonly attachments: Attachments;
  readonly connection: StoreApi<ConnectionState>;
  readonly terminals: StoreApi<Mirrored<TerminalState>>;
  readonly hub: StoreApi<Mirrored<HubState>>;
  private readonly identity: PageIdentity;
  private readonly owned = new DisposableStore();
  private present: StoreApi<Mirrored<PresenceState>> | undefined;

  constructor(options: HubSessionOptions) {
    const { open, identity, clock, random, probeMs, client: description } = options;
    this.identity = identity;
    this.client = this.owned.add(
      new HubClient({
        open,
        clock,
        random,
        ...(probeMs === undefined ? {} : { probeMs }),
        identity: () => identity.current(),
        description: { client: description, capabilities: [] },
      }),
    );
    this.attachments = this.owned.add(new Attachments(this.client));
    this.connection = createStore<ConnectionState>(() => this.client.state);
    this.owned.add(this.client.onState((state) => this.onState(state)));
    this.terminals = mirrorStore(this.owned.add(new ChannelMirror(this.client, terminalChannel)));
    this.hub = mirrorStore(this.owned.add(new ChannelMirror(this.client, hubChannel)));
  }

  /** Who is connected. Asked for once somebody looks: among thousands, each who hears of each is millions of frames. */
  get presence(): StoreApi<Mirrored<PresenceState>> {
    this.present ??= mirrorStore(this.owned.add(new ChannelMirror(this.client, presenceChannel)));
    return this.present;
  }

  start(): void {
    this.client.connect();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private onState(state: ConnectionState): void {
    if (state.kind === 'open') void this.welcomed(state);
    else this.connection.setState(state, true);
    // A spent link in the address of a browser that is known here anyway is no reason to keep it out.
    if (state.kind === 'refused' && state.error.error === 'linkSpent') void this.tryWithoutLink();
  }

  /** Said to be open once this browser knows who it is: left a moment earlier, it would have used up its link for nothing. */
  private async welcomed(state: ConnectionState & { readonly kind: 'open' }): Promise<void> {
    // A browser that keeps nothing is let in for as long as the page is open; the next one says that it is not known.
    await this.identity.welcomed(state.welcome.device.id).catch(() => {});
    if (this.client.state === state) this.connection.setState(state, true);
  }

  private async tryWithoutLink(): Promise<void> {
    if (await this.identity.dropLink()) this.client.connect();
  }
}
