import { expect, test } from 'vitest';
import { isHardwareKey, type KeyDown, keyDownBytes } from './hardware-key.ts';

const key = (name: string, rest: Partial<KeyDown> = {}): KeyDown => ({
  key: name,
  code: name.length === 1 ? `Key${name.toUpperCase()}` : name,
  keyCode: 65,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  isComposing: false,
  ...rest,
});
const usual = { applicationCursor: false };

test.each([
  ['a letter with no soft keyboard in sight', key('a'), false, true],
  ['a letter while the soft keyboard is up (iOS names keys)', key('a'), true, false],
  ['Escape, which no soft keyboard has', key('Escape'), true, true],
  ['an arrow', key('ArrowUp'), true, true],
  ['what Android says of every soft key', key('Unidentified', { keyCode: 229, code: '' }), false, false],
  ['GBoard’s Enter', key('Enter', { keyCode: 13, code: '' }), true, false],
  ['a key of an input method', key('a', { isComposing: true }), false, false],
])('%s', (_case, event, softKeyboardUp, hardware) => {
  expect(isHardwareKey(event, softKeyboardUp)).toBe(hardware);
});

test.each([
  ['Escape', key('Escape'), '\x1b'],
  ['Tab', key('Tab'), '\t'],
  ['Shift+Tab', key('Tab', { shiftKey: true }), '\x1b[Z'],
  ['an arrow', key('ArrowLeft'), '\x1b[D'],
  ['Ctrl+C', key('c', { ctrlKey: true }), '\x03'],
  ['Alt+B', key('b', { altKey: true }), '\x1bb'],
  ['Option+B on an iPad, which would write ∫', key('∫', { altKey: true, code: 'KeyB' }), '\x1bb'],
  ['Ctrl+Backspace', key('Backspace', { ctrlKey: true }), '\b'],
  ['a letter is text', key('a'), undefined],
  ['Backspace comes with the text', key('Backspace'), undefined],
  ['Enter comes with the text', key('Enter'), undefined],
  ['AltGr writes characters', key('@', { ctrlKey: true, altKey: true, code: 'KeyQ' }), undefined],
  ['Cmd+V is the browser’s', key('v', { metaKey: true }), undefined],
  ['Ctrl+Shift+V is the browser’s', key('V', { ctrlKey: true, shiftKey: true }), undefined],
  ['a key of an input method', key('Process', { keyCode: 229 }), undefined],
  ['a modifier alone', key('Control', { ctrlKey: true }), undefined],
])('%s', (_case, event, bytes) => {
  expect(keyDownBytes(event, usual)).toBe(bytes);
});
