import { expect, test } from 'vitest';
import type { TerminalInfo, TerminalState } from '../protocol/channels/terminal/state.ts';
import { noticesBetween, updateBadges } from './attention.ts';

const info: TerminalInfo = {
  id: 't_0123',
  name: '',
  title: '',
  command: { file: 'bash', args: [] },
  cwd: '/',
  cols: 80,
  rows: 24,
  phase: { kind: 'running', pid: 1 },
  run: { kind: 'running', line: 'make', since: 0 },
  driver: null,
  bells: 0,
  startedAt: 0,
  keeper: 'k_0123',
};
const stateOf = (...terminals: TerminalInfo[]): TerminalState => ({
  terminals: Object.fromEntries(terminals.map((each) => [each.id, each])),
});
const done = (lastDurationMs: number, lastExitCode = 0): TerminalInfo => ({
  ...info,
  run: { kind: 'prompt', lastExitCode, lastDurationMs },
});

test('a command that took long is told when it ends, a short one is not', () => {
  expect(noticesBetween(stateOf(info), stateOf(done(12_000, 2)))).toMatchObject([
    { badge: { kind: 'finished', exitCode: 2, line: 'make', durationMs: 12_000 } },
  ]);
  expect(noticesBetween(stateOf(info), stateOf(done(9_000)))).toEqual([]);
});

test('bells and ends are told, a terminal that was not known before is not', () => {
  expect(noticesBetween(stateOf(info), stateOf({ ...info, bells: 1 }))).toMatchObject([{ badge: { kind: 'bell' } }]);
  const over: TerminalInfo = { ...info, phase: { kind: 'ended', exitCode: 0, signal: null, at: 0 } };
  expect(noticesBetween(stateOf(info), stateOf(over))).toMatchObject([{ badge: { kind: 'over' } }]);
  expect(noticesBetween(stateOf(), stateOf({ ...info, bells: 3 }))).toEqual([]);
});

test('a badge stays until the terminal is looked at or gone', () => {
  const notices = noticesBetween(stateOf(info), stateOf({ ...info, bells: 1 }));
  const badges = updateBadges({}, notices, new Set(), () => true);
  expect(badges).toEqual({ t_0123: { kind: 'bell' } });
  expect(updateBadges(badges, [], new Set(), () => true)).toBe(badges);
  expect(updateBadges(badges, [], new Set(['t_0123']), () => true)).toEqual({});
  expect(updateBadges(badges, [], new Set(), () => false)).toEqual({});
  expect(updateBadges({}, notices, new Set(['t_0123']), () => true)).toEqual({});
});
