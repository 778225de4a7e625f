import type { IBufferCell, Terminal } from '@xterm/xterm';
import { type Disposable, DisposableStore } from '../../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../../src-shared/base/emitter.ts';
import { CommandMarks } from './command-marks.ts';
import { LINK_PATTERN, safeLink } from './link-target.ts';
import { type StyledLine, styledLines } from './styled-lines.ts';

/** A cell of the buffer; rows count from the oldest line there is. */
export interface BufferCell {
  readonly row: number;
  readonly col: number;
}

/** Where one looks: `top` is the first row that is drawn, `base` where it stands at the end; `rows` and `cols` the grid. */
export interface Sight {
  readonly top: number;
  readonly base: number;
  readonly rows: number;
  readonly cols: number;
  /** Rows there are. */
  readonly length: number;
}

/** Links that a program made, which xterm's interface does not show. */
interface LinkedCell extends IBufferCell {
  readonly extended?: { readonly urlId?: number };
}
interface LinkingCore {
  readonly _oscLinkService: { getLinkData(id: number): { readonly uri: string } | undefined };
}

/** What is drawn, as cells: for hands that point, scroll and select without a mouse. Pixels are CSS pixels, unscaled. */
export class TerminalCells implements Disposable {
  private readonly terminal: Terminal;
  private readonly owned = new DisposableStore();
  private readonly changes = new Emitter<void>();
  private readonly marks: CommandMarks;

  /** Something was drawn, scrolled or selected, or the cursor has moved. */
  readonly onChange: Event<void> = this.changes.event;

  constructor(terminal: Terminal) {
    this.terminal = terminal;
    this.marks = this.owned.add(new CommandMarks(terminal));
    const changed = (): void => this.changes.fire();
    this.owned.add(terminal.onRender(changed));
    this.owned.add(terminal.onScroll(changed));
    this.owned.add(terminal.onCursorMove(changed));
    this.owned.add(terminal.onSelectionChange(changed));
    this.owned.add(this.changes);
  }

  dispose(): void {
    this.owned.dispose();
  }

  // ---- what there is

  /** One cell; undefined before anything is drawn. */
  get size(): { readonly width: number; readonly height: number } | undefined {
    const screen = this.screen;
    if (screen === undefined) return undefined;
    const width = Number.parseFloat(screen.style.width) / this.terminal.cols;
    const height = Number.parseFloat(screen.style.height) / this.terminal.rows;
    return width > 0 && height > 0 ? { width, height } : undefined;
  }

  /** Where the cells are drawn, in the window, with whatever transform is on them; undefined before that. */
  get box(): DOMRect | undefined {
    return this.screen?.getBoundingClientRect();
  }

  get sight(): Sight {
    const { viewportY, baseY, length } = this.terminal.buffer.active;
    return { top: viewportY, base: baseY, rows: this.terminal.rows, cols: this.terminal.cols, length };
  }

  get cursor(): BufferCell {
    const { baseY, cursorX, cursorY } = this.terminal.buffer.active;
    return { row: baseY + cursorY, col: cursorX };
  }

  /** DECCKM. */
  get applicationCursor(): boolean {
    return this.terminal.modes.applicationCursorKeysMode;
  }

  /** The program wants to hear of the pointer. */
  get mouse(): boolean {
    const { mouseTrackingMode } = this.terminal.modes;
    return mouseTrackingMode !== 'none';
  }

  /** A full-screen program: there are no lines above the screen. */
  get alternate(): boolean {
    return this.terminal.buffer.active.type === 'alternate';
  }

  /** The character of each column; a wide one stands in both of its columns. */
  row(row: number): ReadonlyArray<string> {
    const line = this.terminal.buffer.active.getLine(row);
    const chars: string[] = [];
    for (let col = 0; line !== undefined && col < this.terminal.cols; col++) {
      const cell = line.getCell(col);
      chars.push(cell?.getWidth() === 0 ? (chars.at(-1) ?? ' ') : cell?.getChars() || ' ');
    }
    return chars;
  }

  /** The screen with its colours, wherever one has scrolled to. */
  get picture(): ReadonlyArray<StyledLine> {
    return styledLines(this.terminal);
  }

