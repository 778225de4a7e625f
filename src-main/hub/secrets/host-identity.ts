import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { OpenVault, Vault } from './vault.ts';
import { IDENTITY_DAMAGED, IDENTITY_UNWRITTEN } from './vault-sentences.ts';

/** The name under which the private key is sealed, as PKCS #8. */
const NAME = 'host-key';

/** A full disk does not empty itself quickly. */
const RETRY_MS = 30_000;

/** This install's X25519 key pair. */
export interface HostKey {
  readonly privateKey: KeyObject;
  /** Raw, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** SHA-256 of the raw public key, in groups that people can compare. */
  readonly fingerprint: string;
}

export type HostIdentityPhase =
  /** The vault is not open. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'known'; readonly key: HostKey }
  | { readonly kind: 'unavailable'; readonly sentence: string };

/** By this phones know the hub again. It is made once, and another one only when the user gives this one up. */
export class HostIdentity implements Disposable {
  private readonly vault: Pick<Vault, 'phase' | 'onChanged'>;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<HostIdentityPhase>());
  private readonly retryDue = this.owned.add(new MutableDisposable<Disposable>());
  private current: HostIdentityPhase = { kind: 'closed' };

  readonly onChanged = this.changed.event;

  constructor(vault: Pick<Vault, 'phase' | 'onChanged'>, clock: Clock, log: Log) {
    this.vault = vault;
    this.clock = clock;
    this.log = log;
    this.owned.add(vault.onChanged(() => this.look()));
    this.look();
  }

  get phase(): HostIdentityPhase {
    return this.current;
  }

  dispose(): void {
    this.owned.dispose();
  }

  private look(): void {
    this.retryDue.value = undefined;
    const { phase } = this.vault;
    this.current = phase.kind === 'open' ? this.read(phase.secrets) : { kind: 'closed' };
    this.changed.fire(this.current);
  }

  private read(secrets: OpenVault): HostIdentityPhase {
    const sealed = secrets.get(NAME);
    if (sealed.kind === 'absent') return this.make(secrets);
    const key = sealed.kind === 'found' ? readKey(sealed.value) : undefined;
    return key === undefined ? { kind: 'unavailable', sentence: IDENTITY_DAMAGED } : { kind: 'known', key };
  }

  private make(secrets: OpenVault): HostIdentityPhase {
    const { privateKey } = generateKeyPairSync('x25519');
    try {
      secrets.put(NAME, privateKey.export({ format: 'der', type: 'pkcs8' }));
    } catch (error) {
      // A key that is not on the disk must not be shown to anybody: the next start would have another.
      this.log.warn('the identity could not be stored', { reason: String(error) });
      this.retryDue.value = this.clock.after(RETRY_MS, () => this.look());
      return { kind: 'unavailable', sentence: IDENTITY_UNWRITTEN };
    }
    const key = hostKey(privateKey);
    this.log.info('the identity was made', { fingerprint: key.fingerprint });
    return { kind: 'known', key };
  }
}

function readKey(pkcs8: Uint8Array): HostKey | undefined {
  try {
    const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
    return privateKey.asymmetricKeyType === 'x25519' ? hostKey(privateKey) : undefined;
  } catch {
    // It was sealed by something that is not this: damaged, for the caller.
    return undefined;
  }
}

function hostKey(privateKey: KeyObject): HostKey {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (x === undefined) throw new Error('invariant broken: an X25519 key without its point');
  const publicKey = Buffer.from(x, 'base64url');
  return { privateKey, publicKey, fingerprint: fingerprintOf(publicKey) };
}

/** Sixteen groups of four hexadecimal digits. */
function fingerprintOf(publicKey: Uint8Array): string {
  const digits = createHash('sha256').update(publicKey).digest('hex');
  return digits.match(/.{4}/g)?.join(' ') ?? digits;
}
