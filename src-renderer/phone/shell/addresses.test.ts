import { expect, test } from 'vitest';
import { inOrder, learned, reachableFrom } from './addresses.ts';

const ORIGINS = ['https://desk.ts.net', 'http://192.168.1.5:4140', 'https://192.168.1.5:4141'];

test('a page looks for its hub where it came from, and where its key counts', () => {
  expect(reachableFrom('http://192.168.1.5:4140', ORIGINS)).toEqual(['http://192.168.1.5:4140']);
  expect(reachableFrom('http://10.0.0.2:4140', ORIGINS)).toEqual(['http://10.0.0.2:4140', 'http://192.168.1.5:4140']);
  expect(reachableFrom('https://192.168.1.5:4141', ORIGINS)).toEqual(['https://192.168.1.5:4141', ORIGINS[0]]);
});

test('where the hub answered last is tried first, if it may be tried at all', () => {
  const page = 'https://192.168.1.5:4141';
  expect(inOrder(page, ORIGINS, 'https://desk.ts.net')).toEqual(['https://desk.ts.net', page]);
  expect(inOrder(page, ORIGINS, 'http://192.168.1.5:4140')).toEqual([page, 'https://desk.ts.net']);
  expect(inOrder(page, ORIGINS, undefined)).toEqual([page, 'https://desk.ts.net']);
});

test('addresses of now come first, those of other places are kept, and not without end', () => {
  const told = (origin: string, level: 'L0' | 'L1' | 'local' = 'L0') => ({ origin, level, network: null });
  const home = learned([], [told('http://10.0.0.2:1'), told('http://127.0.0.1:1', 'local')]);
  expect(home).toEqual(['http://10.0.0.2:1']);
  const away = learned(home, [told('http://10.9.0.2:1')]);
  expect(away).toEqual(['http://10.9.0.2:1', 'http://10.0.0.2:1']);
  expect(learned(away, [told('http://10.9.0.2:1')])).toBe(away);
  const many = Array.from({ length: 40 }, (_, at) => told(`http://10.0.${at}.1:1`));
  expect(learned(away, many)).toHaveLength(16);
});
