import { createPublicKey, type KeyObject } from 'node:crypto';

/** Set by the build from HOMEPORT_UPDATE_PUBLIC_KEY; sources that run unbuilt have none. */
declare const HOMEPORT_UPDATE_KEYS: string | undefined;

/** What comes before the 32 bytes of an Ed25519 public key in SPKI. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const KEY_BYTES = 32;

/** The keys this build believes, as text; empty when it was made without any. */
export function embeddedKeys(): string {
  return typeof HOMEPORT_UPDATE_KEYS === 'undefined' ? '' : HOMEPORT_UPDATE_KEYS;
}

/** Public keys in base64, separated by commas or spaces: two while one takes the place of the other. */
export function parseFeedKeys(text: string): readonly KeyObject[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  return words.map((word) => {
    const raw = Buffer.from(word, 'base64');
    if (raw.length !== KEY_BYTES || raw.toString('base64') !== word)
      throw new Error('a public key for updates is not 32 bytes in base64');
    return createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' });
  });
}
