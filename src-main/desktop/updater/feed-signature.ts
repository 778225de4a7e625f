import { type KeyObject, verify } from 'node:crypto';

/** Lines of a signature file; several while one key takes the place of another. */
const LINE = /^ed25519 ([A-Za-z0-9+/]{86}==)$/;

/**
 * What is signed: the feed's bytes, and its name, so that the feed of one system cannot stand in for another's. Used by
 * scripts/sign-feed.mjs as well.
 */
export function signedBytes(name: string, feed: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`homeport update feed\n${name}\n`), feed]);
}

/** One line of a signature file. */
export function signatureLine(signature: Uint8Array): string {
  return `ed25519 ${Buffer.from(signature).toString('base64')}`;
}

/** Whether one of these keys has signed exactly this. */
export function isSigned(name: string, feed: Uint8Array, signatures: string, keys: readonly KeyObject[]): boolean {
  const signed = signedBytes(name, feed);
  return signatures.split(/\r?\n/).some((line) => {
    const signature = LINE.exec(line)?.[1];
    return signature !== undefined && keys.some((key) => verify(null, signed, key, Buffer.from(signature, 'base64')));
  });
}
