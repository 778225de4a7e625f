import type { Clock } from '../../../src-shared/base/clock.ts';
import { err, ok, type Result } from '../../../src-shared/base/result.ts';
import { type ErrorName, ProtocolError } from '../../../src-shared/protocol/errors.ts';
import { type Hello, helloText, type Proof, type SignedFor } from '../../../src-shared/protocol/frames.ts';
import type { Reach } from '../reach.ts';
import type { DeviceRecord } from '../store/device-table.ts';
import type { Devices } from './devices.ts';
import { type FailureLimits, Failures } from './failures.ts';
import { isSignedBy, readPublicKey } from './keys.ts';
import type { Links } from './links.ts';

type Authenticated = Result<{ readonly device: DeviceRecord }, ErrorName>;

/** How a hello came. */
export interface HelloBy {
  /** It decides nothing here but how often somebody may be wrong. */
  readonly reach: Reach;
  /** The key that the encrypted channel was made with; undefined on a line without one. */
  readonly channelKey: Uint8Array | undefined;
}

/** The log keeps so many entries, and no device may push out what tells of it by coming and going. */
const WRITTEN_COMINGS: FailureLimits = { perAddress: 100, all: 2000, forgivenAfterMs: 100 * 60_000, addresses: 8192 };

/** What goes on record of a try: who (a device, or in words), and how it was answered. */
export type AuditTry = (who: string, what: string, verdict: 'ok' | ErrorName) => void;

/**
 * Decides who a hello comes from. What is signed names the connection and the address that the client believes to speak
 * to, so that an answer that was overheard or passed on is worth nothing elsewhere. Nothing is told about why a key is
 * refused, but to whoever has just proved to hold it.
 */
export class Authentication {
  private readonly devices: Devices;
  private readonly links: Links;
  private readonly failures: Failures;
  private readonly comings: Failures;
  private readonly audit: AuditTry;

  constructor(parts: {
    readonly devices: Devices;
    readonly links: Links;
    readonly clock: Clock;
    readonly audit: AuditTry;
  }) {
    this.devices = parts.devices;
    this.links = parts.links;
    this.failures = new Failures(parts.clock);
    // Counted the same way, by device.
    this.comings = new Failures(parts.clock, WRITTEN_COMINGS);
    this.audit = parts.audit;
  }

  authenticate(signedFor: SignedFor, { proof }: Pick<Hello, 'proof'>, by: HelloBy): Authenticated {
    // A right answer counts whatever came before it: what is asked for cannot be guessed, and on loopback everybody has
    // the same address, so that failures of others must not keep the user out.
    const result = this.check(signedFor, proof, by);
    const what = proof.kind === 'link' ? 'hub.link.open' : 'hub.connection.hello';
    if (!result.ok) return this.refuse(by.reach.from, what, result.error);
    this.devices.saw(result.value.device.id, by.reach);
    this.came(result.value.device.id, what);
    return result;
  }

  /** A link is good once and always written down; who comes back again and again is written down at a bounded rate. */
  private came(device: string, what: string): void {
    if (what === 'hub.connection.hello') {
      if (this.comings.refuses(device)) return;
      this.comings.failed(device);
    }
    this.audit(device, what, 'ok');
  }

  /** Whoever is wrong too often hears so, and writes no more into the audit log for a while. */
  private refuse(from: string, what: string, error: ErrorName): Authenticated {
    if (this.failures.refuses(from)) return err('rateLimited');
    this.audit(`somebody at ${from}`, what, error);
    // A disk that is full is not the client's fault.
    if (error !== 'storeUnavailable') this.failures.failed(from);
    return err(error);
  }

  /** On an encrypted line the channel itself is the proof, and there is no other; elsewhere it proves nothing. */
  private check(signedFor: SignedFor, proof: Proof, { channelKey, reach }: HelloBy): Authenticated {
    if (proof.kind === 'channel') {
      const device = channelKey === undefined ? undefined : this.devices.byKey(channelKey, reach.level);
      return device === undefined ? err(this.whyNot(channelKey, reach)) : ok({ device });
    }
    if (channelKey !== undefined) return err('notAuthenticated');
    return proof.kind === 'device' ? this.checkDevice(signedFor, proof) : this.checkLink(signedFor, proof);
  }

  /** The channel has proved that the key is theirs: what became of it is nobody else's business, and no secret to them. */
  private whyNot(channelKey: Uint8Array | undefined, { level }: Reach): ErrorName {
    if (channelKey === undefined) return 'notAuthenticated';
    if (this.devices.isRevoked(channelKey)) return 'deviceRevoked';
    return this.devices.hasEnded(channelKey, level) ? 'deviceEnded' : 'notAuthenticated';
  }

  private checkDevice(signedFor: SignedFor, proof: Extract<Proof, { kind: 'device' }>): Authenticated {
    const device = this.devices.get(proof.device);
    const key = device === undefined ? undefined : readPublicKey(device.publicKey);
    if (device === undefined || key === undefined || this.devices.isOver(device.id)) return err('notAuthenticated');
    if (device.address !== '' && device.address !== signedFor.address) return err('notAuthenticated');
    const text = helloText(signedFor, device.id);
    return isSignedBy(key, text, proof.signature) ? ok({ device }) : err('notAuthenticated');
  }

  private checkLink(signedFor: SignedFor, proof: Extract<Proof, { kind: 'link' }>): Authenticated {
    const { secret, publicKey, name, signature } = proof;
    const key = readPublicKey(publicKey);
    // Before the link is looked at: whoever does not have the key must not be able to spend it.
    if (key === undefined || !isSignedBy(key, helloText(signedFor, `${secret} ${publicKey}`), signature)) {
      return err('notAuthenticated');
    }
    try {
      const device = this.links.spend(secret, (stay) => {
        const origin = stay === 'window' ? 'window' : 'link';
        return this.devices.register({ name, role: 'admin', publicKey, origin, address: signedFor.address });
      });
      return device === undefined ? err('linkSpent') : ok({ device });
    } catch (error) {
      // The device could not be written down; the link stays good for another try.
      if (error instanceof ProtocolError) return err(error.error);
      throw error;
    }
  }
}
