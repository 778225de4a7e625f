import { expect, test } from 'vitest';
import { DOT_SIZE, dot } from './dot.ts';

test('the dot is round: full in the middle, nothing in the corners, and no part brighter than its opacity', () => {
  const bytes = dot();
  expect(bytes).toHaveLength(DOT_SIZE * DOT_SIZE * 4);
  const pixel = (x: number, y: number): number[] => [...bytes.subarray((y * DOT_SIZE + x) * 4).subarray(0, 4)];
  expect(pixel(8, 8)).toEqual([0x1e, 0x9f, 0xf5, 255]);
  for (const [x, y] of [
    [0, 0],
    [15, 0],
    [0, 15],
    [15, 15],
  ] as const)
    expect(pixel(x, y)).toEqual([0, 0, 0, 0]);
  for (let at = 0; at < bytes.length; at += 4) {
    const [blue = 0, green = 0, red = 0, alpha = 0] = bytes.subarray(at, at + 4);
    expect(Math.max(blue, green, red)).toBeLessThanOrEqual(alpha);
  }
});
