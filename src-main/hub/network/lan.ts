import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../../src-shared/base/emitter.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { NetworkState } from '../../../src-shared/protocol/channels/network/state.ts';
import type { Advertiser, LocalNetwork, Networks } from './networks.ts';

/** An entrance on one address, as it is wished for and once it is open; the server's are such. */
export interface LanWish {
  readonly level: 'L0';
  readonly names: readonly string[];
  readonly network: string;
  readonly by: { readonly kind: 'listen'; readonly host: string; readonly port: number };
}
export interface LanEntrance extends Disposable {
  readonly port: number;
}

interface LanParts {
  readonly networks: Networks;
  readonly open: (wish: LanWish) => Promise<LanEntrance>;
  /** The hub's own port, which is used on every address. */
  readonly port: () => number;
  /** What the user has set, and word of each change. */
  readonly wished: () => { readonly lan: boolean; readonly mdns: boolean };
  readonly onWished: Event<void>;
  readonly advertiser: Advertiser;
  /** Names this install on the local network: the part before `.local`, and what is told beside it. */
  readonly identity: () => { readonly name: string; readonly txt: Readonly<Record<string, string>> } | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

interface Opened {
  readonly network: LocalNetwork;
  readonly entrance: LanEntrance;
  readonly told: MutableDisposable<Disposable>;
}

/** A port that is taken is seldom free again at once. */
const RETRY_MS = 30_000;

/**
 * Listens on the addresses of this machine's networks while the user wishes it, follows them as they come and go, and
 * tells the local network. What fails on one address hurts neither the others nor the hub.
 */
export class Lan implements Disposable {
  private readonly parts: LanParts;
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<void>());
  private readonly retry = this.owned.add(new MutableDisposable<Disposable>());
  private readonly opened = new Map<string, Opened>();
  private readonly failures = new Map<string, string>();
  private mdnsState: NetworkState['mdns'] = { phase: 'off', sentence: '' };
  private work: Promise<void> = Promise.resolve();

  readonly onChanged = this.changed.event;

  constructor(parts: LanParts) {
    this.parts = parts;
  }

  /** Called once, when the hub has its port. */
  start(): void {
    this.owned.add(this.parts.networks.onChanged(() => this.follow()));
    this.owned.add(this.parts.onWished(() => this.follow()));
    this.follow();
  }

  get mdns(): NetworkState['mdns'] {
    return this.mdnsState;
  }

  get state(): NetworkState['lan'] {
    const { lan } = this.parts.wished();
    const because = [...this.failures.values()].join(' ');
    if (!lan) return { wished: false, sentence: 'This computer alone reaches the hub.' };
    if (this.opened.size > 0) {
      const sentence = `The hub listens on ${[...this.opened.keys()].join(' and ')}. ${because}`.trim();
      return { wished: true, sentence };
    }
    return { wished: true, sentence: because === '' ? 'This computer is in no network just now.' : because };
  }

  /** The plain entrances that are open. */
  list(): ReadonlyArray<{ readonly network: string; readonly address: string; readonly port: number }> {
    return [...this.opened.values()].map(({ network, entrance }) => ({
      network: network.id,
      address: network.address,
      port: entrance.port,
    }));
  }

  /** Resolves when what is wished for now is done, or refused in words; what was refused before is tried again. */
  async settled(): Promise<void> {
    await this.parts.networks.look();
    this.follow();
    await this.work;
  }

  /** Advertises anew, since what is told of this install has changed. */
  readvertise(): void {
    this.unadvertise();
    this.advertise();
  }

  dispose(): void {
    this.owned.dispose();
    for (const { entrance, told } of this.opened.values()) {
      told.dispose();
      entrance.dispose();
    }
    this.opened.clear();
  }

  /** One pass after the other, so that two changes do not open one address twice. */
  private follow(): void {
    this.work = this.work
      .then(() => this.pass())
      .catch((error: unknown) => this.parts.log.error('the networks could not be followed', { reason: String(error) }));
  }

  private async pass(): Promise<void> {
    const { networks, wished, port } = this.parts;
    if (wished().lan) await networks.look();
    const wanted = new Map(wished().lan ? networks.list().map((network) => [network.address, network]) : []);
    this.retry.value = undefined;
    this.failures.clear();
    for (const [address, { network, entrance, told }] of this.opened) {
      if (wanted.get(address)?.id === network.id) continue;
      told.dispose();
      entrance.dispose();
      this.opened.delete(address);
    }
    for (const network of wanted.values()) {
      if (this.owned.isDisposed) return;
      if (!this.opened.has(network.address)) await this.open(network, port());
    }
    if (this.failures.size > 0) this.retry.value = this.parts.clock.after(RETRY_MS, () => this.follow());
    this.advertise();
    this.changed.fire();
  }

  private async open(network: LocalNetwork, port: number): Promise<void> {
    const { address, id } = network;
    const name = this.parts.identity()?.name;
    const names = name === undefined ? [address] : [address, `${name}.local`];
    const by = { kind: 'listen', host: address, port } as const;
    try {
      const entrance = await this.parts.open({ level: 'L0', names, network: id, by });
      this.opened.set(address, { network, entrance, told: new MutableDisposable<Disposable>() });
      // The hub was closed while the socket opened.
      if (this.owned.isDisposed) this.dispose();
    } catch (error) {
      this.parts.log.warn('an address cannot be listened on', { address, reason: String(error) });
      this.failures.set(address, `On ${address}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private advertise(): void {
    const { wished, advertiser, identity } = this.parts;
    const who = identity();
    if (!wished().lan || !wished().mdns || who === undefined || this.opened.size === 0) {
      this.unadvertise();
      return;
    }
    for (const { network, entrance, told } of this.opened.values()) {
      if (told.value !== undefined) continue;
      this.mdnsState = { phase: 'starting', sentence: 'The local network is being told.' };
      const { address } = network;
      const what = { name: who.name, address, host: `${who.name}.local`, port: entrance.port, txt: who.txt };
      told.value = advertiser.advertise(what, (state) => {
        this.mdnsState = state;
        this.changed.fire();
      });
    }
  }

  private unadvertise(): void {
    for (const { told } of this.opened.values()) told.value = undefined;
    this.mdnsState = { phase: 'off', sentence: '' };
  }
}
