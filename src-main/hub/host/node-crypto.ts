import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import {
  checkedSecret,
  KEY_LENGTH,
  type ReadyKeyPair,
  type SecureCrypto,
  TAG_LENGTH,
} from '../../../src-shared/secure/crypto.ts';
import { nobleCrypto, nobleKeyPair } from '../../../src-shared/secure/noble-crypto.ts';

const CIPHER = 'chacha20-poly1305';
const TAG = { authTagLength: TAG_LENGTH } as const;
/** What stands before the 32 bytes in the DER of an X25519 public key (RFC 8410). */
const SPKI = Buffer.from('302a300506032b656e032100', 'hex');
/** And in that of a private one. */
const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** An X25519 pair of the platform, which does its work where it can. */
export function nodeKeyPair(privateKey: KeyObject): ReadyKeyPair {
  agrees ??= works(agreesOnSecrets);
  return agrees ? platformPair(privateKey) : nobleKeyPair(rawOf(privateKey));
}

/** Whether the platform's key agreement was tried and found good. */
let agrees: boolean | undefined;

function platformPair(privateKey: KeyObject): ReadyKeyPair {
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(SPKI.length);
  return {
    publicKey: new Uint8Array(publicKey),
    dh(remote) {
      return checkedSecret(new Uint8Array(diffieHellman({ privateKey, publicKey: publicKeyOf(remote) })));
    },
  };
}

/** By way of PEM: from DER it takes Node five times as long, most of which it wonders what it was given. */
function publicKeyOf(raw: Uint8Array): KeyObject {
  const text = Buffer.concat([SPKI, raw]).toString('base64');
  return createPublicKey(`-----BEGIN PUBLIC KEY-----\n${text}\n-----END PUBLIC KEY-----`);
}

/** The 32 bytes that end the DER of a private key (RFC 8410). */
function rawOf(privateKey: KeyObject): Uint8Array {
  return new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-KEY_LENGTH));
}

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

/** Node takes keys as bytes too, and then needs three times as long to find out that they are bytes. */
const keyOf = (key: Uint8Array): KeyObject => createSecretKey(key);

const node: SecureCrypto = {
  random,
  newKeyPair: () => platformPair(generateKeyPairSync('x25519').privateKey),
  seal(key, nonce, associated, plaintext) {
    const cipher = createCipheriv(CIPHER, keyOf(key), nonce, TAG);
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
    const cipher = createDecipheriv(CIPHER, keyOf(key), nonce, TAG);
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
  hmac: (key, data) => new Uint8Array(createHmac('sha256', keyOf(key)).update(data).digest()),
};

/**
 * The platform's own cryptography, part by part where it proves to be there and right; what is not is done in
 * JavaScript, to the same bytes. Electron's library knows no ChaCha20-Poly1305 as a cipher.
 */
export function nodeCrypto(): SecureCrypto {
  const noble = nobleCrypto(random);
  const [key, nonce, text] = [random(KEY_LENGTH), random(12), random(100)];
  const ciphers = works(() => {
    const sealed = node.seal(key, nonce, key, text);
    const opened = node.open(key, nonce, key, sealed);
    return same(sealed, noble.seal(key, nonce, key, text)) && opened !== undefined && same(opened, text);
  });
  const hashes = works(
    () => same(node.sha256(text), noble.sha256(text)) && same(node.hmac(key, text), noble.hmac(key, text)),
  );
  const keys = works(agreesOnSecrets);
  return {
    random,
    newKeyPair: (keys ? node : noble).newKeyPair,
    seal: (ciphers ? node : noble).seal,
    open: (ciphers ? node : noble).open,
    sha256: (hashes ? node : noble).sha256,
    hmac: (hashes ? node : noble).hmac,
  };
}

/** By the example of RFC 7748, section 6.1: Bob with what Alice has told him. JavaScript would take 20 ms to check another. */
function agreesOnSecrets(): boolean {
  const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
  const bob = bytes('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb');
  const alice = bytes('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a');
  const shared = bytes('4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742');
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, bob]), format: 'der', type: 'pkcs8' });
  return same(platformPair(key).dh(alice), shared);
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function works(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    // It is not there, which is the answer.
    return false;
  }
}
