import { KEY_LENGTH, type KeyPair, type SecureCrypto } from '../../../src-shared/secure/crypto.ts';
import { nobleCrypto, nobleKeyPair } from '../../../src-shared/secure/noble-crypto.ts';
import { type SubtleX25519, webKeyPair } from '../../../src-shared/secure/web-crypto.ts';
import type { KeptKey } from './kept-hub.ts';

export const randomBytes = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length));

/** What the encrypted channel is made of here. */
export const pageCrypto: SecureCrypto = nobleCrypto(randomBytes);

const ALGORITHM = { name: 'X25519' } as const;

/** A fresh key: one that nobody can read out where the browser makes such keys, else bytes. */
export async function newKey(): Promise<KeptKey> {
  // Pages that came over plain http have no `subtle`; older browsers have no X25519 in it.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  try {
    if (subtle !== undefined) {
      const pair = (await subtle.generateKey(ALGORITHM, false, ['deriveBits'])) as CryptoKeyPair;
      const publicKey = new Uint8Array(await subtle.exportKey('raw', pair.publicKey));
      return { kind: 'locked', privateKey: pair.privateKey, publicKey };
    }
  } catch {
    // It does not know the curve: the key is made of bytes.
  }
  return { kind: 'open', privateKey: randomBytes(KEY_LENGTH) };
}

export function pairOf(key: KeptKey): KeyPair {
  if (key.kind === 'open') return nobleKeyPair(key.privateKey);
  // The DOM's own type also takes what is not of our algorithm.
  return webKeyPair(crypto.subtle as unknown as SubtleX25519<CryptoKey>, key.privateKey, key.publicKey);
}
