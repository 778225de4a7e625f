const ROWS = 8;
/** Longer lines are cut by the card's edge anyway. */
const COLUMNS = 120;

/** Often enough to see that something goes on; seldom where nothing does. A screen as text is some hundred bytes. */
export const PAUSE_MS = { least: 2_000, most: 16_000 } as const;

/** How long to wait before the screen is asked for again. */
export function nextPause(pause: number, changed: boolean): number {
  return changed ? PAUSE_MS.least : Math.min(PAUSE_MS.most, pause * 2);
}

/** The last rows of a screen that have something on them. */
export function screenTail(lines: readonly string[]): readonly string[] {
  const end = lines.findLastIndex((line) => line.trim() !== '') + 1;
  return lines.slice(Math.max(0, end - ROWS), end).map((line) => line.slice(0, COLUMNS));
}
