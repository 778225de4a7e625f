const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Standard base64 with padding. ES2024 has none, and this folder knows neither `btoa` nor `Buffer`. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    const left = bytes.length - at;
    text += LETTERS.charAt(bits >> 18) + LETTERS.charAt((bits >> 12) & 63);
    text += left > 1 ? LETTERS.charAt((bits >> 6) & 63) : '=';
    text += left > 2 ? LETTERS.charAt(bits & 63) : '=';
  }
  return text;
}

/** Base64url without padding, as keys and signatures go over the wire. */
export function toBase64url(bytes: Uint8Array): string {
  return toBase64(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** The bytes of a text in its one canonical spelling; undefined for any other, so that one value is one text. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const letter of text.replace(/-/g, '+').replace(/_/g, '/')) {
    const value = LETTERS.indexOf(letter);
    if (value === -1) return undefined;
    bits = ((bits << 6) | value) & 0xffffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = (bits >> held) & 0xff;
  }
  return toBase64url(bytes) === text ? bytes : undefined;
}
