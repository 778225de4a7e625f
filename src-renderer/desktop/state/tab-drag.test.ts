import { expect, test } from 'vitest';
import { splitCommand } from './command-line.ts';
import { completions, splitPath } from './directory-completion.ts';
import { type DropGround, dropTarget, halfOf, isDrag, nearestSide } from './tab-drag.ts';

const ground: DropGround = {
  strip: { left: 0, top: 0, width: 1000, height: 40 },
  tabs: [
    { left: 0, top: 5, width: 100, height: 30 },
    { left: 100, top: 5, width: 100, height: 30 },
  ],
  panes: [
    { terminal: 'a', box: { left: 0, top: 40, width: 500, height: 500 } },
    { terminal: 'b', box: { left: 500, top: 40, width: 500, height: 500 } },
  ],
};

test('over the strip a drop goes before the tab whose middle is to the right', () => {
  expect(dropTarget(ground, { x: 40, y: 20 })).toEqual({ kind: 'strip', index: 0 });
  expect(dropTarget(ground, { x: 60, y: 20 })).toEqual({ kind: 'strip', index: 1 });
  expect(dropTarget(ground, { x: 900, y: 20 })).toEqual({ kind: 'strip', index: 2 });
});

test('over a pane a drop takes the nearest half', () => {
  expect(dropTarget(ground, { x: 510, y: 300 })).toEqual({ kind: 'pane', terminal: 'b', side: 'left' });
  expect(dropTarget(ground, { x: 250, y: 530 })).toEqual({ kind: 'pane', terminal: 'a', side: 'down' });
  expect(dropTarget(ground, { x: 250, y: 900 })).toBeUndefined();
  expect(nearestSide({ left: 0, top: 0, width: 1000, height: 100 }, { x: 900, y: 50 })).toBe('right');
  expect(halfOf({ left: 0, top: 0, width: 100, height: 100 }, 'down')).toEqual({
    left: 0,
    top: 50,
    width: 100,
    height: 50,
  });
});

test('a hand that trembles does not drag', () => {
  expect(isDrag({ x: 0, y: 0 }, { x: 3, y: 3 })).toBe(false);
  expect(isDrag({ x: 0, y: 0 }, { x: 4, y: 4 })).toBe(true);
});

test('a typed path is completed in the directory it is in', () => {
  expect(splitPath('/usr/sh')).toEqual({ directory: '/usr', start: 'sh' });
  expect(splitPath('/us')).toEqual({ directory: '/', start: 'us' });
  expect(splitPath('~/pro')).toEqual({ directory: '~', start: 'pro' });
  expect(splitPath('')).toEqual({ directory: '~', start: '' });
  expect(completions('/usr/S', ['share', 'sbin', 'lib', '.snap'])).toEqual(['/usr/share', '/usr/sbin']);
  expect(completions('/u', ['usr', 'var'])).toEqual(['/usr']);
  expect(completions('~/.c', ['.config', 'code'])).toEqual(['~/.config']);
});

test('a command is cut into words as a shell would, and nothing in it is run by one', () => {
  expect(splitCommand('vim "my file" it\\ self \'$HOME *\'')).toEqual(['vim', 'my file', 'it self', '$HOME *']);
  expect(splitCommand('  ')).toEqual([]);
  expect(splitCommand('say ""')).toEqual(['say', '']);
  expect(splitCommand('a "b \\"c\\" d"')).toEqual(['a', 'b "c" d']);
});
