import { err, ok, type Result } from '../../../src-shared/base/result.ts';
import { type ErrorName, ProtocolError } from '../../../src-shared/protocol/errors.ts';
import { type Challenge, type Hello, helloText, type Proof } from '../../../src-shared/protocol/frames.ts';
import type { DeviceRecord } from '../store/device-table.ts';
import type { Devices } from './devices.ts';
import type { Failures } from './failures.ts';
import { isSignedBy, readPublicKey } from './keys.ts';
import type { Links } from './links.ts';

type Signed = Pick<Challenge, 'hub' | 'nonce'>;
type Authenticated = Result<{ readonly device: DeviceRecord }, ErrorName>;

/** What goes on record of a try: who (a device, or in words), and how it was answered. */
export type AuditTry = (who: string, what: string, verdict: 'ok' | ErrorName) => void;

/**
 * Decides who a hello comes from. The challenge is the connection's own, so that an answer that was overheard is worth
 * nothing on another one. Nothing is told about why a key is refused.
 */
export class Authentication {
  private readonly devices: Devices;
  private readonly links: Links;
  private readonly failures: Failures;
  private readonly audit: AuditTry;

  constructor(parts: {
    readonly devices: Devices;
    readonly links: Links;
    readonly failures: Failures;
    readonly audit: AuditTry;
  }) {
    this.devices = parts.devices;
    this.links = parts.links;
    this.failures = parts.failures;
    this.audit = parts.audit;
  }

  /** `from` is the remote address; it decides nothing but how often somebody may be wrong. */
  authenticate(challenge: Signed, hello: Pick<Hello, 'proof'>, from: string): Authenticated {
    if (this.failures.refuses(from)) return err('rateLimited');
    const { proof } = hello;
    const result = proof.kind === 'device' ? this.checkDevice(challenge, proof) : this.checkLink(challenge, proof);
    const what = proof.kind === 'device' ? 'hub.connection.hello' : 'hub.link.open';
    if (result.ok) {
      this.devices.saw(result.value.device.id);
      this.audit(result.value.device.id, what, 'ok');
    } else {
      this.audit(`somebody at ${from}`, what, result.error);
      // A disk that is full is not the client's fault.
      if (result.error !== 'storeUnavailable') this.failures.failed(from);
    }
    return result;
  }

  private checkDevice(challenge: Signed, proof: Extract<Proof, { kind: 'device' }>): Authenticated {
    const device = this.devices.get(proof.device);
    const key = device === undefined ? undefined : readPublicKey(device.publicKey);
    if (device === undefined || key === undefined) return err('notAuthenticated');
    const text = helloText(challenge, device.id);
    return isSignedBy(key, text, proof.signature) ? ok({ device }) : err('notAuthenticated');
  }

  private checkLink(challenge: Signed, proof: Extract<Proof, { kind: 'link' }>): Authenticated {
    const { secret, publicKey, name, signature } = proof;
    const key = readPublicKey(publicKey);
    // Before the link is looked at: whoever does not have the key must not be able to spend it.
    if (key === undefined || !isSignedBy(key, helloText(challenge, `${secret} ${publicKey}`), signature)) {
      return err('notAuthenticated');
    }
    try {
      const device = this.links.spend(secret, () =>
        this.devices.register({ name, role: 'admin', publicKey, origin: 'link' }),
      );
      return device === undefined ? err('linkSpent') : ok({ device });
    } catch (error) {
      // The device could not be written down; the link stays good for another try.
      if (error instanceof ProtocolError) return err(error.error);
      throw error;
    }
  }
}
