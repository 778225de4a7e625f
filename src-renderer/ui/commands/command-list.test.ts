import { expect, test } from 'vitest';
import { bindings, commandList } from './command-list.ts';
import { rank, rankAll } from './ranking.ts';
import { capsOf, type KeyPress, matches, parseShortcut } from './shortcut.ts';

test.each([false, true])('no two commands share a key (mac: %s)', (mac) => {
  const keys = bindings(mac).map(({ shortcut }) => JSON.stringify(shortcut));
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});

test('commands have ids of their own', () => {
  const ids = commandList.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('inside of a terminal no key is taken that a program could get', () => {
  const zoom = new Set(['Equal', 'Minus', 'Digit0', 'NumpadAdd', 'NumpadSubtract', 'Numpad0']);
  const taken = bindings(false)
    .filter(({ outsideOnly }) => !outsideOnly)
    .map(({ shortcut }) => shortcut)
    .filter(({ ctrl, alt, shift, code }) => {
      const twoModifiers = shift && (ctrl || alt);
      const zoomKey = ctrl && !alt && zoom.has(code);
      // Ctrl+Insert and Shift+Insert have been copy and paste in terminals since before there were windows.
      // No terminal tells Ctrl+, from a comma, and every program's settings open with it.
      const settingsKey = ctrl && code === 'Comma';
      return !(twoModifiers || zoomKey || settingsKey || code === 'Insert' || (ctrl && code === 'F6'));
    });
  expect(taken).toEqual([]);
});

test('on a Mac every key that is taken in a terminal holds Command, or two modifiers', () => {
  const taken = bindings(true)
    .filter(({ outsideOnly }) => !outsideOnly)
    .map(({ shortcut }) => shortcut)
    .filter(({ meta, ctrl, alt, shift, code }) => !(meta || (shift && (ctrl || alt)) || (ctrl && code === 'F6')));
  expect(taken).toEqual([]);
});

test('matching goes by the physical key and by exactly these modifiers', () => {
  const press: KeyPress = { ctrlKey: true, shiftKey: true, altKey: false, metaKey: false, code: 'KeyP' };
  expect(matches(parseShortcut('Ctrl+Shift+P'), press)).toBe(true);
  expect(matches(parseShortcut('Ctrl+P'), press)).toBe(false);
  expect(matches(parseShortcut('Ctrl+Shift+P'), { ...press, altKey: true })).toBe(false);
});

test('key caps look as the platform writes them', () => {
  expect(capsOf(parseShortcut('Ctrl+Shift+ArrowLeft'), false)).toEqual(['Ctrl', 'Shift', '←']);
  expect(capsOf(parseShortcut('Cmd+Shift+Enter'), true)).toEqual(['⇧', '⌘', '↵']);
  expect(capsOf(parseShortcut('Ctrl+='), false)).toEqual(['Ctrl', '=']);
});

test('a few letters find a command, beginnings of words first', () => {
  const titles = commandList.map(({ title }) => title);
  const find = (query: string): string | undefined => rankAll(query, titles, (title) => title)[0];
  expect(find('new')).toBe('New terminal');
  expect(find('split d')).toBe('Split down');
  expect(find('theme d')).toBe('Theme: dark');
  expect(rank('xyzzy', 'Split right')).toBe(0);
  expect(rankAll('', titles, (title) => title)).toEqual(titles);
});
