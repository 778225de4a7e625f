import { describe, expect, test } from 'vitest';
import { cellsOf, extendedByWord, ordered, type SelectionRange, withEnd, wordAt } from './selection-range.ts';

const range = (row: number, col: number, toRow: number, toCol: number): SelectionRange => ({
  anchor: { row, col },
  head: { row: toRow, col: toCol },
});

test.each([
  ['git commit -m "first draft"', 5, 'commit'],
  ['git commit -m "first draft"', 18, 'first'],
  ['/usr/lib/node_modules: ok', 3, '/usr/lib/node_modules:'],
  ['see https://example.com/a?b=c, now', 10, 'https://example.com/a?b=c'],
  ['left        right', 5, 'left'],
  ['left        right', 11, 'right'],
  ['      ', 2, ' '],
  ['(x)', 0, '('],
  ['end', 2, 'end'],
  ['日本語 text', 1, '日本語'],
])('a long press in %j at %d selects %j', (line, col, word) => {
  const { from, to } = wordAt(line, col);
  expect(line.slice(from, to + 1)).toBe(word);
});

test('xterm counts cells from the first to the last, both included, whichever way one selected', () => {
  expect(cellsOf(range(5, 3, 5, 3), 80)).toEqual({ first: { row: 5, col: 3 }, length: 1 });
  expect(cellsOf(range(5, 70, 7, 2), 80)).toEqual({ first: { row: 5, col: 70 }, length: 93 });
  expect(cellsOf(range(7, 2, 5, 70), 80)).toEqual(cellsOf(range(5, 70, 7, 2), 80));
});

describe('dragging on', () => {
  const word = range(5, 10, 5, 14);
  test('goes by words, and the first one stays selected', () => {
    expect(ordered(extendedByWord(word, range(6, 0, 6, 3)))).toEqual({
      first: { row: 5, col: 10 },
      last: { row: 6, col: 3 },
    });
    expect(ordered(extendedByWord(word, range(5, 0, 5, 3)))).toEqual({
      first: { row: 5, col: 0 },
      last: { row: 5, col: 14 },
    });
    expect(ordered(extendedByWord(word, range(5, 10, 5, 14)))).toEqual(ordered(word));
  });

  test('a handle moves its end; past the other one they change places', () => {
    const selected = range(5, 10, 7, 4);
    expect(ordered(withEnd(selected, 'last', { row: 6, col: 1 }))).toEqual({
      first: { row: 5, col: 10 },
      last: { row: 6, col: 1 },
    });
    expect(ordered(withEnd(selected, 'first', { row: 9, col: 0 }))).toEqual({
      first: { row: 7, col: 4 },
      last: { row: 9, col: 0 },
    });
  });
});
