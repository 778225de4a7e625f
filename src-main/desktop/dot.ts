/** Pixels each way: the size of an overlay on a Windows taskbar button. */
export const DOT_SIZE = 16;

/** Amber, readable on light and dark taskbars: blue, green, red. */
const COLOR = [0x1e, 0x9f, 0xf5] as const;

/** A round dot as premultiplied BGRA, four bytes a pixel, its edge smoothed. */
export function dot(): Buffer {
  const middle = (DOT_SIZE - 1) / 2;
  const radius = DOT_SIZE / 2 - 1;
  const pixels = Array.from({ length: DOT_SIZE * DOT_SIZE }, (_, at) => {
    const away = Math.hypot((at % DOT_SIZE) - middle, Math.floor(at / DOT_SIZE) - middle);
    const inside = Math.min(1, Math.max(0, radius + 0.5 - away));
    return [...COLOR, 255].map((part) => Math.round(part * inside));
  });
  return Buffer.from(pixels.flat());
}
