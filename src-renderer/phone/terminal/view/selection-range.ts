/** A cell of the buffer; rows count from the oldest line there is. */
export interface Cell {
  readonly row: number;
  readonly col: number;
}

/** From a cell to another, both belonging to it. `anchor` stays while `head` is moved. */
export interface SelectionRange {
  readonly anchor: Cell;
  readonly head: Cell;
}

export function isBefore(a: Cell, b: Cell): boolean {
  return a.row < b.row || (a.row === b.row && a.col < b.col);
}

export function ordered({ anchor, head }: SelectionRange): { readonly first: Cell; readonly last: Cell } {
  return isBefore(head, anchor) ? { first: head, last: anchor } : { first: anchor, last: head };
}

/** As xterm wants it: where it begins, and over how many cells it goes. */
export function cellsOf(range: SelectionRange, cols: number): { readonly first: Cell; readonly length: number } {
  const { first, last } = ordered(range);
  return { first, length: (last.row - first.row) * cols + last.col - first.col + 1 };
}

/** Characters that end a word: what stands around paths, addresses and options in a terminal. */
const AROUND = /[\s"'`()[\]{}<>|;,]/;

/**
 * The word that a finger at a column means, which covers more than one: the one there, else the nearest of the line, else
 * that cell alone. Columns of its ends. `line`: the character of each column.
 */
export function wordAt(line: ArrayLike<string>, col: number): { readonly from: number; readonly to: number } {
  const at = nearestWord(line, col);
  if (at === undefined) return { from: col, to: col };
  let from = at;
  let to = at;
  while (inWord(line, from - 1)) from -= 1;
  while (inWord(line, to + 1)) to += 1;
  return { from, to };
}

function inWord(line: ArrayLike<string>, col: number): boolean {
  const char = line[col];
  return char !== undefined && !AROUND.test(char);
}

function nearestWord(line: ArrayLike<string>, col: number): number | undefined {
  // A bracket or a quote that is pointed at is meant.
  if ((line[col] ?? ' ').trim() !== '' && !inWord(line, col)) return undefined;
  for (let away = 0; away < line.length; away++) {
    if (inWord(line, col - away)) return col - away;
    if (inWord(line, col + away)) return col + away;
  }
  return undefined;
}

/** Selects whole words while the finger that began on one moves on. */
export function extendedByWord(start: SelectionRange, word: SelectionRange): SelectionRange {
  const { first, last } = ordered(start);
  const there = ordered(word);
  if (isBefore(there.first, first)) return { anchor: last, head: there.first };
  return { anchor: first, head: isBefore(last, there.last) ? there.last : last };
}

/** Moves one end. When it passes the other they change places, so that the finger keeps what it holds. */
export function withEnd(range: SelectionRange, end: 'first' | 'last', cell: Cell): SelectionRange {
  const { first, last } = ordered(range);
  return { anchor: end === 'first' ? last : first, head: cell };
}
