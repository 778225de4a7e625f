import type { Point } from './gestures.ts';

interface Box {
  readonly width: number;
  readonly height: number;
}

/** A picture in a frame: `scale` 1 is as it is drawn to fit, x and y where its corner stands, CSS pixels. */
export interface Placement extends Point {
  readonly scale: number;
}

const FIT: Placement = { scale: 1, x: 0, y: 0 };
/** Larger than this, letters of the smallest size are as large as headlines. */
const MOST_SCALE = 5;

/** Looks at somebody else's grid: two fingers enlarge it, one moves it, and it never leaves its frame. */
export class PanZoom {
  private now: Placement = FIT;
  private pinched: (Placement & { readonly center: Point }) | undefined;

  get placement(): Placement {
    return this.now;
  }

  get isZoomed(): boolean {
    return this.now.scale > 1;
  }

  pinchStart(center: Point): void {
    this.pinched = { ...this.now, center };
  }

  /** What lay between the fingers stays between them. */
  pinch(scale: number, center: Point, picture: Box, frame: Box): void {
    const from = this.pinched;
    if (from === undefined) return;
    const next = Math.max(1, Math.min(MOST_SCALE, from.scale * scale));
    const grown = next / from.scale;
    this.place(
      { scale: next, x: center.x - (from.center.x - from.x) * grown, y: center.y - (from.center.y - from.y) * grown },
      picture,
      frame,
    );
  }

  pinchEnd(): void {
    this.pinched = undefined;
  }

  /** Moves the picture; answers with what of the way it could not go. */
  pan(by: Point, picture: Box, frame: Box): Point {
    const before = this.now;
    this.place({ ...before, x: before.x + by.x, y: before.y + by.y }, picture, frame);
    return { x: by.x - (this.now.x - before.x), y: by.y - (this.now.y - before.y) };
  }

  /** Frame or picture has another size. */
  keep(picture: Box, frame: Box): void {
    this.place(this.now, picture, frame);
  }

  /** Enlarges what is at a point, or shows all of it again. */
  toggle(at: Point, picture: Box, frame: Box): void {
    if (this.isZoomed) {
      this.reset();
      return;
    }
    this.pinchStart(at);
    this.pinch(2.5, at, picture, frame);
    this.pinchEnd();
  }

  reset(): void {
    this.now = FIT;
    this.pinched = undefined;
  }

  private place(wanted: Placement, picture: Box, frame: Box): void {
    const { scale } = wanted;
    this.now = {
      scale,
      x: within(wanted.x, picture.width * scale, frame.width),
      y: within(wanted.y, picture.height * scale, frame.height),
    };
  }
}

/** What is smaller than its frame stays at the frame's beginning; what is larger covers it. */
function within(at: number, size: number, frame: number): number {
  return Math.min(0, Math.max(Math.min(0, frame - size), at));
}
