import { expect, test } from 'vitest';
import { lastHeardWords } from './last-heard.ts';

test('it is said how old the last word is, or that there was none', () => {
  expect(lastHeardWords(null, 5)).toBe('Connecting…');
  const ago = (ms: number): string => /heard (.*) ago/.exec(lastHeardWords(1_000, 1_000 + ms))?.[1] ?? '';
  expect([0, 12_400, 61_000, 3_600_000, 7_300_000].map(ago)).toEqual(['0 s', '12 s', '1 min', '1 h', '2 h']);
});
