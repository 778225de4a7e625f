import type { Side } from '../../ui/layout/layout-tree.ts';

/** A rectangle in pixels of the window. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where something that is dragged would go if it were let go now. */
export type DropTarget =
  /** Before the tab at `index`. */
  | { readonly kind: 'strip'; readonly index: number }
  | { readonly kind: 'pane'; readonly terminal: string; readonly side: Side };

/** The geometry under a drag. */
export interface DropGround {
  readonly strip: Box;
  readonly tabs: ReadonlyArray<Box>;
  readonly panes: ReadonlyArray<{ readonly terminal: string; readonly box: Box }>;
}

function inside(box: Box, point: Point): boolean {
  return point.x >= box.left && point.x < box.left + box.width && point.y >= box.top && point.y < box.top + box.height;
}

/** The side of a box that a point is nearest to, measured in shares of the box so that corners split fairly. */
export function nearestSide(box: Box, point: Point): Side {
  const x = (point.x - box.left) / box.width;
  const y = (point.y - box.top) / box.height;
  const distances: ReadonlyArray<readonly [Side, number]> = [
    ['left', x],
    ['right', 1 - x],
    ['up', y],
    ['down', 1 - y],
  ];
  return distances.reduce((best, each) => (each[1] < best[1] ? each : best))[0];
}

export function dropTarget(ground: DropGround, point: Point): DropTarget | undefined {
  if (inside(ground.strip, point)) {
    const index = ground.tabs.findIndex((tab) => point.x < tab.left + tab.width / 2);
    return { kind: 'strip', index: index < 0 ? ground.tabs.length : index };
  }
  const pane = ground.panes.find((each) => inside(each.box, point));
  return pane === undefined ? undefined : { kind: 'pane', terminal: pane.terminal, side: nearestSide(pane.box, point) };
}

/** The half of a box that a side stands for. */
export function halfOf(box: Box, side: Side): Box {
  const { left, top, width, height } = box;
  switch (side) {
    case 'left':
      return { left, top, width: width / 2, height };
    case 'right':
      return { left: left + width / 2, top, width: width / 2, height };
    case 'up':
      return { left, top, width, height: height / 2 };
    case 'down':
      return { left, top: top + height / 2, width, height: height / 2 };
  }
}

/** A hand that trembles is not a drag. */
const THRESHOLD = 5;

export function isDrag(from: Point, to: Point): boolean {
  return Math.hypot(to.x - from.x, to.y - from.y) >= THRESHOLD;
}
