import type { Disposable } from '../../../src-shared/base/disposable.ts';
import type { Event } from '../../../src-shared/base/emitter.ts';
import type { TrustLevel } from '../../../src-shared/protocol/trust.ts';

/** Certificate and key of a leaf, PEM. */
export interface Leaf {
  readonly cert: string;
  readonly key: string;
}

/** A way into the hub that somebody asks for beside the one of this machine itself. Only the phone's page and the encrypted channel are there. */
export interface EntranceWish {
  readonly level: TrustLevel;
  /** Names and addresses by which clients may ask for it, without port; an IPv6 address without brackets. */
  readonly names: readonly string[];
  /** The network it leads to; null when it is a proxy of this machine. */
  readonly network: string | null;
  /**
   * `listen`: a socket of its own. `proxy`: requests come to the hub's loopback listener from a program of this machine
   * that ends TLS, and carry `origin`'s host.
   */
  readonly by:
    | { readonly kind: 'listen'; readonly host: string; readonly port: number; readonly tls?: Leaf }
    | { readonly kind: 'proxy'; readonly origin: string };
}

/** An entrance that is open; disposing closes it, and cuts whoever came in by it. */
export interface Entrance extends Disposable {
  readonly wish: EntranceWish;
  /** As browsers spell them, the first name first: `http://192.168.1.5:4140`. */
  readonly origins: readonly string[];
  readonly port: number;
  /** Takes another leaf for the connections to come. */
  renew(leaf: Leaf): void;
}

/** Opens entrances; the server is one. Rejects with a `ListenError` in words. */
export interface Entrances {
  open(wish: EntranceWish): Promise<Entrance>;
  /** Those that are open. */
  readonly all: ReadonlyArray<Pick<Entrance, 'wish' | 'origins' | 'port'>>;
  /** Fires when one was opened or closed. */
  readonly onChanged: Event<void>;
}
