import type { Clock } from '../../../src-shared/base/clock.ts';
import { newId, type RandomBytes } from '../../../src-shared/base/ids.ts';
import { OFFER_MS } from '../../../src-shared/protocol/channels/pairing/state.ts';
import type { SecureCrypto } from '../../../src-shared/secure/crypto.ts';
import type { Claim } from '../../../src-shared/secure/handshake.ts';
import { codeSecret, newCode, offerSecret, readCode, SECRET_LENGTH } from '../../../src-shared/secure/secrets.ts';

/** An offer to let one phone in. In memory alone: a restart spends it. */
export interface Offer {
  readonly id: string;
  readonly secret: Uint8Array;
  readonly code: string;
  /** On the monotonic clock, so that setting the wall clock back makes no offer good again. */
  readonly until: number;
  /** Wall clock, for people. */
  readonly expiresAt: number;
  /** What a handshake has to know, made once: whoever tries again and again costs us nothing. */
  readonly keys: { readonly offer: Uint8Array; readonly code: Uint8Array };
}

/** A way for one device to go on as itself at another origin. */
export interface Ticket {
  readonly id: string;
  readonly device: string;
  readonly secret: Uint8Array;
  readonly until: number;
  readonly expiresAt: number;
}

/** Wrong secrets that an offer bears. A QR code is right or wrong, and a typed code is seldom wrong more than twice. */
export const WRONG_TRIES = 10;
/** Handshakes that an offer bears, those that somebody began and left among them. */
export const MOST_TRIES = 2 * WRONG_TRIES;
const MOST_TICKETS = 16;

/** What can be claimed in a handshake: the one offer that is open, and tickets of devices that move. */
export class Offers {
  private readonly clock: Clock;
  private readonly random: RandomBytes;
  private readonly crypto: SecureCrypto;
  private offer: (Offer & { tries: number; wrong: number }) | undefined;
  private tickets: Ticket[] = [];

  constructor(clock: Clock, random: RandomBytes, crypto: SecureCrypto) {
    this.clock = clock;
    this.random = random;
    this.crypto = crypto;
  }

  /** The offer that can be taken now. */
  get current(): Offer | undefined {
    return this.offer !== undefined && this.clock.monotonic() < this.offer.until ? this.offer : undefined;
  }

  /** Makes an offer in the place of any other. */
  make(): Offer {
    const secret = this.random(SECRET_LENGTH);
    const code = newCode(this.random);
    const keys = { offer: offerSecret(this.crypto, secret), code: codeSecret(this.crypto, readCode(code) ?? code) };
    this.offer = {
      id: newId('o', this.random),
      secret,
      code,
      keys,
      until: this.clock.monotonic() + OFFER_MS,
      expiresAt: this.clock.now() + OFFER_MS,
      tries: 0,
      wrong: 0,
    };
    return this.offer;
  }

  /** Nobody can take it any more. */
  spend(): void {
    this.offer = undefined;
  }

  /** Somebody claims the offer that is open; true when that is once too often. */
  wasTried(): boolean {
    if (this.offer === undefined) return false;
    this.offer.tries += 1;
    return this.offer.tries > MOST_TRIES;
  }

  /** Somebody did not hold what they claimed; true when the offer was claimed wrongly too often. */
  wasWrong(): boolean {
    // Without a claim to this offer it was something else that they claimed.
    if (this.offer === undefined || this.offer.wrong >= this.offer.tries) return false;
    this.offer.wrong += 1;
    return this.offer.wrong >= WRONG_TRIES;
  }

  makeTicket(device: string): Ticket {
    const ticket = {
      id: newId('m', this.random),
      device,
      secret: this.random(SECRET_LENGTH),
      until: this.clock.monotonic() + OFFER_MS,
      expiresAt: this.clock.now() + OFFER_MS,
    };
    this.tickets = [...this.liveTickets(), ticket].slice(-MOST_TICKETS);
    return ticket;
  }

  /** Spends a ticket; undefined when there is none of this id. */
  takeTicket(id: string): Ticket | undefined {
    const ticket = this.liveTickets().find((each) => each.id === id);
    this.tickets = this.tickets.filter((each) => each !== ticket);
    return ticket;
  }

  /** Whether it is the offer that is claimed, by whichever of its secrets. */
  isOffer(claim: Claim): boolean {
    return this.current !== undefined && (claim.kind === 'code' || claim.id === this.current.id);
  }

  /** What a handshake with this claim has to know. */
  secretOf(claim: Claim): Uint8Array | undefined {
    const { current } = this;
    if (claim.kind === 'code') return current?.keys.code;
    if (current?.id === claim.id) return current.keys.offer;
    const ticket = this.liveTickets().find(({ id }) => id === claim.id);
    return ticket === undefined ? undefined : offerSecret(this.crypto, ticket.secret);
  }

  private liveTickets(): Ticket[] {
    const now = this.clock.monotonic();
    return this.tickets.filter(({ until }) => now < until);
  }
}
