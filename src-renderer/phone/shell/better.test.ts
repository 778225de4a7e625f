import { expect, test } from 'vitest';
import type { EntranceInfo } from '../../../src-shared/protocol/channels/network/state.ts';
import { betterWays } from './better.ts';

const entrances: EntranceInfo[] = [
  { origin: 'https://desk.ts.net', level: 'L2', network: null },
  { origin: 'https://10.0.0.2:4141', level: 'L1', network: 'n_1' },
  { origin: 'https://10.9.0.2:4141', level: 'L1', network: 'n_2' },
  { origin: 'http://10.0.0.2:4140', level: 'L0', network: 'n_1' },
  { origin: 'http://127.0.0.1:4140', level: 'local', network: null },
];

test.each([
  ['L0', ['https://desk.ts.net', 'https://10.0.0.2:4141']],
  ['L1', ['https://desk.ts.net']],
  ['L2', []],
  ['local', []],
  [undefined, []],
] as const)('from %s what is better is offered, best first', (level, origins) => {
  expect(betterWays(level, entrances).map(({ origin }) => origin)).toEqual(origins);
});

test('of several networks that one is taken in which the phone is', () => {
  const ways = betterWays('L0', entrances, 'http://10.9.0.2:4140');
  expect(ways.map(({ origin }) => origin)).toEqual(['https://desk.ts.net', 'https://10.9.0.2:4141']);
});

test('without a better way open there is nothing to offer', () => {
  expect(betterWays('L0', entrances.slice(3))).toEqual([]);
});
