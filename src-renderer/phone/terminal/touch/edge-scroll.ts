/** So near to an edge, CSS pixels, a selecting finger scrolls. */
export const EDGE = 36;
const SLOWEST = 4;
const FASTEST = 40;

/** Lines for each second that a finger at `y` of a view of this height scrolls: negative is up. */
export function edgeSpeed(y: number, height: number): number {
  const top = EDGE - y;
  const bottom = y - (height - EDGE);
  const depth = Math.max(top, bottom);
  if (depth <= 0 || height < 2 * EDGE) return 0;
  const speed = SLOWEST + (FASTEST - SLOWEST) * Math.min(1, depth / EDGE);
  return top > bottom ? -speed : speed;
}
