import { expect, test } from 'vitest';
import { ago, endOf, LIFETIMES, refusalWords, roleName } from './role-words.ts';

test('how long ago something was, in the largest unit that fits', () => {
  const minute = 60_000;
  const now = 100 * 24 * 60 * minute;
  const said = [0, 59_999, minute, 59 * minute, 60 * minute, 23 * 60 * minute, 24 * 60 * minute, 49 * 60 * minute, -5];
  expect(said.map((back) => ago(now - back, now))).toEqual([
    'just now',
    'just now',
    '1 min ago',
    '59 min ago',
    '1 h ago',
    '23 h ago',
    'a day ago',
    '2 days ago',
    'just now',
  ]);
});

test('a lifetime is an end on the clock, or none', () => {
  expect(LIFETIMES.map(({ value }) => endOf(value, 1_000))).toEqual([null, 86_401_000, 604_801_000, 2_592_001_000]);
});

test('roles and refusals have names for people', () => {
  expect(roleName('operator')).toBe('Approve and chat');
  expect(refusalWords({ at: 0, from: '10.0.0.9', why: 'wrong-secret' })).toBe('Somebody at 10.0.0.9 had a wrong code.');
});
