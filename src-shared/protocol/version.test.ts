import fc from 'fast-check';
import { expect, test } from 'vitest';
import { negotiate, PROTOCOL } from './version.ts';

test.each([
  [{ min: 1, max: 1 }, { min: 1, max: 1 }, 1],
  [{ min: 1, max: 3 }, { min: 2, max: 9 }, 3],
  [{ min: 2, max: 9 }, { min: 1, max: 3 }, 3],
  [{ min: 1, max: 2 }, { min: 3, max: 4 }, undefined],
  [{ min: 3, max: 4 }, { min: 1, max: 2 }, undefined],
  [{ min: 1, max: 4 }, { min: 3, max: 2 }, undefined],
])('%o and %o speak %s', (ours, theirs, version) => {
  expect(negotiate(ours, theirs)).toBe(version);
});

test('this build speaks with itself', () => {
  expect(negotiate(PROTOCOL, PROTOCOL)).toBe(PROTOCOL.max);
});

test('both ends come to the same version, one that both have, and the highest', () => {
  const range = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(5)).map(([min, more]) => ({ min, max: min + more }));
  fc.assert(
    fc.property(range, range, (a, b) => {
      const version = negotiate(a, b);
      expect(negotiate(b, a)).toBe(version);
      const common = [...Array(20).keys()].filter((v) => v >= a.min && v <= a.max && v >= b.min && v <= b.max);
      expect(version).toBe(common.at(-1));
    }),
  );
});
