import type { IncomingHttpHeaders } from 'node:http';
import type { Disposable } from '../../../src-shared/base/disposable.ts';
import type { Event } from '../../../src-shared/base/emitter.ts';
import type { TrustLevel } from '../../../src-shared/protocol/trust.ts';

/** Certificate and key of a leaf, PEM. */
export interface Leaf {
  readonly cert: string;
  readonly key: string;
}

/**
 * What a proxy of this machine says of a request. Every program here could say it as well, so it lets nobody in: it
 * decides who is counted and told of, and who is turned away.
 */
export interface Forwarded {
  /** Whom it comes from, in place of the proxy's own address. */
  readonly from: string;
  /** Why it goes no further, for whoever reads it; undefined when it may. */
  readonly refusal: string | undefined;
}

/** A way into the hub that somebody asks for beside the one of this machine itself. Only the phone's page and the encrypted channel are there. */
export interface EntranceWish {
  readonly level: TrustLevel;
  /** Names and addresses by which clients may ask for it, without port; an IPv6 address without brackets. */
  readonly names: readonly string[];
  /** The network it leads to; null when it is a proxy of this machine. */
  readonly network: string | null;
  /**
   * `listen`: a socket of its own, on a network. `proxy`: one on the loopback, for a program of this machine that ends TLS
   * and passes on what it is asked for `origin`. It is never the hub's own: such a program passes on any Host, also one
   * that would be taken for this machine's.
   */
  readonly by:
    | { readonly kind: 'listen'; readonly host: string; readonly port: number; readonly tls?: Leaf }
    | {
        readonly kind: 'proxy';
        readonly origin: string;
        /** 0 picks a free one. */
        readonly port: number;
        readonly read: (headers: IncomingHttpHeaders) => Forwarded;
      };
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
