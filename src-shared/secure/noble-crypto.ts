import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { checkedSecret, KEY_LENGTH, type ReadyKeyPair, type SecureCrypto, type SecureRandom } from './crypto.ts';

/** A pair whose private key is in memory: 32 bytes of the platform's randomness. */
export function nobleKeyPair(privateKey: Uint8Array): ReadyKeyPair {
  return {
    publicKey: x25519.getPublicKey(privateKey),
    dh: (remote) => checkedSecret(x25519.getSharedSecret(privateKey, remote)),
  };
}

/** In plain JavaScript: for pages that came over plain http, where browsers offer nothing, and where Node lacks a part. */
export function nobleCrypto(random: SecureRandom): SecureCrypto {
  return {
    random,
    newKeyPair: () => nobleKeyPair(random(KEY_LENGTH)),
    seal: (key, nonce, associated, plaintext) => chacha20poly1305(key, nonce, associated).encrypt(plaintext),
    open(key, nonce, associated, sealed) {
      try {
        return chacha20poly1305(key, nonce, associated).decrypt(sealed);
      } catch {
        // It says why in words; for the caller there is one reason.
        return undefined;
      }
    },
    sha256,
    hmac: (key, data) => hmac(sha256, key, data),
  };
}
