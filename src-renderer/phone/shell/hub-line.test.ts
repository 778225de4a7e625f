import { expect, test } from 'vitest';
import { reachableFrom } from './hub-line.ts';

test('a page tries the origin that it came from first, and one that came by https nothing in the clear', () => {
  const origins = ['https://desk.ts.net', 'http://192.168.1.5:4140', 'https://192.168.1.5:4141'];
  expect(reachableFrom('http://192.168.1.5:4140', origins)).toEqual([
    'http://192.168.1.5:4140',
    origins[0],
    origins[2],
  ]);
  expect(reachableFrom('https://192.168.1.5:4141', origins)).toEqual(['https://192.168.1.5:4141', origins[0]]);
});
