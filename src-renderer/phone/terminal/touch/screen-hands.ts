import type { Clock } from '../../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, MutableDisposable } from '../../../../src-shared/base/disposable.ts';
import type { TerminalCells } from '../../../ui/terminal/terminal-cells.ts';
import type { EachFrame } from '../view/frames.ts';
import type { ScreenFrame } from '../view/screen-frame.ts';
import type { ScreenSelection } from '../view/screen-selection.ts';
import { boundedScale } from './font-presets.ts';
import { Gestures, type GestureTarget, type Point } from './gestures.ts';
import { LineScroll } from './line-scroll.ts';
import { Momentum } from './momentum.ts';

/** More notches of a wheel than this come of no finger in one picture; programs redraw for each. */
const MOST_NOTCHES = 6;

export interface HandsOptions {
  readonly clock: Clock;
  readonly cells: TerminalCells;
  readonly frame: ScreenFrame;
  readonly selection: ScreenSelection;
  readonly eachFrame: EachFrame;
  /** Somebody else's grid: nothing that fingers do goes to the program. */
  readonly watching: () => boolean;
  readonly fontSize: () => number;
  readonly calm: () => boolean;
  /** A tap on nothing that takes taps for itself. */
  readonly tapped: (at: Point) => void;
  /** A pinch is over: letters shall be so many times as large. */
  readonly resized: (scale: number) => void;
}

/** What fingers do to the terminal: scroll, look closer, select, point. Points are those of the window. */
export class ScreenHands implements GestureTarget, Disposable {
  readonly gestures: Gestures;
  private readonly options: HandsOptions;
  private readonly owned = new DisposableStore();
  private readonly fling = new MutableDisposable<Disposable>();
  private readonly notches = new LineScroll();
  private finger: Point = { x: 0, y: 0 };
  private scale = 1;

  constructor(options: HandsOptions) {
    this.options = options;
    this.owned.add(this.fling);
    this.gestures = this.owned.add(new Gestures(options.clock, this));
  }

  dispose(): void {
    this.owned.dispose();
  }

  /** A finger came down: whatever still moves stands still. */
  halt(): void {
    this.fling.value = undefined;
    this.settle();
  }

  /** A wheel, or a finger of one: `down` pixels towards what is earlier. */
  scroll(down: number, at: Point): void {
    this.finger = at;
    this.scrollBy(down);
  }

  tap(at: Point): void {
    if (this.options.selection.isOn) this.options.selection.clear();
    else this.options.tapped(at);
  }

  doubleTap(at: Point): void {
    const { frame, watching } = this.options;
    if (!watching()) {
      this.tap(at);
      return;
    }
    const { picture, frame: box } = frame.boxes;
    frame.zoom.toggle(frame.inFrame(at), picture, box);
    frame.place();
  }

  dragStart(at: Point): void {
    this.finger = at;
  }

  drag(by: Point): void {
    this.finger = { x: this.finger.x + by.x, y: this.finger.y + by.y };
    this.moveBy(by);
  }

  dragEnd(velocity: Point): void {
    const momentum = new Momentum(velocity.y);
    if (this.options.calm() || momentum.isOver) {
      this.settle();
      return;
    }
    this.fling.value = this.options.eachFrame((ms) => {
      this.moveBy({ x: 0, y: momentum.step(ms) });
      if (momentum.isOver) this.settle();
      return !momentum.isOver;
    });
  }

  pinchStart(center: Point): void {
    this.scale = 1;
    const { frame, watching } = this.options;
    if (watching()) frame.zoom.pinchStart(frame.inFrame(center));
  }

  pinch(scale: number, center: Point): void {
    const { frame, watching, fontSize } = this.options;
    const at = frame.inFrame(center);
    if (watching()) {
      const { picture, frame: box } = frame.boxes;
      frame.zoom.pinch(scale, at, picture, box);
      frame.place();
    } else {
      this.scale = boundedScale(fontSize(), scale);
      frame.stretch(this.scale, at);
    }
  }

  pinchEnd(): void {
    const { frame, watching, resized } = this.options;
    frame.zoom.pinchEnd();
    frame.unstretch();
    if (!watching() && this.scale !== 1) resized(this.scale);
  }

  longPress(at: Point): void {
    this.options.selection.begin(at);
  }

  longDrag(at: Point): void {
    this.options.selection.extend(at);
  }

  longEnd(): void {
    this.options.selection.rest();
  }

  private moveBy(by: Point): void {
    const { frame, watching } = this.options;
    const { picture, frame: box } = frame.boxes;
    const left = watching() ? frame.zoom.pan(by, picture, box) : by;
    this.scrollBy(frame.shift.drag(left.y));
  }

  private scrollBy(down: number): void {
    const { cells, frame } = this.options;
    const height = frame.boxes.picture.height / Math.max(1, cells.sight.rows);
    if (down === 0 || height === 0) {
      frame.place();
      return;
    }
    if (cells.alternate || cells.mouse) this.turnWheel(down, height);
    else {
      const { top, base } = cells.sight;
      cells.scrollLines(frame.lines.take(down, height, { up: top, down: base - top }));
    }
    frame.place();
  }

  private turnWheel(down: number, height: number): void {
    const { cells, watching } = this.options;
    if (watching()) return;
    const lines = this.notches.take(down, height, { up: Number.MAX_SAFE_INTEGER, down: Number.MAX_SAFE_INTEGER });
    for (let at = 0; at < Math.min(MOST_NOTCHES, Math.abs(lines)); at++)
      cells.wheel(lines < 0 ? -1 : 1, this.finger.x, this.finger.y);
  }

  private settle(): void {
    const { frame } = this.options;
    this.notches.settle();
    frame.lines.settle();
    frame.place();
  }
}
