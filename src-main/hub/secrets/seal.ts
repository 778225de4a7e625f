import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import type { RandomBytes } from '../../../src-shared/base/ids.ts';

export const KEY_BYTES = 32;

/**
 * What a sealed secret looks like: version, which key sealed it, nonce, ciphertext, tag. AES-256-GCM, with version and
 * name as associated data, so that a ciphertext counts under its own name alone. The key's mark tells another key from
 * damage.
 */
const VERSION = 1;
const MARK_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + MARK_BYTES + NONCE_BYTES;
const CIPHER = 'aes-256-gcm';

/** A keyed digest of a constant: says which key it is, and nothing about the key. */
function markOf(key: Uint8Array): Buffer {
  return createHmac('sha256', key).update('homeport: which key').digest().subarray(0, MARK_BYTES);
}

function associated(name: string): Buffer {
  return Buffer.from(`homeport secret ${VERSION} ${name}`);
}

export function seal(key: Uint8Array, name: string, secret: Uint8Array, random: RandomBytes): Uint8Array {
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associated(name));
  const body = [cipher.update(secret), cipher.final()];
  return Buffer.concat([Buffer.of(VERSION), markOf(key), nonce, ...body, cipher.getAuthTag()]);
}

/** Whether this key sealed it, as far as its head says. */
export function isSealedBy(key: Uint8Array, sealed: Uint8Array): boolean {
  if (sealed.length < HEAD_BYTES + TAG_BYTES) return false;
  return timingSafeEqual(sealed.subarray(1, 1 + MARK_BYTES), markOf(key));
}

/** Undefined when it is not, to the last bit, what was sealed under this name with this key. */
export function unseal(key: Uint8Array, name: string, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed[0] !== VERSION || !isSealedBy(key, sealed)) return undefined;
  const nonce = sealed.subarray(1 + MARK_BYTES, HEAD_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associated(name));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES, sealed.length - TAG_BYTES)), decipher.final()]);
  } catch {
    // The tag does not fit: that is the answer.
    return undefined;
  }
}
