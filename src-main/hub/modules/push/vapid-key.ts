import { createECDH } from 'node:crypto';
import type { Clock } from '../../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, MutableDisposable } from '../../../../src-shared/base/disposable.ts';
import { Emitter } from '../../../../src-shared/base/emitter.ts';
import type { Log } from '../../../../src-shared/base/log.ts';
import type { OpenVault, Vault } from '../../secrets/vault.ts';

/** The name under which the private half is sealed: 32 bytes. */
const NAME = 'push-vapid';
const CURVE = 'prime256v1';

/** A full disk does not empty itself quickly. */
const RETRY_MS = 30_000;

/** By this push services know this hub again, and take messages for its subscriptions from nobody else (RFC 8292). */
export interface VapidKey {
  /** Base64url, as browsers and `web-push` want them. */
  readonly publicKey: string;
  readonly privateKey: string;
}

/** The key, made once and sealed. Undefined while the vault is not open, or what is in it is no key. */
export class Vapid implements Disposable {
  private readonly vault: Pick<Vault, 'phase' | 'onChanged'>;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<void>());
  private readonly retryDue = this.owned.add(new MutableDisposable<Disposable>());
  private current: VapidKey | undefined;

  readonly onChanged = this.changed.event;

  constructor(vault: Pick<Vault, 'phase' | 'onChanged'>, clock: Clock, log: Log) {
    this.vault = vault;
    this.clock = clock;
    this.log = log;
    this.owned.add(vault.onChanged(() => this.look()));
    this.look();
  }

  get key(): VapidKey | undefined {
    return this.current;
  }

  dispose(): void {
    this.owned.dispose();
  }

  private look(): void {
    this.retryDue.value = undefined;
    const { phase } = this.vault;
    const before = this.current?.publicKey;
    this.current = phase.kind === 'open' ? this.readOrMake(phase.secrets) : undefined;
    if (this.current?.publicKey !== before) this.changed.fire();
  }

  private readOrMake(secrets: OpenVault): VapidKey | undefined {
    const sealed = secrets.get(NAME);
    if (sealed.kind === 'found') {
      const key = keyOf(sealed.value);
      if (key !== undefined) return key;
    }
    // A damaged one can be replaced: browsers subscribe anew, and nobody has compared it with anything.
    if (sealed.kind !== 'absent') this.log.warn('the key for push services is damaged; another is made');
    const made = createECDH(CURVE);
    made.generateKeys();
    // Short by its leading zeros once in 256 times.
    const secret = Buffer.alloc(32);
    const bytes = made.getPrivateKey();
    bytes.copy(secret, 32 - bytes.length);
    try {
      secrets.put(NAME, secret);
    } catch (error) {
      // Subscriptions to a key that the next start does not have would be lost without a word.
      this.log.warn('the key for push services could not be stored', { reason: String(error) });
      this.retryDue.value = this.clock.after(RETRY_MS, () => this.look());
      return undefined;
    }
    return keyOf(secret);
  }
}

function keyOf(secret: Uint8Array): VapidKey | undefined {
  if (secret.length !== 32) return undefined;
  try {
    const ecdh = createECDH(CURVE);
    ecdh.setPrivateKey(secret);
    return {
      publicKey: ecdh.getPublicKey('base64url'),
      privateKey: Buffer.from(secret).toString('base64url'),
    };
  } catch {
    // No number of that curve: damaged, for the caller.
    return undefined;
  }
}
