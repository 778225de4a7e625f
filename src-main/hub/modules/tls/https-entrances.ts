import type { Clock } from '../../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, MutableDisposable } from '../../../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../../../src-shared/base/emitter.ts';
import type { RandomBytes } from '../../../../src-shared/base/ids.ts';
import type { Log } from '../../../../src-shared/base/log.ts';
import type { Entrance, EntranceWish, Leaf } from '../../server/entrance.ts';
import type { AuthorityParts, NamedLeaf } from './certificates.ts';
import { isPermitted } from './permitted.ts';

/** A plain entrance of the local network, beside which one by https is opened. */
export interface PlainEntrance {
  /** By the id of the channel `network`. */
  readonly network: string;
  /** IPv4, of this machine. */
  readonly address: string;
  readonly port: number;
}

/** The plain entrances of the local network as they are now; none while the hub keeps to its machine. */
export interface PlainEntrances {
  list(): ReadonlyArray<PlainEntrance>;
  readonly onChanged: Event<void>;
}

export interface HttpsNeeds {
  readonly lan: PlainEntrances;
  readonly open: (wish: EntranceWish) => Promise<Entrance>;
  /** Undefined while there is none. */
  readonly authority: () => AuthorityParts | undefined;
  readonly localName: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
}

/** Ports after that of the plain entrance that are tried: other programs have favourites too. */
const PORTS = 8;
/** Whoever holds a port seldom lets it go quickly. */
const RETRY_MS = 30_000;
/** Looked at by the wall clock now and then, since a timer does not run while a computer sleeps. */
const LOOK_EVERY_MS = 60 * 60 * 1000;
/** A leaf is renewed when it has less than this left: a phone's clock may be ahead, a hub may not be looked after. */
const RENEW_BEFORE_MS = 30 * 24 * 60 * 60 * 1000;

interface Opened {
  readonly plain: PlainEntrance;
  readonly entrance: Entrance;
}

/**
 * Keeps one https entrance open beside each plain one, with a leaf that names all of their addresses. Another set of
 * addresses, or time, brings another leaf; open sockets keep theirs and are not cut.
 */
export class HttpsEntrances implements Disposable {
  private readonly needs: HttpsNeeds;
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<void>());
  private readonly retryDue = this.owned.add(new MutableDisposable<Disposable>());
  private readonly opened = new Map<string, Opened>();
  private readonly failures = new Map<string, string>();
  private unpermitted: readonly string[] = [];
  private leaf: NamedLeaf | undefined;
  private leafOf: AuthorityParts | undefined;
  private pass: Promise<void> | undefined;
  private again = false;

  /** Fires when something was opened, closed, renewed or refused. */
  readonly onChanged = this.changed.event;

  constructor(needs: HttpsNeeds) {
    this.needs = needs;
    this.owned.add(needs.lan.onChanged(() => void this.bringUpToDate()));
    this.owned.add(needs.clock.every(LOOK_EVERY_MS, () => void this.bringUpToDate()));
    void this.bringUpToDate();
  }

  /** The leaf's names while something is open; empty otherwise. */
  get names(): readonly string[] {
    return this.opened.size === 0 ? [] : (this.leaf?.names ?? []);
  }

  get origins(): readonly string[] {
    return [...this.opened.values()].flatMap(({ entrance }) => entrance.origins);
  }

  /** In words, why there is no https at some address; one sentence each. */
  get refusals(): readonly string[] {
    return [...this.failures.values(), ...this.unpermitted];
  }

  /** Opens, closes and renews what has to be; resolves when all is as it should be, or refused in words. */
  bringUpToDate(): Promise<void> {
    this.again = true;
    this.pass ??= this.run().finally(() => {
      this.pass = undefined;
    });
    return this.pass;
  }

  dispose(): void {
    this.owned.dispose();
    for (const { entrance } of this.opened.values()) entrance.dispose();
    this.opened.clear();
  }

  /** One pass at a time; whatever changes meanwhile leads to another. */
  private async run(): Promise<void> {
    while (this.again && !this.owned.isDisposed) {
      this.again = false;
      this.retryDue.value = undefined;
      try {
        await this.once();
      } catch (error) {
        this.needs.log.error('https could not be brought up to date', { reason: String(error) });
        this.failures.set('', 'Listening by https failed; the log says why. Homeport tries again by itself.');
      }
      if (this.owned.isDisposed) return;
      if (this.failures.size > 0) {
        this.retryDue.value = this.needs.clock.after(RETRY_MS, () => void this.bringUpToDate());
      }
      this.changed.fire();
    }
  }

  private async once(): Promise<void> {
    const authority = this.needs.authority();
    const wanted = authority === undefined ? [] : this.needs.lan.list();
    this.failures.clear();
    for (const [address, { plain, entrance }] of this.opened) {
      if (this.leafOf === authority && wanted.some((each) => isSame(each, plain))) continue;
      this.opened.delete(address);
      entrance.dispose();
    }
    const permitted = wanted.filter(({ address }) => isPermitted(address));
    this.unpermitted = wanted
      .filter((each) => !permitted.includes(each))
      .map(({ address }) => `${address} is no private address, and the authority speaks for those alone.`);
    if (authority === undefined || permitted.length === 0) return;
    const leaf = await this.leafFor(authority, permitted);
    for (const plain of permitted) {
      // Between two openings the network may have changed, or the hub been closed.
      if (this.again || this.owned.isDisposed) return;
      if (!this.opened.has(plain.address)) await this.openBeside(plain, leaf);
    }
  }

  private async leafFor(authority: AuthorityParts, plain: ReadonlyArray<PlainEntrance>): Promise<NamedLeaf> {
    const { clock, random, localName, log } = this.needs;
    const names = [...new Set(plain.map(({ address }) => address))].sort().concat(localName);
    const now = clock.now();
    if (this.leaf !== undefined && this.leafOf === authority && isGood(this.leaf, names, now)) return this.leaf;
    const { makeLeaf } = await import('./certificates.ts');
    const leaf = await makeLeaf(authority, names, { now, random });
    log.info('a leaf was issued', { names: names.join(' ') });
    this.leaf = leaf;
    this.leafOf = authority;
    for (const { entrance } of this.opened.values()) entrance.renew(leaf);
    return leaf;
  }

  private async openBeside(plain: PlainEntrance, tls: Leaf): Promise<void> {
    const { address, network } = plain;
    const names = [address, this.needs.localName];
    let refusal: unknown;
    for (let port = plain.port + 1; port <= Math.min(plain.port + PORTS, 65_535); port++) {
      try {
        const by = { kind: 'listen', host: address, port, tls } as const;
        const entrance = await this.needs.open({ level: 'L1', names, network, by });
        if (this.owned.isDisposed) entrance.dispose();
        else this.opened.set(address, { plain, entrance });
        return;
      } catch (error) {
        refusal ??= error;
      }
    }
    // The first says what the user would expect; the others came of trying.
    const sentence = refusal instanceof Error ? refusal.message : `There is no port after ${plain.port}.`;
    this.needs.log.warn('no https at an address', { address, reason: sentence });
    this.failures.set(address, sentence);
  }
}

function isSame(one: PlainEntrance, other: PlainEntrance): boolean {
  return one.address === other.address && one.port === other.port && one.network === other.network;
}

/** `notBefore` counts too: a clock that was set back must not leave phones with a leaf of the future. */
function isGood(leaf: NamedLeaf, names: readonly string[], now: number): boolean {
  return leaf.names.join(' ') === names.join(' ') && leaf.notBefore <= now && now < leaf.notAfter - RENEW_BEFORE_MS;
}
