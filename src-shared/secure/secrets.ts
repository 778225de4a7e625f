import { asciiBytes, joinBytes } from './bytes.ts';
import type { SecureCrypto, SecureRandom } from './crypto.ts';

/** Crockford's letters: none that are taken for one another. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 12;
const MISREAD: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

/** 128 bits: what stands in a QR code. */
export const SECRET_LENGTH = 16;

/** What an offer or a ticket stands for in the handshake. */
export function offerSecret(crypto: SecureCrypto, secret: Uint8Array): Uint8Array {
  return crypto.sha256(joinBytes([asciiBytes('homeport offer 1'), secret]));
}

/** What a typed code stands for in the handshake; `code` as {@link readCode} gives it. */
export function codeSecret(crypto: SecureCrypto, code: string): Uint8Array {
  return crypto.sha256(asciiBytes(`homeport code 1${code}`));
}

/**
 * A code to be typed: 60 bits in three groups of four letters. Somebody in the middle can try codes at leisure once the
 * phone has spoken, so it has to be longer than what two minutes of guessing would ask for.
 */
export function newCode(random: SecureRandom): string {
  const letters = Array.from(random(CODE_LENGTH), (byte) => LETTERS[byte % LETTERS.length]).join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}

/** The code that somebody typed, without what does not matter; undefined when it is none. */
export function readCode(text: string): string | undefined {
  const letters = text
    .toUpperCase()
    .replace(/[\s\-–—.]/g, '')
    .replace(/[OIL]/g, (letter) => MISREAD[letter] ?? letter);
  return letters.length === CODE_LENGTH && [...letters].every((letter) => LETTERS.includes(letter))
    ? letters
    : undefined;
}

/** Random bytes that an end brings to the number. */
export const SHARE_LENGTH = 32;

/** What a hub tells of its share before it shows it: nobody finds the share by it, or another one that fits. */
export function commitmentOf(crypto: SecureCrypto, share: Uint8Array): Uint8Array {
  return crypto.sha256(joinBytes([asciiBytes('homeport share 1'), share]));
}

/**
 * Six digits of a handshake and of the hub's share, the same on both ends: who stands between two handshakes has two
 * different ones, and learns neither before both are settled.
 */
export function comparisonOf(crypto: SecureCrypto, hash: Uint8Array, share: Uint8Array): string {
  const [a = 0, b = 0, c = 0, d = 0] = crypto.sha256(joinBytes([asciiBytes('homeport number 1'), hash, share]));
  const number = (a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d) % 1_000_000;
  return String(number).padStart(6, '0');
}
