import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { Holding, KeeperRecord } from '../../../src-shared/keeper-protocol/messages.ts';
import { KEEPER_CAPACITY, KEEPER_PROTOCOL } from '../../../src-shared/keeper-protocol/version.ts';
import { negotiate } from '../../../src-shared/protocol/version.ts';
import type { KeeperLauncher } from '../platform.ts';
import { KeeperRefusal } from './keeper-fault.ts';
import { type HubIdentity, KeeperLink } from './keeper-link.ts';

/** Waits between tries to reach a keeper that is there and does not answer: soon at first, then without hurry. */
const RETRY_MS = [50, 100, 200, 400, 800, 1600, 3000] as const;

export interface KeeperNeeds {
  readonly launcher: KeeperLauncher;
  readonly clock: Clock;
  readonly log: Log;
  readonly hub: HubIdentity;
}

/**
 * - `connecting`: not heard yet.
 * - `connected`: has a link.
 * - `unreachable`: its process is there and does not talk to us, for the reason given. It is tried again and again,
 *   unless it speaks another protocol.
 * - `gone`: its process is proven to have ended.
 */
export type KeeperPhase =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly link: KeeperLink; readonly protocol: number }
  | { readonly kind: 'unreachable'; readonly why: 'silent' | 'foreign'; readonly tries: number }
  | { readonly kind: 'gone' };

export interface Connected {
  readonly link: KeeperLink;
  readonly holdings: ReadonlyArray<Holding>;
}

/** One keeper as the hub sees it. It keeps the link up for as long as the process lives. */
export class Keeper implements Disposable {
  readonly record: KeeperRecord;
  /** What it holds, of either kind, by our count. */
  readonly holds = new Set<string>();
  /** Places promised to terminals that are being started. */
  reserved = 0;
  /** It said that it is full when we thought there was room; true until something is released. */
  full = false;
  private readonly needs: KeeperNeeds;
  private readonly store = new DisposableStore();
  private readonly wait = this.store.add(new MutableDisposable<Disposable>());
  private readonly connectedEmitter = this.store.add(new Emitter<Connected>());
  private readonly phaseEmitter = this.store.add(new Emitter<KeeperPhase>());
  private now: KeeperPhase = { kind: 'connecting' };

  /** Fires before {@link onPhase} says so. */
  readonly onConnected = this.connectedEmitter.event;
  readonly onPhase = this.phaseEmitter.event;

  constructor(record: KeeperRecord, needs: KeeperNeeds) {
    this.record = record;
    this.needs = needs;
  }

  get phase(): KeeperPhase {
    return this.now;
  }

  get link(): KeeperLink | null {
    return this.now.kind === 'connected' ? this.now.link : null;
  }

  get room(): number {
    return this.full ? 0 : KEEPER_CAPACITY - this.holds.size - this.reserved;
  }

  /** Tries to reach it; resolves after the first try, whatever came of it. */
  async connect(tries = 0): Promise<void> {
    const { launcher, clock, hub, log } = this.needs;
    if (negotiate(KEEPER_PROTOCOL, this.record.protocol) === undefined) return this.stayForeign();
    try {
      const socket = await launcher.connect(this.record);
      if (this.store.isDisposed) return socket.dispose();
      const opened = await KeeperLink.open(socket, this.record, hub, clock, log);
      if (this.store.isDisposed) opened.link.dispose();
      else this.joined(opened);
    } catch (error) {
      if (this.store.isDisposed) return;
      if (error instanceof KeeperRefusal && error.fault === 'versionRefused') return this.stayForeign();
      log.info('keeper not reached', { keeper: this.record.id, tries, error: String(error) });
      await this.missed(tries);
    }
  }

  dispose(): void {
    const link = this.link;
    this.store.dispose();
    link?.dispose();
  }

  private joined({ link, protocol, holdings }: Connected & { readonly protocol: number }): void {
    this.holds.clear();
    for (const holding of holdings) this.holds.add(holding.id);
    this.now = { kind: 'connected', link, protocol };
    link.onClose(() => {
      if (!this.store.isDisposed) void this.missed(0);
    });
    this.connectedEmitter.fire({ link, holdings });
    this.phaseEmitter.fire(this.now);
  }

  /** Silence is not death: only a process that is proven gone is given up. */
  private async missed(tries: number): Promise<void> {
    const alive = await this.needs.launcher.alive(this.record);
    if (this.store.isDisposed) return;
    if (!alive) return this.enter({ kind: 'gone' });
    this.enter({ kind: 'unreachable', why: 'silent', tries });
    const ms = RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? 0;
    this.wait.value = this.needs.clock.after(ms, () => void this.connect(tries + 1));
  }

  private async stayForeign(): Promise<void> {
    const alive = await this.needs.launcher.alive(this.record);
    if (this.store.isDisposed) return;
    if (!alive) return this.enter({ kind: 'gone' });
    this.enter({ kind: 'unreachable', why: 'foreign', tries: 0 });
    // It can still end, and its terminals with it.
    this.wait.value = this.needs.clock.after(10_000, () => void this.stayForeign());
  }

  private enter(phase: KeeperPhase): void {
    this.now = phase;
    this.phaseEmitter.fire(phase);
  }
}
