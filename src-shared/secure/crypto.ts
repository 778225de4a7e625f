/** Makes random bytes from the platform's secure source. */
export type SecureRandom = (length: number) => Uint8Array;

/** An X25519 key pair. The private half may be somewhere that only the platform can reach. */
export interface KeyPair {
  /** Raw, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** The shared secret with a remote public key, 32 bytes. Throws when it is all zeros, as for points of small order. */
  dh(remote: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** A pair whose private half is at hand, so that nothing has to be waited for. */
export interface ReadyKeyPair extends KeyPair {
  dh(remote: Uint8Array): Uint8Array;
}

/** What the encrypted channel is made of: X25519, ChaCha20-Poly1305 and SHA-256, by whoever has them. */
export interface SecureCrypto {
  readonly random: SecureRandom;
  newKeyPair(): KeyPair | Promise<KeyPair>;
  /** Ciphertext and its 16 bytes of tag. `key` 32 bytes, `nonce` 12. */
  seal(key: Uint8Array, nonce: Uint8Array, associated: Uint8Array, plaintext: Uint8Array): Uint8Array<ArrayBuffer>;
  /** Undefined when it was not sealed so. */
  open(key: Uint8Array, nonce: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array | undefined;
  sha256(data: Uint8Array): Uint8Array;
  hmac(key: Uint8Array, data: Uint8Array): Uint8Array;
}

export const KEY_LENGTH = 32;
export const TAG_LENGTH = 16;
export const NONCE_LENGTH = 12;

/** Some curves' code answers with zeros for points of small order; a secret that everybody knows is none. */
export function checkedSecret(secret: Uint8Array): Uint8Array {
  let any = 0;
  for (const byte of secret) any |= byte;
  if (secret.length !== KEY_LENGTH || any === 0) throw new Error('the remote key is of small order');
  return secret;
}
