import { expect, test } from 'vitest';
import { asItWas } from './as-it-was.ts';
import { cssColour, runStyle } from './run-style.ts';
import { shownKeys } from './shown-keys.ts';

test('keys that one cannot see are told by what stands on them', () => {
  expect(shownKeys('git push\r')).toBe('git push');
  expect(shownKeys('\x1b[200~one\rtwo\x1b[201~\r')).toBe('one↵two');
  expect(shownKeys('\x03\x1b[A\t\x7f\x1b')).toBe('^C↑⇥⌫Esc');
  expect(shownKeys('\r')).toBe('↵');
});

test('an old screen is told with its time, and with its day when that is over', () => {
  const at = new Date(2026, 4, 20, 14, 2).getTime();
  expect(asItWas(at, at + 60_000, 'en-GB')).toBe('as it was 14:02');
  expect(asItWas(at, at + 24 * 60 * 60_000, 'en-GB')).toBe('as it was 20 May, 14:02');
});

test('colours are those of the emulator’s palette', () => {
  expect([cssColour(16, 'dark'), cssColour(196, 'dark'), cssColour(231, 'dark')]).toEqual([
    'rgb(0 0 0)',
    'rgb(255 0 0)',
    'rgb(255 255 255)',
  ]);
  expect([cssColour(232, 'dark'), cssColour(255, 'dark'), cssColour('#010203', 'dark')]).toEqual([
    'rgb(8 8 8)',
    'rgb(238 238 238)',
    '#010203',
  ]);
  expect(cssColour(1, 'light')).not.toBe(cssColour(1, 'dark'));
  expect(runStyle({ t: 'x', f: 196, s: 32 | 1 }, 'dark')).toMatchObject({
    backgroundColor: 'rgb(255 0 0)',
    fontWeight: 700,
  });
});
