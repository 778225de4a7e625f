import type { IBufferCell, Terminal } from '@xterm/xterm';

/** Characters of one look. Short names, since many of them are kept. */
export interface StyledRun {
  /** Text. */
  readonly t: string;
  /** Colour of the letters: a number of the palette or `#rrggbb`; without it that of the theme. */
  readonly f?: number | string;
  /** Of the ground. */
  readonly b?: number | string;
  /** Bits of {@link LOOK}. */
  readonly s?: number;
}
export type StyledLine = ReadonlyArray<StyledRun>;

export const LOOK = { bold: 1, dim: 2, italic: 4, underline: 8, struck: 16, inverse: 32 } as const;

/** The screen of a terminal, without what has scrolled off and without the empty rows at its end. */
export function styledLines(terminal: Terminal): StyledLine[] {
  const buffer = terminal.buffer.active;
  const spare = buffer.getNullCell();
  const lines: StyledLine[] = [];
  for (let row = 0; row < terminal.rows; row++) {
    const runs: StyledRun[] = [];
    const line = buffer.getLine(buffer.baseY + row);
    for (let col = 0; line !== undefined && col < terminal.cols; col++) {
      const cell = line.getCell(col, spare);
      // The second half of a wide character.
      if (cell === undefined || cell.getWidth() === 0) continue;
      add(runs, cell.isInvisible() ? ' ' : cell.getChars() || ' ', lookOf(cell));
    }
    lines.push(withoutBlankEnd(runs));
  }
  while (lines.at(-1)?.length === 0) lines.pop();
  return lines;
}

type Look = Omit<StyledRun, 't'>;

function add(runs: StyledRun[], text: string, look: Look): void {
  const last = runs.at(-1);
  if (last !== undefined && last.f === look.f && last.b === look.b && last.s === look.s)
    runs[runs.length - 1] = { ...last, t: last.t + text };
  else runs.push({ t: text, ...look });
}

function lookOf(cell: IBufferCell): Look {
  const f = colour(cell.isFgPalette(), cell.isFgRGB(), cell.getFgColor());
  const b = colour(cell.isBgPalette(), cell.isBgRGB(), cell.getBgColor());
  const s =
    (cell.isBold() ? LOOK.bold : 0) |
    (cell.isDim() ? LOOK.dim : 0) |
    (cell.isItalic() ? LOOK.italic : 0) |
    (cell.isUnderline() ? LOOK.underline : 0) |
    (cell.isStrikethrough() ? LOOK.struck : 0) |
    (cell.isInverse() ? LOOK.inverse : 0);
  return { ...(f === undefined ? {} : { f }), ...(b === undefined ? {} : { b }), ...(s === 0 ? {} : { s }) };
}

function colour(isPalette: boolean, isRgb: boolean, value: number): number | string | undefined {
  if (isPalette) return value;
  return isRgb ? `#${value.toString(16).padStart(6, '0')}` : undefined;
}

/** Blanks at the end that have no ground of their own are not seen. */
function withoutBlankEnd(runs: StyledRun[]): StyledLine {
  for (let last = runs.at(-1); last !== undefined; last = runs.at(-1)) {
    if (last.b !== undefined || ((last.s ?? 0) & (LOOK.inverse | LOOK.underline)) !== 0) break;
    runs.pop();
    const text = last.t.trimEnd();
    if (text !== '') {
      runs.push({ ...last, t: text });
      break;
    }
  }
  return runs;
}
