import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';

/** Ed25519 keys as Homeport writes them: raw public key and PKCS #8 private key, both base64url without padding. */

const RAW_LENGTH = 32;

/** Undefined for anything that is not 32 bytes in their one canonical spelling, so that one key is one text. */
export function readPublicKey(text: string): KeyObject | undefined {
  const raw = Buffer.from(text, 'base64url');
  if (raw.length !== RAW_LENGTH || raw.toString('base64url') !== text) return undefined;
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' });
}

export function isSignedBy(key: KeyObject, text: string, signature: string): boolean {
  try {
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
  } catch {
    // OpenSSL throws for a point that is on no curve; for the caller that is one more wrong signature.
    return false;
  }
}

export interface KeyPairText {
  readonly publicKey: string;
  readonly privateKey: string;
}

export function newKeyPair(): KeyPairText {
  const { privateKey } = generateKeyPairSync('ed25519');
  const text = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url');
  return { publicKey: publicKeyText(privateKey), privateKey: text };
}

/** The public key that belongs to a private key's text; undefined when the text is no Ed25519 private key. */
export function publicKeyOf(privateKey: string): string | undefined {
  try {
    const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64url'), format: 'der', type: 'pkcs8' });
    return key.asymmetricKeyType === 'ed25519' ? publicKeyText(key) : undefined;
  } catch {
    // What cannot be read is not a key; the caller makes a new one.
    return undefined;
  }
}

function publicKeyText(privateKey: KeyObject): string {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (x === undefined) throw new Error('invariant broken: an Ed25519 key without its point');
  return x;
}
