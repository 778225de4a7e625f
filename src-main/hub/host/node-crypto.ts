import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { checkedSecret, type KeyPair, type SecureCrypto, TAG_LENGTH } from '../../../src-shared/secure/crypto.ts';
import { nobleCrypto } from '../../../src-shared/secure/noble-crypto.ts';

const CIPHER = 'chacha20-poly1305';
const TAG = { authTagLength: TAG_LENGTH } as const;
/** What stands before the 32 bytes in the DER of an X25519 public key (RFC 8410). */
const SPKI = Buffer.from('302a300506032b656e032100', 'hex');

/** A pair of the platform. */
export function nodeKeyPair(privateKey: KeyObject): KeyPair {
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(SPKI.length);
  return {
    publicKey: new Uint8Array(publicKey),
    dh(remote) {
      const key = createPublicKey({ key: Buffer.concat([SPKI, remote]), format: 'der', type: 'spki' });
      return checkedSecret(diffieHellman({ privateKey, publicKey: key }));
    },
  };
}

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

const node: SecureCrypto = {
  random,
  newKeyPair: () => nodeKeyPair(generateKeyPairSync('x25519').privateKey),
  seal(key, nonce, associated, plaintext) {
    const cipher = createCipheriv(CIPHER, key, nonce, TAG);
    cipher.setAAD(associated, { plaintextLength: plaintext.length });
    const sealed = cipher.update(plaintext);
    cipher.final();
    const joined = new Uint8Array(sealed.length + TAG_LENGTH);
    joined.set(sealed);
    joined.set(cipher.getAuthTag(), sealed.length);
    return joined;
  },
  open(key, nonce, associated, sealed) {
    const length = sealed.length - TAG_LENGTH;
    const cipher = createDecipheriv(CIPHER, key, nonce, TAG);
    cipher.setAAD(associated, { plaintextLength: length });
    cipher.setAuthTag(sealed.subarray(length));
    const opened = cipher.update(sealed.subarray(0, length));
    try {
      cipher.final();
    } catch {
      // It was not sealed so, which is the answer.
      return undefined;
    }
    return new Uint8Array(opened.buffer, opened.byteOffset, opened.byteLength);
  },
  sha256: (data) => new Uint8Array(createHash('sha256').update(data).digest()),
  hmac: (key, data) => new Uint8Array(createHmac('sha256', key).update(data).digest()),
};

/**
 * The platform's own cryptography where it has all of it. Electron's library knows no ChaCha20-Poly1305 as a cipher:
 * there that part is done in JavaScript, to the same bytes.
 */
export function nodeCrypto(): SecureCrypto {
  const noble = nobleCrypto(random);
  return hasCipher(noble) ? node : { ...node, seal: noble.seal, open: noble.open };
}

function hasCipher(noble: SecureCrypto): boolean {
  const [key, nonce, text] = [random(32), random(12), random(100)];
  try {
    return Buffer.compare(node.seal(key, nonce, nonce, text), noble.seal(key, nonce, nonce, text)) === 0;
  } catch {
    // It is not there, which is the answer.
    return false;
  }
}
