import { expect, test } from 'vitest';
import { parsePreferences } from './preferences.ts';

test('preferences read whatever an older or newer page has left', () => {
  expect(parsePreferences(null)).toEqual({ sidebar: true, notify: false });
  expect(parsePreferences('{"theme":"dark","sidebar":false,"notify":"x"}')).toEqual({ sidebar: false, notify: false });
  expect(parsePreferences('[')).toMatchObject({ sidebar: true });
  expect(parsePreferences('"x"')).toMatchObject({ sidebar: true });
});
