import { expect, test } from 'vitest';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import { nextPause, PAUSE_MS, screenTail } from './screen-tail.ts';
import { activityOf, byActivity, HeardBells } from './terminal-marks.ts';

const terminal = (more: Partial<TerminalInfo>): TerminalInfo => ({
  id: 't_aaaa',
  name: '',
  title: '',
  command: { file: 'bash', args: [] },
  cwd: '/',
  cols: 80,
  rows: 24,
  phase: { kind: 'running', pid: 1 },
  run: { kind: 'unknown' },
  driver: null,
  bells: 0,
  startedAt: 0,
  keeper: 'k_1',
  ...more,
});

test.each<[Partial<TerminalInfo>, string]>([
  [{}, 'Running'],
  [{ run: { kind: 'running', line: 'npm test', since: 1_000 } }, 'npm test · 1 min'],
  [{ run: { kind: 'running', line: '', since: 90_000 } }, 'Running · 0 s'],
  [{ run: { kind: 'prompt', lastExitCode: null, lastDurationMs: null } }, 'Waits for a command'],
  [{ run: { kind: 'prompt', lastExitCode: 2, lastDurationMs: 5 } }, 'Waits for a command · last exit 2'],
  [{ driver: { connection: 'c_1', name: 'desk\u202e' } }, 'Running · desk drives'],
  [{ phase: { kind: 'ended', exitCode: 3, signal: null, at: 0 } }, 'Ended with exit code 3'],
])('%j reads %s', (more, words) => {
  expect(activityOf(terminal(more), 61_000)).toBe(words);
});

test('where something runs comes first, what is over last', () => {
  const over = terminal({ id: 't_over', phase: { kind: 'lost', reason: 'x', at: 0 }, startedAt: 9 });
  const idle = terminal({ id: 't_idle', startedAt: 1 });
  const newer = terminal({ id: 't_newer', startedAt: 2 });
  const busy = terminal({ id: 't_busy', run: { kind: 'running', line: 'x', since: 0 } });
  expect([over, idle, newer, busy].sort(byActivity).map(({ id }) => id)).toEqual([
    't_busy',
    't_newer',
    't_idle',
    't_over',
  ]);
});

test('a bell is marked until somebody looks, also after the page was loaded anew, and never one of before', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  };
  const bells = new HeardBells(storage);
  bells.meet({ t_aaaa: { bells: 3 } });
  expect(bells.rings({ id: 't_aaaa', bells: 3 })).toBe(false);
  expect(new HeardBells(storage).rings({ id: 't_aaaa', bells: 4 })).toBe(true);
  bells.hear({ id: 't_aaaa', bells: 4 });
  expect(new HeardBells(storage).rings({ id: 't_aaaa', bells: 4 })).toBe(false);
  bells.meet({});
  expect(kept.get('homeport.phone.bells')).toBe('{}');
  kept.set('homeport.phone.bells', '{"t_aaaa":"x"');
  expect(new HeardBells(storage).rings({ id: 't_aaaa', bells: 9 })).toBe(false);
});

test('a screen that stands still is asked for less and less often, one that moves every two seconds', () => {
  const still = [1, 2, 3, 4, 5].reduce<number[]>(
    (all) => [...all, nextPause(all.at(-1) ?? 0, false)],
    [PAUSE_MS.least],
  );
  expect(still).toEqual([2_000, 4_000, 8_000, 16_000, 16_000, 16_000]);
  expect(nextPause(16_000, true)).toBe(2_000);
});

test('of a screen the last rows are shown that have something on them', () => {
  expect(screenTail(['a', 'b'.repeat(300), '', '  '])).toEqual(['a', 'b'.repeat(120)]);
  expect(screenTail(Array.from({ length: 20 }, (_, row) => `${row}`))).toHaveLength(8);
  expect(screenTail(['', ''])).toEqual([]);
});
