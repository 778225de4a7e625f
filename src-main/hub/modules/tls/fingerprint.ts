import { createHash } from 'node:crypto';

/** SHA-256 of a certificate (DER) as iOS shows it: pairs of capital letters with spaces between. */
export function fingerprintOf(der: Uint8Array): string {
  const digits = createHash('sha256').update(der).digest('hex').toUpperCase();
  return digits.match(/../g)?.join(' ') ?? digits;
}

/** The same as Android shows it. */
export function withColons(fingerprint: string): string {
  return fingerprint.replaceAll(' ', ':');
}
