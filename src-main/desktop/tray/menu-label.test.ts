import { expect, test } from 'vitest';
import { menuLabel } from './menu-label.ts';

test('a mnemonic is no more than the letter it is written with', () => {
  expect(menuLabel('make && make test')).toBe('make &&&& make test');
  expect(menuLabel('R&D')).toBe('R&&D');
});

test('control and direction characters, and what is no character at all, do not reach a menu', () => {
  expect(menuLabel('\x1b]0;evil\x07\u202etxt.exe\n\u2066x\u200b\ud800')).toBe(']0;eviltxt.exex');
});

test('a long label is cut between characters and says so', () => {
  const label = menuLabel('🚢'.repeat(200));
  expect([...label]).toHaveLength(60);
  expect(label.endsWith('🚢…')).toBe(true);
  expect(menuLabel('x'.repeat(60))).toBe('x'.repeat(60));
  expect(menuLabel('x'.repeat(61))).toBe(`${'x'.repeat(59)}…`);
});

test('cutting never leaves half of an escaped mnemonic', () => {
  expect(menuLabel('&'.repeat(100)).match(/&/g)).toHaveLength(118);
});
