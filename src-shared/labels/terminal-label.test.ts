import { expect, test } from 'vitest';
import type { TerminalInfo } from '../protocol/channels/terminal/state.ts';
import { labelOf, phaseSentence, phaseWord, plainLine, shortDuration, shortPath } from './terminal-label.ts';

const info: TerminalInfo = {
  id: 't_0123',
  name: '',
  title: '',
  command: { file: '/usr/bin/bash', args: [] },
  cwd: '/home/ana',
  cols: 80,
  rows: 24,
  phase: { kind: 'running', pid: 1 },
  run: { kind: 'unknown' },
  driver: null,
  bells: 0,
  startedAt: 0,
  keeper: 'k_0123',
};

test('a terminal is called what the user says, else what runs, else its title, else what was started', () => {
  const running = { ...info, title: 'ana@box: ~', run: { kind: 'running', line: 'make -j8', since: 0 } as const };
  expect(labelOf({ ...running, name: 'build' })).toBe('build');
  expect(labelOf(running)).toBe('make -j8');
  expect(labelOf({ ...info, title: 'vim notes' })).toBe('vim notes');
  expect(labelOf(info)).toBe('bash');
});

test('a title is plain text however it was sent', () => {
  expect(plainLine('\x1b]0;x\x07a\u202eb\n')).toBe(']0;xab');
  expect(plainLine('\u2028Quit\u2029Homeport\u0085?')).toBe('QuitHomeport?');
  expect(labelOf({ ...info, command: { file: '/tmp/a\nb\u202ec', args: [] } })).toBe('abc');
  expect(plainLine('x'.repeat(500))).toHaveLength(120);
  expect(plainLine('🚢🚢🚢', 2)).toBe('🚢🚢');
});

test('paths and durations are short', () => {
  expect([shortPath('/a/b/c/d'), shortPath('/a/b'), shortPath('~/x/y/z')]).toEqual(['…/c/d', '/a/b', '~/x/y/z']);
  expect([4_400, 60_000, 83_000, 7_500_000, 400_000_000].map(shortDuration)).toEqual([
    '4 s',
    '1 min',
    '1 min 23 s',
    '2 h 5 min',
    '4 days',
  ]);
});

test('the end of a terminal is told in words', () => {
  expect(phaseSentence({ kind: 'ended', exitCode: 2, signal: null, at: 0 })).toBe('Ended with exit code 2.');
  expect(phaseSentence({ kind: 'ended', exitCode: null, signal: 'SIGKILL', at: 0 })).toBe('Ended by SIGKILL.');
  expect(phaseSentence({ kind: 'lost', reason: 'Its keeper was killed.', at: 0 })).toBe('Lost: Its keeper was killed.');
  expect(phaseWord({ kind: 'ended', exitCode: 0, signal: null, at: 0 })).toBe('exit 0');
  expect(phaseSentence({ kind: 'running', pid: 1 })).toBeUndefined();
});
