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

/** The word at a column, or the run of blanks there: columns of its ends. `line`: the character of each column. */
export function wordAt(line: ArrayLike<string>, col: number): { readonly from: number; readonly to: number } {
  const inside = AROUND.test(line[col] ?? ' ');
  const blank = (line[col] ?? ' ').trim() === '';
  const belongs = (at: number): boolean => {
    const char = line[at];
    if (char === undefined) return false;
    if (!inside) return !AROUND.test(char);
    return blank ? char.trim() === '' : at === col;
  };
  let from = col;
  let to = col;
  while (from > 0 && belongs(from - 1)) from -= 1;
  while (belongs(to + 1)) to += 1;
  return { from, to };
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
