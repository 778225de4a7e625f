import { expect, test } from 'vitest';
import { defaultSettings } from '../protocol/channels/settings/state.ts';
import type { Badge } from './attention.ts';
import { isWanted } from './wanted.ts';

const BADGES: readonly Badge[] = [
  { kind: 'bell' },
  { kind: 'finished', exitCode: 0, line: 'make', durationMs: 60_000 },
  { kind: 'over' },
];
const { notifications } = defaultSettings;
const noon = new Date('2026-11-20T12:00').getTime();

test('each kind can be turned off by itself', () => {
  const wanted = (settings: typeof notifications): boolean[] => BADGES.map((badge) => isWanted(settings, badge, noon));
  expect(wanted(notifications)).toEqual([true, true, true]);
  expect(wanted({ ...notifications, bell: false })).toEqual([false, true, true]);
  expect(wanted({ ...notifications, finished: false })).toEqual([true, false, true]);
  expect(wanted({ ...notifications, ended: false })).toEqual([true, true, false]);
});

test('in quiet hours nothing is', () => {
  const quiet = { on: true, from: '11:00', to: '13:00' };
  expect(BADGES.map((badge) => isWanted({ ...notifications, quiet }, badge, noon))).toEqual([false, false, false]);
});
