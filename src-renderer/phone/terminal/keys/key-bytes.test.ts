import { expect, test } from 'vitest';
import { keyBytes, type Modifiers, NAMED_KEYS, NO_MODIFIERS, withModifiers } from './key-bytes.ts';

const held = (names: string): Modifiers => ({
  ctrl: names.includes('ctrl'),
  alt: names.includes('alt'),
  shift: names.includes('shift'),
});
const usual = { applicationCursor: false };

test.each([
  ['Escape', '', '\x1b'],
  ['Escape', 'alt', '\x1b\x1b'],
  ['Tab', '', '\t'],
  ['Tab', 'shift', '\x1b[Z'],
  ['Enter', '', '\r'],
  ['Enter', 'alt', '\x1b\r'],
  ['Backspace', '', '\x7f'],
  ['Backspace', 'ctrl', '\b'],
  ['Backspace', 'alt', '\x1b\x7f'],
  ['ArrowUp', '', '\x1b[A'],
  ['ArrowLeft', 'ctrl', '\x1b[1;5D'],
  ['ArrowRight', 'ctrl shift', '\x1b[1;6C'],
  ['ArrowDown', 'alt', '\x1b[1;3B'],
  ['Home', '', '\x1b[H'],
  ['End', 'shift', '\x1b[1;2F'],
  ['PageUp', '', '\x1b[5~'],
  ['Delete', 'ctrl', '\x1b[3;5~'],
  ['F1', '', '\x1bOP'],
  ['F4', 'ctrl', '\x1b[1;5S'],
  ['F5', '', '\x1b[15~'],
  ['F12', 'shift', '\x1b[24;2~'],
  ['c', 'ctrl', '\x03'],
  ['C', 'ctrl', '\x03'],
  ['[', 'ctrl', '\x1b'],
  ['_', 'ctrl', '\x1f'],
  ['/', 'ctrl', '\x1f'],
  ['@', 'ctrl', '\x00'],
  [' ', 'ctrl', '\x00'],
  ['?', 'ctrl', '\x7f'],
  ['b', 'alt', '\x1bb'],
  ['x', 'ctrl alt', '\x1b\x18'],
  ['a', 'shift', 'A'],
  ['ä', 'shift', 'Ä'],
  ['ä', 'ctrl', 'ä'],
  ['|', '', '|'],
  ['🙂', 'alt', '\x1b🙂'],
])('%s with [%s] is sent as every terminal sends it', (key, names, bytes) => {
  expect(keyBytes(key, held(names), usual)).toBe(bytes);
});

test('in application cursor mode the cursor keys begin with SS3, but not with a modifier', () => {
  const application = { applicationCursor: true };
  expect(keyBytes('ArrowUp', NO_MODIFIERS, application)).toBe('\x1bOA');
  expect(keyBytes('Home', NO_MODIFIERS, application)).toBe('\x1bOH');
  expect(keyBytes('ArrowUp', held('ctrl'), application)).toBe('\x1b[1;5A');
  expect(keyBytes('PageUp', NO_MODIFIERS, application)).toBe('\x1b[5~');
});

test('every named key has bytes, and what is no key has none', () => {
  for (const key of NAMED_KEYS) expect(keyBytes(key, NO_MODIFIERS, usual), key).toBeDefined();
  expect(keyBytes('Hyper', NO_MODIFIERS, usual)).toBeUndefined();
  expect(keyBytes('', NO_MODIFIERS, usual)).toBeUndefined();
});

test('modifiers hold for the first character that is typed, not for the rest of a word', () => {
  expect(withModifiers('cat', held('ctrl'))).toBe('\x03at');
  expect(withModifiers('f', held('alt'))).toBe('\x1bf');
  expect(withModifiers('', held('ctrl'))).toBe('');
});
