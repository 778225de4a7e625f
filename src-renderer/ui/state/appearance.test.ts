import { expect, test } from 'vitest';
import { resolveTheme, stepFontSize } from './appearance.ts';

test('letters grow and shrink within bounds and find back', () => {
  expect([stepFontSize(13, 1), stepFontSize(32, 1), stepFontSize(8, -1), stepFontSize(20, 0)]).toEqual([14, 32, 8, 13]);
});

test('as the system means what the system is', () => {
  expect([resolveTheme('system', true), resolveTheme('system', false), resolveTheme('light', true)]).toEqual([
    'dark',
    'light',
    'light',
  ]);
});
