import type { Settings } from '../protocol/channels/settings/state.ts';

/**
 * Whether a moment (ms since 1970) lies in the quiet hours, by the wall clock of this machine: `from` is quiet, `to` no
 * longer is, and a span may go over midnight. On the days when clocks change, the hours are those that the wall shows:
 * a night from 22:00 to 07:00 is an hour shorter or longer.
 */
export function isQuiet(quiet: Settings['notifications']['quiet'], now: number): boolean {
  if (!quiet.on) return false;
  const wall = new Date(now);
  const minute = wall.getHours() * 60 + wall.getMinutes();
  return isInSpan(minuteOf(quiet.from), minuteOf(quiet.to), minute);
}

/** In minutes after midnight: `from` is in it, `to` no longer is, and the same twice is the whole day. */
export function isInSpan(from: number, to: number, minute: number): boolean {
  if (from === to) return true;
  return from < to ? from <= minute && minute < to : from <= minute || minute < to;
}

/** Minutes since midnight of an `HH:MM`, which the settings' schema has checked. */
function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
