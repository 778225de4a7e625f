import { toBase64url } from '../../../src-shared/base/base64.ts';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import type { Event } from '../../../src-shared/base/emitter.ts';
import { newId, type RandomBytes } from '../../../src-shared/base/ids.ts';
import { err, ok, type Result } from '../../../src-shared/base/result.ts';
import { plainLine } from '../../../src-shared/labels/terminal-label.ts';
import type { PairingAction } from '../../../src-shared/protocol/channels/pairing/actions.ts';
import type {
  PairingRefusal,
  PairingRequest,
  PairingState,
} from '../../../src-shared/protocol/channels/pairing/state.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import type { Role } from '../../../src-shared/protocol/rights.ts';
import type { TrustLevel } from '../../../src-shared/protocol/trust.ts';
import type { SecureCrypto } from '../../../src-shared/secure/crypto.ts';
import type { Claim } from '../../../src-shared/secure/handshake.ts';
import type { Reach } from '../reach.ts';
import type { DeviceRecord } from '../store/device-table.ts';
import { candidatesFor } from './candidates.ts';
import { type Devices, REVOKED_KEY } from './devices.ts';
import type { Failures } from './failures.ts';
import { type Offer, Offers, type Ticket } from './offers.ts';
import type { TrustWords } from './trust-words.ts';

/** Somebody who holds a secret of ours and wants to be let in. */
export interface Asker {
  /** Raw X25519 public key. */
  readonly remoteKey: Uint8Array;
  /** The offer or ticket whose secret it has; null for a typed code. */
  readonly offer: string | null;
  readonly comparison: string;
  readonly name: string;
  readonly platform: string;
  readonly reach: Reach;
}

/** The line of one who asks. */
interface AskingLine {
  /** Fires when the phone has left. */
  readonly gone: Event<void>;
  /** The phone may know its number now. Told to one phone for each offer, so that nobody can choose among numbers. */
  reveal(): void;
}

/** The operator's yes. */
export interface Approval {
  readonly request: string;
  readonly number: string;
  readonly name?: string | undefined;
  readonly role: Role;
  readonly expiresAt: number | null;
  readonly trustNetwork: boolean;
}

type Decision = Result<DeviceRecord, ProtocolError>;

/** The one who waits for the operator. */
interface Pending {
  readonly asker: Asker;
  readonly request: PairingRequest;
  decide(decision: Decision): void;
}

interface PairingParts {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly crypto: SecureCrypto;
  readonly devices: Devices;
  readonly trust: TrustWords;
  readonly failures: Failures;
  readonly channel: { readonly state: PairingState; apply(action: PairingAction): void };
  readonly audit: (who: string, what: string, verdict: string) => void;
  /** Several changes and the entry that tells of them, all or none; throws `storeUnavailable`. */
  readonly together: (entry: { who: string; what: string; verdict: string }, body: () => void) => void;
}

/** How a phone becomes a device: an offer, somebody who takes it, and the operator who picks the number. */
export class Pairing implements Disposable {
  private readonly parts: PairingParts;
  private readonly offers: Offers;
  private readonly expiry = new MutableDisposable<Disposable>();
  private pending: Pending | undefined;
  /** Where the last handshake failed that came from somewhere. */
  private lastFailed = 'unknown';

  constructor(parts: PairingParts) {
    this.parts = parts;
    this.offers = new Offers(parts.clock, parts.random, parts.crypto);
  }

  dispose(): void {
    this.expiry.dispose();
    this.offers.spend();
    this.end(new ProtocolError('shuttingDown'));
  }

  get state(): PairingState {
    return this.parts.channel.state;
  }

  /** Offers to let one phone in, in the place of any earlier offer. */
  offer(ways: { readonly addresses: string[]; readonly level: TrustLevel }): Offer {
    if (this.pending !== undefined) this.note(this.pending.asker.reach.from, 'refused');
    this.withdraw(new ProtocolError('pairingSpent'));
    const offer = this.offers.make();
    const { id, expiresAt } = offer;
    this.parts.channel.apply({ type: 'pairing.offered', offer: { id, expiresAt, ...ways } });
    this.expiry.value = this.parts.clock.after(offer.until - this.parts.clock.monotonic(), () => this.expire());
    return offer;
  }

  /** Nobody gets in by the offer that is open, if any. */
  cancel(): void {
    if (this.pending !== undefined) this.note(this.pending.asker.reach.from, 'refused');
    this.withdraw(new ProtocolError('pairingRefused'));
  }

  ticket(device: string): Ticket {
    return this.offers.makeTicket(device);
  }

  /**
   * What a handshake with this claim has to know; undefined when there is nothing to claim. An offer that is claimed too
   * often without being taken is withdrawn: somebody tries secrets.
   */
  secretOf(claim: Claim): Uint8Array | undefined {
    const isOpen = this.pending === undefined && this.offers.isOffer(claim);
    if (isOpen && this.offers.wasTried()) this.triedTooOften();
    return this.offers.secretOf(claim);
  }

  /** A handshake failed: whoever it was does not hold what they claimed, or speaks something else. */
  failed(from: string, why: 'malformed' | 'wrong-secret'): void {
    this.lastFailed = from;
    if (why === 'wrong-secret' && this.pending === undefined && this.offers.wasWrong()) this.triedTooOften();
    else this.noteTry(from, why);
  }

