import { expect, test } from 'vitest';
import { toDisposable } from '../../src-shared/base/disposable.ts';
import { KeepAwake, wantsAwake } from './keep-awake.ts';
import { PaperShell, terminal } from './testing/paper-shell.ts';

const RUNNING = { kind: 'running', line: 'make', since: 0 } as const;

function rig() {
  const shell = new PaperShell();
  const counts = { held: 0, released: 0 };
  const awake = new KeepAwake(shell, () => {
    counts.held += 1;
    return toDisposable(() => {
      counts.released += 1;
    });
  });
  const told: boolean[] = [];
  awake.onChange((state) => void told.push(state));
  return { shell, awake, counts, told };
}

test('the computer stays awake while the setting is on and a command runs', () => {
  const { shell, awake, counts, told } = rig();
  shell.put(terminal('t_0001', { run: RUNNING }));
  expect(awake.state).toBe(false);
  shell.desktop({ keepAwake: true });
  expect(awake.state).toBe(true);
  shell.put(terminal('t_0002', { run: RUNNING }));
  shell.put(terminal('t_0001'));
  expect(counts).toEqual({ held: 1, released: 0 });
  shell.put(terminal('t_0002'));
  expect(counts).toEqual({ held: 1, released: 1 });
  expect(told).toEqual([true, false]);
});

test('switching it off lets the computer sleep at once', () => {
  const { shell, counts } = rig();
  shell.desktop({ keepAwake: true });
  shell.put(terminal('t_0001', { run: RUNNING }));
  shell.desktop({ keepAwake: false });
  expect(counts).toEqual({ held: 1, released: 1 });
});

test('a shell that does not tell what runs, and a terminal that has ended, do not count', () => {
  const { shell } = rig();
  shell.desktop({ keepAwake: true });
  shell.put(terminal('t_0001', { run: { kind: 'unknown' } }));
  expect(wantsAwake(shell.state)).toBe(false);
  shell.put(terminal('t_0002', { run: RUNNING, phase: { kind: 'lost', reason: 'killed', at: 0 } }));
  shell.put(terminal('t_0003', { run: RUNNING, phase: { kind: 'unreachable' } }));
  expect(wantsAwake(shell.state)).toBe(false);
});

test('quitting lets the computer sleep, once', () => {
  const { shell, awake, counts } = rig();
  shell.desktop({ keepAwake: true });
  shell.put(terminal('t_0001', { run: RUNNING }));
  awake.dispose();
  awake.dispose();
  expect(counts).toEqual({ held: 1, released: 1 });
  expect(shell.listeners).toBe(0);
});
