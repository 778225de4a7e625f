// 32 letters that survive being read aloud: no i, l, o, u.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Fills a fresh array with random bytes. Platforms pass `crypto.getRandomValues`. */
export type RandomBytes = (length: number) => Uint8Array;

/** Five bits a letter: 12 letters are 60 bits, enough for everything that one hub names. */
export function newId(prefix: string, random: RandomBytes, letters = 12): string {
  let text = '';
  for (const byte of random(letters)) text += ALPHABET[byte & 31];
  return `${prefix}_${text}`;
}
