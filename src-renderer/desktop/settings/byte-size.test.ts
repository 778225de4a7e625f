import { expect, test } from 'vitest';
import { byteSize } from './byte-size.ts';

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [4096, '4.1 kB'],
  [12_345, '12 kB'],
  [999_600, '1 MB'],
  [1_500_000, '1.5 MB'],
  [123e9, '123 GB'],
  [5e15, '5000 TB'],
])('%d is %s', (bytes, text) => {
  expect(byteSize(bytes)).toBe(text);
});
