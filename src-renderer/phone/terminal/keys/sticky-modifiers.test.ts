import { expect, test } from 'vitest';
import { DOUBLE_TAP_MS, type Holds, StickyModifiers } from './sticky-modifiers.ts';

const CTRL = { ctrl: true, alt: false, shift: false };
const NONE = { ctrl: false, alt: false, shift: false };

test('a tap holds for the next key and no further', () => {
  const sticky = new StickyModifiers();
  sticky.tap('ctrl', 0);
  expect(sticky.holds.ctrl).toBe('once');
  expect(sticky.take()).toEqual(CTRL);
  expect(sticky.take()).toEqual(NONE);
});

test('a double tap locks until the next tap', () => {
  const sticky = new StickyModifiers();
  sticky.tap('ctrl', 0);
  sticky.tap('ctrl', DOUBLE_TAP_MS);
  expect(sticky.holds.ctrl).toBe('locked');
  expect([sticky.take(), sticky.take()]).toEqual([CTRL, CTRL]);
  sticky.tap('ctrl', 5_000);
  expect(sticky.take()).toEqual(NONE);
});

test('a second tap that comes late takes it back', () => {
  const sticky = new StickyModifiers();
  sticky.tap('alt', 0);
  sticky.tap('alt', DOUBLE_TAP_MS + 1);
  expect(sticky.holds.alt).toBe('off');
});

test('a key between two taps makes two single taps of them', () => {
  const sticky = new StickyModifiers();
  sticky.tap('ctrl', 0);
  sticky.take();
  sticky.tap('ctrl', 100);
  expect(sticky.holds.ctrl).toBe('once');
});

test('modifiers hold together, and quick taps on different ones lock neither', () => {
  const sticky = new StickyModifiers();
  sticky.tap('ctrl', 0);
  sticky.tap('shift', 50);
  expect(sticky.holds).toEqual({ ctrl: 'once', alt: 'off', shift: 'once' });
  expect(sticky.take()).toEqual({ ctrl: true, alt: false, shift: true });
});

test('says what holds, and only when it changes', () => {
  const sticky = new StickyModifiers();
  const told: Holds[] = [];
  sticky.onChange((holds) => told.push(holds));
  sticky.take();
  sticky.tap('shift', 0);
  sticky.take();
  expect(told.map(({ shift }) => shift)).toEqual(['once', 'off']);
});
