import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BACKGROUND, backgroundOf } from './background.ts';

test('a window is of the colour that the page paints first', () => {
  const css = readFileSync(new URL('../../../src-renderer/ui/look.css', import.meta.url), 'utf8');
  expect([...css.matchAll(/--chrome: (#[0-9a-f]{6});/g)].map(([, colour]) => colour)).toEqual([
    BACKGROUND.light,
    BACKGROUND.dark,
  ]);
  expect(css).toMatch(/body \{[^}]*background: var\(--chrome\)/);
});

test('a theme that was chosen wins over the system', () => {
  expect(backgroundOf('system', true)).toBe(BACKGROUND.dark);
  expect(backgroundOf('system', false)).toBe(BACKGROUND.light);
  expect(backgroundOf('light', true)).toBe(BACKGROUND.light);
  expect(backgroundOf('dark', false)).toBe(BACKGROUND.dark);
});
