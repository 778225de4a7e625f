import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns } from '../../src-shared/base/testing/fuzz.ts';
import { OutputRing } from './output-ring.ts';

test('the ring has exactly the last bytes, numbered from the first one ever', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20_000 }),
      fc.array(fc.integer({ min: 0, max: 9000 }), { maxLength: 20 }),
      (limit, lengths) => {
        const ring = new OutputRing(limit);
        let all = Buffer.alloc(0);
        for (const [i, length] of lengths.entries()) {
          const chunk = Buffer.from(Array.from({ length }, (_, at) => (at * 7 + i) & 255));
          ring.append(chunk);
          all = Buffer.concat([all, chunk]);
          expect(ring.head).toBe(all.length);
          expect(ring.tail).toBe(Math.max(0, all.length - ring.capacity));
          expect(ring.capacity).toBeLessThanOrEqual(limit);
          expect(all.subarray(ring.tail).equals(ring.read(ring.tail, ring.head))).toBe(true);
        }
        expect(ring.head - ring.tail).toBe(Math.min(all.length, ring.capacity));
        if (all.length >= limit) expect(ring.capacity).toBe(limit);
      },
    ),
    fuzzRuns(500),
  );
});

test('a quiet stream costs little', () => {
  const ring = new OutputRing();
  ring.append(Buffer.from('$ '));
  expect(ring.capacity).toBe(4096);
});

test('what was forgotten cannot be read', () => {
  const ring = new OutputRing(100);
  ring.append(Buffer.alloc(250));
  expect(() => ring.read(149, 250)).toThrow('invariant broken');
});
