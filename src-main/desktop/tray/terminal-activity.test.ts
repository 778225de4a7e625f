import { expect, test } from 'vitest';
import type { TerminalInfo, TerminalState } from '../../../src-shared/protocol/channels/terminal/state.ts';
import { terminal } from '../testing/paper-shell.ts';
import { followActivity } from './terminal-activity.ts';

const stateOf = (...all: TerminalInfo[]): TerminalState => ({
  terminals: Object.fromEntries(all.map((each) => [each.id, each])),
});
const NOTHING = stateOf();

test('a terminal that was there before us was last active when its facts say', () => {
  const activity = followActivity(
    {},
    NOTHING,
    stateOf(
      terminal('t_0001', { startedAt: 10 }),
      terminal('t_0002', { startedAt: 10, run: { kind: 'running', line: 'make', since: 50 } }),
      terminal('t_0003', { startedAt: 10, phase: { kind: 'ended', exitCode: 0, signal: null, at: 70 } }),
    ),
    1000,
  );
  expect(activity).toEqual({ t_0001: 10, t_0002: 50, t_0003: 70 });
});

test('commands, bells, ends and typing count as activity; titles and a driver that leaves do not', () => {
  const before = terminal('t_0001', { driver: { connection: 'c_1', name: 'window' } });
  const known = followActivity({}, NOTHING, stateOf(before), 1);
  const after = (change: Partial<TerminalInfo>): number | undefined =>
    followActivity(known, stateOf(before), stateOf({ ...before, ...change }), 500)['t_0001'];
  expect(after({ run: { kind: 'running', line: 'ls', since: 5 } })).toBe(500);
  expect(after({ bells: 1 })).toBe(500);
  expect(after({ phase: { kind: 'ended', exitCode: 0, signal: null, at: 5 } })).toBe(500);
  expect(after({ driver: { connection: 'c_2', name: 'phone' } })).toBe(500);
  expect(after({ driver: null })).toBe(0);
  expect(after({ title: 'spinner |' })).toBe(0);
});

test('a terminal that is gone is forgotten', () => {
  const known = followActivity({}, NOTHING, stateOf(terminal('t_0001')), 1);
  expect(followActivity(known, stateOf(terminal('t_0001')), NOTHING, 2)).toEqual({});
});
