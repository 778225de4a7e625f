import type { Rectangle } from 'electron';
import { z } from 'zod';
import type { Log } from '../../../src-shared/base/log.ts';
import { THEMES } from '../../../src-shared/protocol/channels/settings/state.ts';
import { readOwnFile, replaceOwnFile } from '../../hub/host/own-file.ts';

/** DIP: the smallest window in which the page can still be used. */
export const LEAST = { width: 480, height: 320 };
const USUAL = { width: 1120, height: 720 };
/** So much of a title bar must be on a display for it to be taken hold of. */
const GRIP = { width: 96, height: 24 };

const place = z.int().min(-1_000_000).max(1_000_000);
const extent = z.int().min(1).max(100_000);
const windowStateSchema = z.object({
  /** Where the window was when it was neither maximised nor minimised; null before the first time. */
  bounds: z.object({ x: place, y: place, width: extent, height: extent }).nullable(),
  maximized: z.boolean(),
  /** The theme of the settings, known before a hub is: the first pixels are of the right colour. */
  theme: z.enum(THEMES),
});
/** What a window remembers from one start to the next. */
export type WindowState = z.infer<typeof windowStateSchema>;

export const initialWindowState: WindowState = { bounds: null, maximized: false, theme: 'system' };

/** Reads the state; a file that is broken is reported and worth as much as none. */
export function readWindowState(file: string, log: Log): WindowState {
  let text: string;
  try {
    text = readOwnFile(file);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code !== 'ENOENT')
      log.warn('the window state cannot be read; the usual one is used', { error: String(thrown) });
    return initialWindowState;
  }
  try {
    return windowStateSchema.parse(JSON.parse(text));
  } catch {
    log.warn('the window state is broken; the usual one is used', { file });
    return initialWindowState;
  }
}

/** Writes the state whole or not at all. A disk that takes nothing costs the user a window's place, which is logged. */
export function writeWindowState(file: string, state: WindowState, log: Log): void {
  try {
    replaceOwnFile(file, `${JSON.stringify(state)}\n`);
  } catch (thrown) {
    log.warn('the window state cannot be written', { code: (thrown as NodeJS.ErrnoException).code });
  }
}

export type WindowPlace =
  | { readonly kind: 'at'; readonly bounds: Rectangle }
  /** In the middle of the display that the system chooses. */
  | { readonly kind: 'centered'; readonly width: number; readonly height: number };

/**
 * Where a window goes, given the work areas of the displays that there are now, the primary one first: where it was, as
 * long as its title bar can be taken hold of there, and no larger than its display.
 */
export function placeOf(bounds: Rectangle | null, displays: ReadonlyArray<Rectangle>): WindowPlace {
  // As it would be on each display: one that was made smaller may no longer reach to where it could be held.
  for (const display of displays) {
    if (bounds === null) break;
    const place = { ...bounds, ...fitted(bounds, display) };
    if (holdsTitle(display, place)) return { kind: 'at', bounds: place };
  }
  return { kind: 'centered', ...fitted(bounds ?? USUAL, displays[0]) };
}

function fitted(
  { width, height }: Pick<Rectangle, 'width' | 'height'>,
  display: Rectangle | undefined,
): Pick<Rectangle, 'width' | 'height'> {
  return { width: clamp(width, LEAST.width, display?.width), height: clamp(height, LEAST.height, display?.height) };
}

/** Never below `least`, also on a display that is smaller. */
function clamp(value: number, least: number, most = Number.POSITIVE_INFINITY): number {
  return Math.max(least, Math.min(value, most));
}

function holdsTitle(area: Rectangle, { x, y, width }: Rectangle): boolean {
  const visible = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return visible >= GRIP.width && y >= area.y && y + GRIP.height <= area.y + area.height;
}
