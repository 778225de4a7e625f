/** Sizes that a pinch snaps to, CSS pixels. */
export const FONT_PRESETS: ReadonlyArray<number> = [7, 8, 9, 10, 11, 12, 13, 14, 16, 18, 20, 24];
export const USUAL_FONT_SIZE = 12;

/** A pinch stretches the picture no further than to the sizes there are. */
export function boundedScale(size: number, scale: number): number {
  const least = FONT_PRESETS[0] ?? size;
  const most = FONT_PRESETS.at(-1) ?? size;
  return Math.max(least / size, Math.min(most / size, scale));
}

/** The preset that a pinch means: the nearest, as ratios go. */
export function snappedSize(size: number, scale: number): number {
  const wanted = Math.log(size * boundedScale(size, scale));
  let best = size;
  let off = Number.POSITIVE_INFINITY;
  for (const preset of FONT_PRESETS) {
    const away = Math.abs(Math.log(preset) - wanted);
    if (away < off) [best, off] = [preset, away];
  }
  return best;
}

export function parseFontSize(text: string | null): number {
  const size = Number(text ?? Number.NaN);
  return FONT_PRESETS.includes(size) ? size : USUAL_FONT_SIZE;
}
