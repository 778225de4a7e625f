import type { Event } from '../../../src-shared/base/emitter.ts';
import type { Result } from '../../../src-shared/base/result.ts';
import type { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import type { Paired } from '../../../src-shared/protocol/frames.ts';
import type { KeyPair, SecureCrypto } from '../../../src-shared/secure/crypto.ts';
import type { SecretOf } from '../../../src-shared/secure/handshake.ts';
import type { Reach } from '../reach.ts';

/** Somebody who proved to hold the secret of an offer, or a typed code, and wants to be let in. */
export interface PairingAsker {
  /** Raw X25519 public key, 32 bytes. */
  readonly remoteKey: Uint8Array;
  /** The offer or ticket whose secret it has; null for a typed code. */
  readonly offer: string | null;
  /** Six digits that stand on the phone as well. */
  readonly comparison: string;
  /** What the phone says of itself; plain text from a stranger. */
  readonly name: string;
  readonly platform: string;
  readonly reach: Reach;
}

/** The line of somebody who asks. */
export interface AskingLine {
  /** Fires when the phone has left. */
  readonly gone: Event<void>;
  /** The offer is theirs, and with it the one number that can be made of it: their end may know it now. */
  reveal(): void;
}

/** Where phones ask to be let in. */
export interface PairingDesk {
  /** Resolves when the operator has decided, or when there is nothing to decide. */
  ask(asker: PairingAsker, line: AskingLine): Promise<Result<Paired, ProtocolError>>;
  /** Somebody's handshake failed. */
  failed(from: string, why: 'malformed' | 'wrong-secret'): void;
}

/** What the server needs to speak the encrypted channel. */
export interface SecureDoor {
  readonly crypto: SecureCrypto;
  /** This install's key; undefined while the secrets are not available. */
  key(): KeyPair | undefined;
  readonly secretOf: SecretOf;
  readonly desk: PairingDesk;
}
