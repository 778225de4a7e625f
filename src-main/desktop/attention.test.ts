import { expect, test } from 'vitest';
import { Attention } from './attention.ts';
import { PaperShell, terminal } from './testing/paper-shell.ts';

const DONE = { kind: 'prompt', lastExitCode: 0, lastDurationMs: 30_000 } as const;
const RUNNING = { kind: 'running', line: 'make', since: 0 } as const;

function rig() {
  const shell = new PaperShell();
  const attention = new Attention(shell);
  const told: string[] = [];
  attention.onNotice(({ terminal: { id }, badge }) => void told.push(`${id} ${badge.kind}`));
  const counts: number[] = [];
  attention.onBadges((badges) => void counts.push(Object.keys(badges).length));
  return { shell, attention, told, counts };
}

test('what happens in a terminal that nobody looks at is told and counted until somebody does', () => {
  const { shell, attention, told, counts } = rig();
  shell.put(terminal('t_0001', { run: RUNNING }), terminal('t_0002'));
  shell.put(terminal('t_0001', { run: DONE }));
  shell.put(terminal('t_0002', { bells: 1 }));
  expect(told).toEqual(['t_0001 finished', 't_0002 bell']);
  expect(Object.keys(attention.badges)).toEqual(['t_0001', 't_0002']);
  shell.look('t_0001');
  expect(Object.keys(attention.badges)).toEqual(['t_0002']);
  expect(counts).toEqual([1, 2, 1]);
});

test('what happens in a terminal that some client looks at is neither told nor counted', () => {
  const { shell, told, counts } = rig();
  shell.put(terminal('t_0001'));
  shell.look('t_0001');
  shell.put(terminal('t_0001', { bells: 1 }));
  expect([told, counts]).toEqual([[], []]);
});

test('a short command is no news', () => {
  const { shell, told } = rig();
  shell.put(terminal('t_0001', { run: RUNNING }));
  shell.put(terminal('t_0001', { run: { ...DONE, lastDurationMs: 9_999 } }));
  expect(told).toEqual([]);
});

test('terminals that were there before us are no news', () => {
  const { shell, told, counts } = rig();
  shell.set({ caughtUp: false });
  shell.put(terminal('t_0001', { bells: 7 }), terminal('t_0002', { run: DONE }));
  shell.set({ caughtUp: true });
  expect([told, counts]).toEqual([[], []]);
});

test('what happened while the hub was away is counted and not told; what happens then is', () => {
  const { shell, attention, told } = rig();
  shell.put(terminal('t_0001', { run: RUNNING }), terminal('t_0002'));
  shell.set({ caughtUp: false });
  shell.put(terminal('t_0001', { run: DONE }));
  shell.set({ caughtUp: true });
  expect(told).toEqual([]);
  expect(Object.keys(attention.badges)).toEqual(['t_0001']);
  shell.put(terminal('t_0002', { bells: 1 }));
  expect(told).toEqual(['t_0002 bell']);
});

test('news that arrive in the very step that catches up are old', () => {
  const { shell, told } = rig();
  shell.put(terminal('t_0001'));
  shell.set({ caughtUp: false });
  shell.set({ caughtUp: true, terminals: { terminals: { t_0001: terminal('t_0001', { bells: 3 }) } } });
  expect(told).toEqual([]);
});

test('a terminal that is removed wants nothing any more', () => {
  const { shell, attention } = rig();
  shell.put(terminal('t_0001'));
  shell.put(terminal('t_0001', { bells: 1 }));
  shell.remove('t_0001');
  expect(attention.badges).toEqual({});
});
