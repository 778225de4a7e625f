import { expect, test } from 'vitest';
import type { Welcome } from '../../../src-shared/protocol/frames.ts';
import { lastHeardWords, lessHere, rightsOn } from './words.ts';

test('it is said how old the last word is, or that there was none', () => {
  expect(lastHeardWords(null, 5)).toBe('Nothing heard yet.');
  const ago = (ms: number): string => /heard (.*) ago/.exec(lastHeardWords(1_000, 1_000 + ms))?.[1] ?? '';
  expect([0, 12_400, 60_000, 7_300_000].map(ago)).toEqual(['0 s', '12 s', '1 min', '2 h 1 min']);
});

const welcome = (device: Partial<Welcome['device']>): Welcome =>
  ({ device: { id: 'd_1', name: 'phone', role: 'admin', rights: ['view'], ...device } }) as Welcome;

test('whoever is cut short by the network they come through is told so, and nobody else', () => {
  expect(lessHere(welcome({}))).toContain('only watch');
  expect(lessHere(welcome({ rights: ['view', 'type'] }))).toBe(undefined);
  expect(lessHere(welcome({ role: 'viewer' }))).toBe(undefined);
});

test('a grant counts on its own terminal and on no other', () => {
  const of = welcome({ role: 'viewer', grants: [{ terminal: 't_aaaa', rights: ['view', 'type'] }] });
  expect([rightsOn(of, 't_aaaa'), rightsOn(of, 't_bbbb')]).toEqual([['view', 'type'], ['view']]);
  expect(rightsOn(welcome({}), 't_aaaa')).toEqual(['view']);
});
