import { type Disposable, DisposableStore, toDisposable } from '../../../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../../../src-shared/base/emitter.ts';
import type { BufferCell, TerminalCells } from '../../../ui/terminal/terminal-cells.ts';
import type { Point } from '../touch/gestures.ts';
import { LineScroll } from '../touch/line-scroll.ts';
import { PanZoom, type Placement } from '../touch/pan-zoom.ts';
import { keyboardIsUp, type Room, RoomKeeper } from './room.ts';
import { ViewShift } from './view-shift.ts';

/** The elements of the screen. `mover` holds the terminal and is moved within `frame`; `dock` stands above the keyboard. */
export interface FrameParts {
  readonly root: HTMLElement;
  readonly frame: HTMLElement;
  readonly mover: HTMLElement;
  readonly dock: HTMLElement;
}

/** Where the terminal stands on the screen: never resized by what covers it, moved so that the cursor is seen. */
export class ScreenFrame implements Disposable {
  readonly parts: FrameParts;
  readonly shift = new ViewShift();
  readonly zoom = new PanZoom();
  readonly lines = new LineScroll();
  private readonly cells: TerminalCells;
  private readonly watching: () => boolean;
  private readonly owned = new DisposableStore();
  private readonly changes = new Emitter<void>();
  private readonly keeper = new RoomKeeper();
  private room: Room | undefined;
  private stretched: Placement | undefined;

  /** Something stands elsewhere. */
  readonly onChange: Event<void> = this.changes.event;

  constructor(parts: FrameParts, cells: TerminalCells, watching: () => boolean) {
    this.parts = parts;
    this.cells = cells;
    this.watching = watching;
    this.measure();
    this.owned.add(cells.onChange(() => this.place()));
    const measure = (): void => this.measure();
    const { visualViewport } = window;
    for (const [target, name] of [
      [window, 'resize'],
      [visualViewport, 'resize'],
      [visualViewport, 'scroll'],
    ] as const) {
      target?.addEventListener(name, measure);
      this.owned.add(toDisposable(() => target?.removeEventListener(name, measure)));
    }
    const observer = new ResizeObserver(() => this.place());
    observer.observe(parts.dock);
    observer.observe(parts.frame);
    this.owned.add(toDisposable(() => observer.disconnect()));
    this.owned.add(this.changes);
  }

  get keyboardUp(): boolean {
    return this.room !== undefined && keyboardIsUp(this.room);
  }

  dispose(): void {
    this.owned.dispose();
  }

  /** What of the frame is covered from below, CSS pixels. */
  get covered(): number {
    const { frame, dock } = this.parts;
    return Math.max(0, frame.getBoundingClientRect().bottom - dock.getBoundingClientRect().top);
  }

  /** The picture as it is drawn to fit, and the frame it is seen in. */
  get boxes(): {
    readonly picture: { width: number; height: number };
    readonly frame: { width: number; height: number };
  } {
    const { frame } = this.parts;
    const size = this.cells.size;
    const { cols, rows } = this.cells.sight;
    const picture = { width: (size?.width ?? 0) * cols + LEFT, height: (size?.height ?? 0) * rows };
    return { picture, frame: { width: frame.clientWidth, height: frame.clientHeight - this.covered } };
  }

  /** A pinch stretches the picture around a point of the frame, until it is let go. */
  stretch(scale: number, center: Point): void {
    this.stretched = { scale, x: center.x * (1 - scale), y: (center.y + this.shift.value) * (1 - scale) };
    this.place();
  }

  unstretch(): void {
    this.stretched = undefined;
    this.place();
  }

  /** Puts everything where it belongs now. */
  place(): void {
    const { mover, frame } = this.parts;
    const size = this.cells.size;
    const { top, rows } = this.cells.sight;
    const { cursor } = this.cells;
    const line = Math.min(cursor.row - top + 1, rows);
    // A line more than the cursor's, so that it does not stand on the edge.
    this.shift.follow(
      this.watching() ? 0 : this.covered,
      frame.clientHeight,
      size === undefined ? 0 : line * size.height + 6,
    );
    if (!this.watching()) this.zoom.reset();
    const { picture, frame: box } = this.boxes;
    this.zoom.keep(picture, box);
    const { scale, x, y } = this.stretched ?? this.zoom.placement;
    const down = y - this.shift.value + this.lines.offset;
    mover.style.transform = scale === 1 && x === 0 && down === 0 ? '' : `translate(${x}px,${down}px) scale(${scale})`;
    this.changes.fire();
  }

  /** A point of the window, in the frame. */
  inFrame({ x, y }: Point): Point {
    const box = this.parts.frame.getBoundingClientRect();
    return { x: x - box.left, y: y - box.top };
  }

  /** The cell below a point of the window; the nearest one when there is none. */
  cellAt(at: Point): BufferCell | undefined {
    const box = this.cells.box;
    if (box === undefined || box.width === 0) return undefined;
    const { top, rows, cols, length } = this.cells.sight;
    const col = Math.floor(((at.x - box.left) / box.width) * cols);
    const row = top + Math.floor(((at.y - box.top) / box.height) * rows);
    return { row: clamp(row, 0, length - 1), col: clamp(col, 0, cols - 1) };
  }

  /** Where a cell's upper left corner stands in the frame, and how large it is; the cell need not be seen. */
  spot({ row, col }: BufferCell): (Point & { readonly width: number; readonly height: number }) | undefined {
    const box = this.cells.box;
    if (box === undefined || box.width === 0) return undefined;
    const { top, rows, cols } = this.cells.sight;
    const origin = this.inFrame({ x: box.left, y: box.top });
    const width = box.width / cols;
    const height = box.height / rows;
    return { x: origin.x + col * width, y: origin.y + (row - top) * height, width, height };
  }

  private measure(): void {
    const { root } = this.parts;
    const visual = window.visualViewport;
    this.room = this.keeper.measure({
      width: window.innerWidth,
      height: window.innerHeight,
      visualHeight: visual?.height ?? window.innerHeight,
      visualTop: visual?.offsetTop ?? 0,
      visualScale: visual?.scale ?? 1,
    });
    root.style.height = `${this.room.height}px`;
    root.style.setProperty('--seen-top', `${this.room.top}px`);
    root.style.setProperty('--unseen', `${this.room.height - this.room.bottom}px`);
    root.toggleAttribute('data-keyboard', this.keyboardUp);
    this.place();
  }
}

/** Between the edge of the frame and the first column, CSS pixels: `left-1` of the host. */
const LEFT = 4;

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
