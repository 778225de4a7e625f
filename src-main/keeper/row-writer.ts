import type { IBuffer, IBufferLine } from '@xterm/headless';
import { invariant } from '../../src-shared/base/invariant.ts';
import { DEFAULT_STYLE, Pen, styleKey } from './cell-style.ts';
import type { Cell, XtermCore } from './xterm-core.ts';

/** Writes rows of a buffer so that a fresh terminal of the same size gets the same cells and the same wrapped lines. */
export class RowWriter {
  private readonly buffer: IBuffer;
  private readonly cols: number;
  private readonly cell: Cell;
  private readonly pen: Pen;

  constructor(buffer: IBuffer, cols: number, core: XtermCore) {
    this.buffer = buffer;
    this.cols = cols;
    this.cell = buffer.getNullCell() as unknown as Cell;
    this.pen = new Pen(core);
  }

  /** Rows `from` up to `to`, the cursor starting at the left of the first, default style before and after. */
  rows(from: number, to: number): string {
    let out = '';
    for (let y = from; y < to; y++) {
      const line = this.line(y);
      if (y > from) out += line.isWrapped ? this.wrap(y) : '\r\n';
      out += this.row(line);
    }
    return out;
  }

  /** One row without its blank end, ending in default style. */
  row(line: IBufferLine): string {
    const end = this.contentEnd(line);
    let out = '';
    for (let x = 0; x < end; ) {
      const blanks = this.blankRun(line, x, end);
      if (blanks.length > 0) {
        out += blanks.text;
        x += blanks.length;
      } else {
        line.getCell(x, this.cell as never);
        out += this.pen.to(this.cell) + this.glyph(x);
        x += Math.max(1, this.cell.getWidth());
      }
    }
    return out + this.pen.reset();
  }

  /** The last row that shows something, or -1. */
  lastRow(from: number, to: number): number {
    for (let y = to - 1; y >= from; y--) if (this.contentEnd(this.line(y)) > 0 || this.line(y).isWrapped) return y;
    return -1;
  }

  private line(y: number): IBufferLine {
    const line = this.buffer.getLine(y);
    invariant(line !== undefined, `row ${y} of ${this.buffer.length}`);
    return line;
  }

  /** From row y-1, just written, to row y so that it counts as its continuation. */
  private wrap(y: number): string {
    const above = this.line(y - 1);
    above.getCell(this.cols - 1, this.cell as never);
    const isFull = !isErased(this.cell);
    this.line(y).getCell(0, this.cell as never);
    const clear = this.cell.getChars() === '' ? '\x1b[X' : '';
    // A space in the last column makes the wrap happen and is taken away again.
    if (isFull) return ` \r${clear}`;
    return `\x1b[${this.cols}G  \x1b[A\x1b[${this.cols}G${this.blankEnd(above)}\x1b[B\r${clear}`;
  }

  private blankEnd(line: IBufferLine): string {
    line.getCell(this.cols - 1, this.cell as never);
    return `${this.pen.to(this.cell)}\x1b[X${this.pen.reset()}`;
  }

  private contentEnd(line: IBufferLine): number {
    for (let x = this.cols - 1; x >= 0; x--) {
      line.getCell(x, this.cell as never);
      if (this.cell.getChars() !== '' || this.cell.getWidth() === 0 || styleKey(this.cell) !== DEFAULT_STYLE)
        return x + 1;
    }
    return 0;
  }

  /** Erased cells of one colour are erased again, not written as spaces: programs and copying can tell. */
  private blankRun(line: IBufferLine, from: number, end: number): { readonly text: string; readonly length: number } {
    line.getCell(from, this.cell as never);
    if (!isErased(this.cell)) return { text: '', length: 0 };
    const style = styleKey(this.cell);
    const change = this.pen.to(this.cell);
    let x = from + 1;
    for (; x < end; x++) {
      line.getCell(x, this.cell as never);
      if (!isErased(this.cell) || styleKey(this.cell) !== style) break;
    }
    const length = x - from;
    const erase = style === DEFAULT_STYLE ? '' : `\x1b[${length}X`;
    return { text: `${change}${erase}\x1b[${length}C`, length };
  }

  /** A wide character whose second half is gone, and a second half alone, show as blanks. */
  private glyph(x: number): string {
    const width = this.cell.getWidth();
    const chars = this.cell.getChars();
    if (width === 0 || chars === '') return ' ';
    return x + width > this.cols ? ' ' : chars;
  }
}

/** Blank, with no look but a background. */
function isErased(cell: Cell): boolean {
  return cell.getChars() === '' && cell.getWidth() === 1 && cell.fg === 0 && (cell.bg & ~0x3ffffff) === 0;
}
