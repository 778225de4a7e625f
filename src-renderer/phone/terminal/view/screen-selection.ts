import { type Disposable, DisposableStore, MutableDisposable } from '../../../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../../../src-shared/base/emitter.ts';
import type { BufferCell, TerminalCells } from '../../../ui/terminal/terminal-cells.ts';
import { edgeSpeed } from '../touch/edge-scroll.ts';
import type { Point } from '../touch/gestures.ts';
import type { EachFrame } from './frames.ts';
import type { ScreenFrame } from './screen-frame.ts';
import { cellsOf, extendedByWord, type SelectionRange, withEnd, wordAt } from './selection-range.ts';

/** Which end of the selection. */
export type SelectionEnd = 'first' | 'last';

/** Selecting with fingers. xterm keeps what is selected, so that it moves with its lines. */
export class ScreenSelection implements Disposable {
  private readonly cells: TerminalCells;
  private readonly frame: ScreenFrame;
  private readonly eachFrame: EachFrame;
  private readonly owned = new DisposableStore();
  private readonly changes = new Emitter<void>();
  private readonly scrolling = new MutableDisposable<Disposable>();
  /** What the finger does with a cell it reaches. */
  private reach: ((cell: BufferCell) => void) | undefined;
  private finger: Point = { x: 0, y: 0 };
  private on = false;

  readonly onChange: Event<void> = this.changes.event;

  constructor(cells: TerminalCells, frame: ScreenFrame, eachFrame: EachFrame) {
    this.cells = cells;
    this.frame = frame;
    this.eachFrame = eachFrame;
    this.owned.add(this.scrolling);
    this.owned.add(cells.onChange(() => this.look()));
    this.owned.add(this.changes);
  }

  get isOn(): boolean {
    return this.on;
  }

  dispose(): void {
    this.owned.dispose();
  }

  /** Selects the word below a finger that has come to rest. */
  begin(at: Point): void {
    const cell = this.frame.cellAt(at);
    if (cell === undefined) return;
    const word = this.wordAround(cell);
    this.on = true;
    this.take(word);
    this.reach = (reached) => this.take(extendedByWord(word, this.wordAround(reached)));
  }

  /** Takes one of the handles. */
  hold(end: SelectionEnd): void {
    const { selected } = this.cells;
    if (selected === undefined) return;
    const range: SelectionRange = { anchor: selected.first, head: selected.last };
    this.reach = (reached) => this.take(withEnd(range, end, reached));
  }

  /** The finger moves on; near an edge the lines come to meet it. */
  extend(at: Point): void {
    this.finger = at;
    this.follow();
    this.scrolling.value ??= this.eachFrame((ms) => this.scrollOn(ms));
  }

  /** The finger is gone; what is selected stays. */
  rest(): void {
    this.reach = undefined;
    this.pending = 0;
    this.scrolling.value = undefined;
    this.changes.fire();
  }

  /** A finger holds an end of it. */
  get isHeld(): boolean {
    return this.reach !== undefined;
  }

  selectAll(): void {
    const { length, cols } = this.cells.sight;
    this.on = true;
    this.cells.select({ row: 0, col: 0 }, length * cols);
  }

  clear(): void {
    this.rest();
    this.cells.clearSelection();
    this.look();
  }

  private pending = 0;

  private scrollOn(ms: number): boolean {
    const { y } = this.frame.inFrame(this.finger);
    const speed = edgeSpeed(y, this.frame.boxes.frame.height);
    this.pending += (speed * ms) / 1000;
    const lines = Math.trunc(this.pending);
    if (speed === 0) this.pending = 0;
    else if (lines !== 0) {
      this.pending -= lines;
      this.cells.scrollLines(lines);
      this.follow();
    }
    return this.reach !== undefined;
  }

  private follow(): void {
    const cell = this.frame.cellAt(this.finger);
    if (cell !== undefined) this.reach?.(cell);
  }

  private take(range: SelectionRange): void {
    const { first, length } = cellsOf(range, this.cells.sight.cols);
    this.cells.select(first, length);
    // xterm does not tell when what is selected was selected before.
    this.changes.fire();
  }

  private wordAround({ row, col }: BufferCell): SelectionRange {
    const { from, to } = wordAt(this.cells.row(row), col);
    return { anchor: { row, col: from }, head: { row, col: to } };
  }

  /** The terminal may have dropped it: its lines are gone, or the program was started over. */
  private look(): void {
    if (this.on && this.cells.selected === undefined) {
      this.on = false;
      this.reach = undefined;
      this.scrolling.value = undefined;
    }
    this.changes.fire();
  }
}
