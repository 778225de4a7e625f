import { expect, test } from 'vitest';
import { DEFAULT_ITEMS, withOwn } from '../keys/key-bar-items.ts';
import { parseHabits } from './device-habits.ts';

const USUAL = { fontSize: 12, typing: 'direct', keepsBack: null, vibrate: true, bar: DEFAULT_ITEMS };

test('what was kept is read again', () => {
  const bar = withOwn(DEFAULT_ITEMS, 'gs', { kind: 'snippet', text: 'git status', enter: true });
  const habits = { fontSize: 16, typing: 'compose', keepsBack: true, vibrate: false, bar };
  expect(parseHabits(JSON.stringify(habits))).toEqual(habits);
});

test.each([[null], [''], ['{'], ['null'], ['7'], ['[]']])('%j is as good as nothing', (text) => {
  expect(parseHabits(text)).toEqual(USUAL);
});

test('a damaged part costs nothing but itself', () => {
  expect(parseHabits('{"fontSize":12.5,"typing":"telepathy","vibrate":false,"bar":{"order":7}}')).toEqual({
    ...USUAL,
    vibrate: false,
  });
});
