import type { Disposable } from '../../../src-shared/base/disposable.ts';
import type { Event } from '../../../src-shared/base/emitter.ts';

/** A network that this machine is in, by one of its own addresses there. */
export interface LocalNetwork {
  /** Made of gateway and subnet: the same in the same place, another elsewhere. Begins with `n_`. */
  readonly id: string;
  /** The system's name of the interface, such as `wlan0` or `Wi-Fi`. */
  readonly interface: string;
  /** IPv4, of this machine. */
  readonly address: string;
  /** CIDR. */
  readonly subnet: string;
  readonly gateway: string | null;
}

/** The networks of the machine; virtual bridges of container programs are left out. */
export interface Networks {
  list(): ReadonlyArray<LocalNetwork>;
  /** Fires when an address, a subnet or a gateway has come or gone; also looked at when the computer wakes. */
  readonly onChanged: Event<void>;
  /** Looks now; resolves when `list` says what there is. Never rejects. */
  look(): Promise<void>;
}

/** What is told of the hub to whoever looks for it on the local network. */
export interface Advertisement {
  /** Of this install, told apart from others of the same machine name. */
  readonly name: string;
  readonly address: string;
  /** Ends in `.local`, and is this install's own. */
  readonly host: string;
  readonly port: number;
  /** Protocol version and the hash of the host's key; no names, no secrets. */
  readonly txt: Readonly<Record<string, string>>;
}

/** Advertising is a hint: its failures are told and hurt nothing. */
export interface Advertiser {
  advertise(
    what: Advertisement,
    told: (state: { readonly phase: 'on' | 'failed'; readonly sentence: string }) => void,
  ): Disposable;
}
