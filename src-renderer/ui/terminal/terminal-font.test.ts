import { expect, test } from 'vitest';
import { fontNames, terminalFont } from './terminal-font.ts';

test('a font is named with or without quotes, also one that begins with a digit', () => {
  expect(fontNames(' Fira Code , "3270 Nerd Font",\'Menlo\',, ')).toEqual(['Fira Code', '3270 Nerd Font', 'Menlo']);
  expect(terminalFont('3270 Nerd Font, monospace')).toMatch(/^"3270 Nerd Font", monospace, ui-monospace, /);
});

test('no font named is the built-in choice', () => {
  expect(terminalFont('  ')).toMatch(/^ui-monospace, .*, monospace$/);
});
