import type { CellAttributes, XtermCore } from './xterm-core.ts';

/** Bits of `bg` and `fg` that hold attributes; together with the extended ones they are the whole look of a cell. */
export const HAS_EXTENDED = 0x10000000;
const UNDERLINE = 0x10000000;

export const DEFAULT_STYLE = '0 0 0 0';

/** Equal for cells that look the same. */
export function styleKey(cell: CellAttributes): string {
  const extended = cell.bg & HAS_EXTENDED ? `${cell.extended._ext & ~0xe0000000} ${cell.extended.urlId}` : '0 0';
  return `${cell.fg} ${cell.bg & ~HAS_EXTENDED} ${extended}`;
}

type Extended = CellAttributes['extended'];

/** What a cell without extended attributes has; its `extended` may be left from another one. */
const NOT_EXTENDED: Extended = { _ext: 0, urlId: 0 };

/** Select Graphic Rendition from any style to this one. */
export function sgr(
  cell: CellAttributes,
  extended: Extended = cell.bg & HAS_EXTENDED ? cell.extended : NOT_EXTENDED,
): string {
  const codes: Array<number | string> = [];
  if (cell.isBold()) codes.push(1);
  if (cell.isDim()) codes.push(2);
  if (cell.isItalic()) codes.push(3);
  // Not `isUnderline()`: that counts hyperlinks.
  const underline = (extended._ext >>> 26) & 7;
  if (cell.fg & UNDERLINE) codes.push(underline > 1 ? `4:${underline}` : 4);
  if (cell.isBlink()) codes.push(5);
  if (cell.isInverse()) codes.push(7);
  if (cell.isInvisible()) codes.push(8);
  if (cell.isStrikethrough()) codes.push(9);
  if (cell.isOverline()) codes.push(53);
  if (cell.isFgRGB()) codes.push(`38;2;${rgb(cell.getFgColor(), ';')}`);
  else if (cell.isFgPalette()) codes.push(palette(cell.getFgColor(), 30, 38));
  if (cell.isBgRGB()) codes.push(`48;2;${rgb(cell.getBgColor(), ';')}`);
  else if (cell.isBgPalette()) codes.push(palette(cell.getBgColor(), 40, 48));
  codes.push(...underlineColor(extended._ext));
  return codes.length === 0 ? '\x1b[m' : `\x1b[0;${codes.join(';')}m`;
}

/** Kept also while nothing is underlined. */
function underlineColor(ext: number): string[] {
  const mode = (ext >>> 24) & 3;
  if (mode === 0) return [];
  return [mode === 3 ? `58:2::${rgb(ext, ':')}` : `58:5:${ext & 255}`];
}

function palette(color: number, low: number, extended: number): number | string {
  if (color < 8) return low + color;
  return color < 16 ? low + 60 + color - 8 : `${extended};5;${color}`;
}

function rgb(color: number, separator: string): string {
  return [(color >>> 16) & 255, (color >>> 8) & 255, color & 255].join(separator);
}

/** Writes style changes only where there is one, hyperlinks and protection included. */
export class Pen {
  private readonly core: XtermCore;
  private style = DEFAULT_STYLE;
  private link = 0;
  private isProtected = false;

  constructor(core: XtermCore) {
    this.core = core;
  }

  /** What turns the pen to the look of `cell`. */
  to(cell: CellAttributes): string {
    const style = styleKey(cell);
    if (style === this.style) return '';
    this.style = style;
    return (
      sgr(cell) +
      this.toLink(cell.bg & HAS_EXTENDED ? cell.extended.urlId : 0) +
      this.toProtection(cell.isProtected() !== 0)
    );
  }

  reset(): string {
    if (this.style === DEFAULT_STYLE) return '';
    this.style = DEFAULT_STYLE;
    return `\x1b[m${this.toLink(0)}${this.toProtection(false)}`;
  }

  private toLink(id: number): string {
    if (id === this.link) return '';
    this.link = id;
    const data = id === 0 ? undefined : this.core._oscLinkService.getLinkData(id);
    if (data === undefined) return '\x1b]8;;\x1b\\';
    return `\x1b]8;${data.id === undefined ? '' : `id=${data.id}`};${data.uri}\x1b\\`;
  }

  private toProtection(on: boolean): string {
    if (on === this.isProtected) return '';
    this.isProtected = on;
    return on ? '\x1b[1"q' : '\x1b["q';
  }
}