  /** Rows as text, wrapped ones joined, without blanks at line ends. */
  text(from: number, to: number): string {
    const buffer = this.terminal.buffer.active;
    let text = '';
    for (let row = from; row <= to; row++) {
      const wraps = buffer.getLine(row + 1)?.isWrapped === true && row < to;
      text += buffer.getLine(row)?.translateToString(!wraps) ?? '';
      if (!wraps && row < to) text += '\n';
    }
    return text;
  }

  /** The last command's output; undefined when the shell has not told, or it said nothing. */
  get lastOutput(): string | undefined {
    const range = this.marks.lastOutput;
    return range === undefined || this.alternate ? undefined : this.text(range.from, range.to);
  }

  /** The safe address of a link at a cell: one the program made, or one that reads like one. */
  linkAt({ row, col }: BufferCell): string | undefined {
    const cell = this.terminal.buffer.active.getLine(row)?.getCell(col) as LinkedCell | undefined;
    const core = (this.terminal as unknown as { readonly _core: LinkingCore })._core;
    const made = core._oscLinkService.getLinkData(cell?.extended?.urlId ?? 0)?.uri;
    const uri = made ?? this.textLinkAt(row, col);
    return uri === undefined ? undefined : safeLink(uri);
  }

  private textLinkAt(row: number, col: number): string | undefined {
    const buffer = this.terminal.buffer.active;
    let first = row;
    let last = row;
    while (first > 0 && buffer.getLine(first)?.isWrapped === true) first -= 1;
    while (buffer.getLine(last + 1)?.isWrapped === true) last += 1;
    const chars: string[] = [];
    for (let at = first; at <= last; at++) chars.push(...this.row(at));
    const at = (row - first) * this.terminal.cols + col;
    // Columns, not UTF-16 units, are what one points at: each is one character here, since addresses have no other.
    const line = chars.map((char) => (char.length === 1 ? char : ' ')).join('');
    for (const match of line.matchAll(new RegExp(LINK_PATTERN, 'gi')))
      if (at >= match.index && at < match.index + match[0].length) return match[0];
    return undefined;
  }

  // ---- what one does

  scrollLines(lines: number): void {
    if (lines !== 0) this.terminal.scrollLines(lines);
  }

  /** One notch of a wheel at a place of the window: programs hear of it as they asked to, or as arrow keys. */
  wheel(direction: -1 | 1, clientX: number, clientY: number): void {
    const deltaMode = WheelEvent.DOM_DELTA_LINE;
    const at = { clientX, clientY, bubbles: true, cancelable: true };
    this.terminal.element?.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY: direction, deltaMode }));
  }

  /** Presses and lets go the first button at a place of the window. */
  click(clientX: number, clientY: number): void {
    const { element } = this.terminal;
    const at = { clientX, clientY, bubbles: true, cancelable: true, button: 0 };
    element?.dispatchEvent(new MouseEvent('mousedown', { ...at, buttons: 1 }));
    element?.dispatchEvent(new MouseEvent('mouseup', { ...at, buttons: 0 }));
  }

  /** What is selected, its ends included. */
  get selected(): { readonly first: BufferCell; readonly last: BufferCell } | undefined {
    const range = this.terminal.getSelectionPosition();
    if (range === undefined) return undefined;
    const { start, end } = range;
    const last = end.x === 0 ? { row: end.y - 1, col: this.terminal.cols - 1 } : { row: end.y, col: end.x - 1 };
    return { first: { row: start.y, col: start.x }, last };
  }

  select(first: BufferCell, length: number): void {
    this.terminal.select(first.col, first.row, length);
  }

  clearSelection(): void {
    this.terminal.clearSelection();
  }

  // ---- the keyboard

  /** Keys come from elsewhere: xterm's own field takes no focus, and the cursor looks as `active` says. */
  leaveKeys(active: boolean): void {
    const { textarea } = this.terminal;
    if (textarea !== undefined && !textarea.disabled) {
      textarea.disabled = true;
      // Without a first focus xterm draws no cursor until a program has chosen a screen; this chooses the one there is.
      this.terminal.write('\x1b[?47l');
    }
    this.terminal.options.cursorInactiveStyle = active ? 'block' : 'outline';
  }

  private get screen(): HTMLElement | undefined {
    return this.terminal.element?.querySelector<HTMLElement>('.xterm-screen') ?? undefined;
  }
}
