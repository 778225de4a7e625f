import { expect, test } from 'vitest';
import { ComposeHistory } from './compose-history.ts';

test('goes back through what was sent and forth to the draft', () => {
  const history = new ComposeHistory();
  history.sent('one');
  history.sent('two');
  expect(history.older('draft')).toBe('two');
  expect(history.older('two')).toBe('one');
  expect(history.older('one')).toBe('one');
  expect(history.hasOlder).toBe(false);
  expect(history.newer('one')).toBe('two');
  expect(history.newer('two')).toBe('draft');
  expect(history.newer('draft')).toBe('draft');
});

test('a line sent twice in a row stands there once, and an empty one not at all', () => {
  const history = new ComposeHistory();
  for (const line of ['ls', 'ls', '']) history.sent(line);
  expect(history.older('')).toBe('ls');
  expect(history.hasOlder).toBe(false);
});

test('with nothing sent the draft stays', () => {
  const history = new ComposeHistory();
  expect(history.older('draft')).toBe('draft');
  expect(history.newer('draft')).toBe('draft');
});

test('keeps a hundred', () => {
  const history = new ComposeHistory();
  for (let at = 0; at < 150; at++) history.sent(`line ${at}`);
  let line = '';
  for (let at = 0; at < 150; at++) line = history.older(line);
  expect(line).toBe('line 50');
});
