import { expect, test } from 'vitest';
import type { TerminalInfo } from '../protocol/channels/terminal/state.ts';
import { notificationText } from './notification-text.ts';

const info: TerminalInfo = {
  id: 't_0001',
  name: '',
  title: '',
  command: { file: '/bin/bash', args: [] },
  cwd: '/',
  cols: 80,
  rows: 24,
  phase: { kind: 'running', pid: 1 },
  run: { kind: 'unknown' },
  driver: null,
  bells: 0,
  startedAt: 0,
  keeper: 'k_0123',
};

test('each kind of news has its words', () => {
  const shell = { ...info, name: 'build' };
  const finished = { kind: 'finished', exitCode: 0, line: 'make -j8 && make check', durationMs: 83_000 } as const;
  expect(notificationText({ terminal: shell, badge: { kind: 'bell' } })).toEqual({ title: 'Bell in build', body: '' });
  expect(notificationText({ terminal: shell, badge: { kind: 'over' } })).toEqual({
    title: 'build has ended',
    body: '',
  });
  expect(notificationText({ terminal: shell, badge: finished })).toEqual({
    title: 'Finished after 1 min 23 s',
    body: 'make -j8 && make check',
  });
  expect(notificationText({ terminal: shell, badge: { ...finished, exitCode: 2, line: '' } })).toEqual({
    title: 'Failed with exit code 2 after 1 min 23 s',
    body: 'build',
  });
  // Ctrl+C is no failure.
  expect(notificationText({ terminal: shell, badge: { ...finished, exitCode: 130 } }).title).toMatch(/^Finished/);
});

test('a program cannot put markup, control characters or much text into a notification', () => {
  const title = '<a href="https://evil.example">click</a>\u202e\x07\n<img src="x">';
  const evil = { ...info, title };
  expect(notificationText({ terminal: evil, badge: { kind: 'bell' } }).title).toBe(
    'Bell in ‹a href="https://evil.example"›click‹/a›‹img src="x"›',
  );
  const entities = { ...info, title: 'a &#x202e;b&lt;i&gt; && c; &d' };
  expect(notificationText({ terminal: entities, badge: { kind: 'over' } }).title).toBe(
    'a ＆#x202e;b＆lt;i＆gt; && c; &d has ended',
  );
  const long = { kind: 'finished', exitCode: 0, line: '🚢'.repeat(5000), durationMs: 10_000 } as const;
  expect([...notificationText({ terminal: evil, badge: long }).body]).toHaveLength(100);
});
