import { expect, test } from 'vitest';
import { fromBase64url, toBase64, toBase64url } from './base64.ts';

const samples = Array.from({ length: 70 }, (_, length) =>
  Uint8Array.from({ length }, (_, at) => (at * 37 + length) & 255),
);

test('bytes are spelled as everybody spells them, and read back', () => {
  for (const bytes of samples) {
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    expect(toBase64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
    expect(fromBase64url(toBase64url(bytes))).toEqual(bytes);
  }
});

test('anything but the one canonical spelling is refused', () => {
  for (const text of ['A', 'AAAAA', 'AB', 'AA==', 'A+AA', 'A/AA', 'A AA', 'ÄAAA', 'AAA\n'])
    expect(fromBase64url(text), text).toBe(undefined);
});