  /** Resolves when it is decided whether this one is let in. The first to come takes the offer. */
  ask(stranger: Asker, line: AskingLine): Promise<Decision> | Decision {
    // A stranger's words, for lists and dialogs: no controls, no direction marks, one line.
    const name = plainLine(stranger.name, 80) || 'a phone';
    const asker = { ...stranger, name, platform: plainLine(stranger.platform, 80) };
    if (this.parts.devices.isRevoked(asker.remoteKey))
      return this.refuse(asker, 'refused', new ProtocolError('pairingRefused', REVOKED_KEY));
    const ticket = asker.offer === null ? undefined : this.offers.takeTicket(asker.offer);
    if (ticket !== undefined) return this.move(asker, ticket);
    const offer = this.offers.current;
    const takes = offer !== undefined && (asker.offer === null || asker.offer === offer.id);
    if (!takes || this.pending !== undefined)
      return this.refuse(asker, takes ? 'spent' : 'expired', new ProtocolError('pairingSpent'));
    return this.wait(asker, offer, line);
  }

  /** The operator says yes to whoever shows this number. Throws what they must be told. */
  approve(approval: Approval): DeviceRecord {
    const { pending } = this;
    if (pending === undefined || pending.request.id !== approval.request)
      throw new ProtocolError('notFound', 'Nobody waits to be let in (any more). Offer it again.');
    const { asker } = pending;
    if (approval.expiresAt !== null && approval.expiresAt <= this.parts.clock.now())
      throw new ProtocolError('invalidParams', 'The end that was named is over already.');
    if (approval.number !== asker.comparison) {
      this.note(asker.reach.from, 'wrong-number');
      this.withdraw(new ProtocolError('pairingRefused'));
      throw new ProtocolError(
        'forbidden',
        'The phone shows another number: somebody else may have taken the code. Nobody was let in; offer it again.',
      );
    }
    const device = this.letIn(asker, approval);
    this.offers.spend();
    this.expiry.value = undefined;
    this.pending = undefined;
    this.parts.channel.apply({ type: 'pairing.done', device: device.id });
    pending.decide(ok(device));
    return device;
  }

  /** Device, key, word and audit entry stand together or not at all. */
  private letIn(asker: Asker, approval: Approval): DeviceRecord {
    const { devices, trust, together } = this.parts;
    const { level, network, from } = asker.reach;
    const word = approval.trustNetwork && level === 'L0' ? network : null;
    const publicKey = toBase64url(asker.remoteKey);
    const name = approval.name ?? asker.name;
    const { role, expiresAt } = approval;
    const wanted = {
      name,
      publicKey,
      role,
      expiresAt,
      origin: 'paired',
      address: '',
      platform: asker.platform,
      keyLevel: level,
    } as const;
    return devices.register(wanted, (writeDevice, { id }) => {
      const entry = { who: `${id} at ${from}`, what: 'pairing.request', verdict: 'ok' };
      if (word === null) together(entry, writeDevice);
      else
        trust.allow(word, (writeWord) =>
          together(entry, () => {
            writeDevice();
            writeWord();
          }),
        );
    });
  }

  private wait(asker: Asker, offer: Offer, { gone, reveal }: AskingLine): Promise<Decision> {
    const { clock, random, channel } = this.parts;
    const { name, platform, comparison, reach } = asker;
    const request: PairingRequest = {
      id: newId('q', random),
      name,
      platform,
      from: reach.from,
      level: reach.level,
      network: reach.network,
      candidates: candidatesFor(comparison, random),
      at: clock.now(),
      expiresAt: offer.expiresAt,
    };
    return new Promise((resolve) => {
      const leaving = gone(() => this.left(pending));
      const pending: Pending = {
        asker,
        request,
        decide: (decision) => {
          leaving.dispose();
          resolve(decision);
        },
      };
      this.pending = pending;
      channel.apply({ type: 'pairing.requested', request });
      reveal();
    });
  }

  /** A ticket was asked for by the device itself: it proves its new key and goes on under its id. */
  private move(asker: Asker, ticket: Ticket): Decision {
    const { devices, audit } = this.parts;
    try {
      const device = devices.addKey(ticket.device, toBase64url(asker.remoteKey), asker.reach.level);
      audit(device.id, 'pairing.request', 'ok');
      return ok(device);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      audit(ticket.device, 'pairing.request', error.error);
      return err(error);
    }
  }

  /** Whoever has taken the offer and goes away has spent it: nobody can tell who comes next. */
  private left(pending: Pending): void {
    if (this.pending !== pending) return;
    this.note(pending.asker.reach.from, 'left');
    this.withdraw(new ProtocolError('pairingSpent'));
  }

  private triedTooOften(): void {
    this.note(this.lastFailed, 'too-many');
    this.withdraw(new ProtocolError('pairingSpent'));
  }

  private expire(): void {
    if (this.pending !== undefined) this.note(this.pending.asker.reach.from, 'expired');
    this.withdraw(new ProtocolError('pairingSpent'));
  }

  private withdraw(error: ProtocolError): void {
    this.offers.spend();
    this.expiry.value = undefined;
    this.end(error);
    if (this.state.offer !== null) this.parts.channel.apply({ type: 'pairing.offered', offer: null });
  }

  private end(error: ProtocolError): void {
    const { pending } = this;
    this.pending = undefined;
    pending?.decide(err(error));
  }

  private refuse(asker: Asker, why: PairingRefusal['why'], error: ProtocolError): Decision {
    this.noteTry(asker.reach.from, why);
    return err(error);
  }

  /** What anybody can make happen is noted at a bounded rate: whoever is wrong too often is heard of no more for a while. */
  private noteTry(from: string, why: PairingRefusal['why']): void {
    const { failures } = this.parts;
    if (failures.refuses(from)) return;
    failures.failed(from);
    this.note(from, why);
  }

  /** For the operator to see, and for the audit log. */
  private note(from: string, why: PairingRefusal['why']): void {
    const { channel, clock, audit } = this.parts;
    channel.apply({ type: 'pairing.refused', refusal: { at: clock.now(), from, why } });
    audit(`somebody at ${from}`, 'pairing.request', why);
  }
}
