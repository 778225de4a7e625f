import { expect, test } from 'vitest';
import { parsePreferences, resolveTheme, stepFontSize } from './preferences.ts';

test('preferences read whatever an older or newer page has left', () => {
  expect(parsePreferences(null)).toMatchObject({ theme: 'system', fontSize: 13, sidebar: true });
  expect(parsePreferences('{"theme":"dark","fontSize":900,"later":1}')).toMatchObject({ theme: 'dark', fontSize: 13 });
  expect(parsePreferences('[')).toMatchObject({ theme: 'system' });
  expect(parsePreferences('"x"')).toMatchObject({ theme: 'system' });
});

test('letters grow and shrink within bounds and find back', () => {
  expect([stepFontSize(13, 1), stepFontSize(32, 1), stepFontSize(8, -1), stepFontSize(20, 0)]).toEqual([14, 32, 8, 13]);
  expect([resolveTheme('system', true), resolveTheme('light', true)]).toEqual(['dark', 'light']);
});
