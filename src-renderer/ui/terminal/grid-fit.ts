import type { GridSize } from '../../../src-shared/client/output-stream.ts';

/** Font sizes go in quarters of a pixel: fine enough to fill the room, coarse enough to keep a glyph cache small. */
export const FONT_STEP = 0.25;
/** Nothing is readable below; a grid that still does not fit is cut off. */
export const LEAST_FONT_SIZE = 4;

/**
 * The font size at which somebody else's grid fits into this room: never larger than the user's own. `cell` is the
 * size of one cell at that own font size; all in CSS pixels.
 */
export function fittingFontSize(
  own: number,
  cell: { readonly width: number; readonly height: number },
  grid: GridSize,
  room: { readonly width: number; readonly height: number },
): number {
  const scale = Math.min(1, room.width / (grid.cols * cell.width), room.height / (grid.rows * cell.height));
  if (scale >= 1) return own;
  return Math.max(LEAST_FONT_SIZE, Math.floor((own * scale) / FONT_STEP) * FONT_STEP);
}

export function sameGrid(a: GridSize | undefined, b: GridSize | undefined): boolean {
  return a !== undefined && b !== undefined && a.cols === b.cols && a.rows === b.rows;
}
