import type { IBuffer, Terminal } from '@xterm/headless';
import { HAS_EXTENDED, sgr } from './cell-style.ts';
import { designator } from './charsets.ts';
import { RowWriter } from './row-writer.ts';
import {
  type Cell,
  type CellAttributes,
  type Charset,
  coreOf,
  type XtermBuffer,
  type XtermCore,
} from './xterm-core.ts';

/**
 * What turns a fresh terminal of the same size into `terminal`, which must stand at ground state: cells, both buffers,
 * cursor and saved cursor, regions, tab stops, character sets and modes. Everything that follows then has the same
 * effect on both. `scrollback` lines above the screen come along.
 */
export function snapshot(terminal: Terminal, scrollback: number): string {
  const core = coreOf(terminal);
  const { normal, alt, active } = core._bufferService.buffers;
  const isAlt = active === alt;
  let out = bufferContent(terminal, terminal.buffer.normal, core, scrollback);
  if (isAlt) {
    out += bufferState(terminal, normal);
    // 1047 leaves the saved cursor alone, which was restored just now.
    out += `\x1b[?1047h\x1b[m\x1b[r\x1b[H${bufferContent(terminal, terminal.buffer.alternate, core, 0)}`;
  }
  out += bufferState(terminal, active);
  return out + modes(terminal, core) + cursor(terminal, core, active);
}

function bufferContent(terminal: Terminal, buffer: IBuffer, core: XtermCore, scrollback: number): string {
  const writer = new RowWriter(buffer, terminal.cols, core);
  const from = Math.max(0, buffer.baseY - scrollback);
  const end = buffer.baseY + terminal.rows;
  // With lines above, every row must be written so that the screen ends up where it was.
  return writer.rows(from, from < buffer.baseY ? end : writer.lastRow(from, end) + 1);
}

/** What belongs to one buffer besides its cells. Written before origin mode, so positions are absolute. */
function bufferState(terminal: Terminal, buffer: XtermBuffer): string {
  return tabStops(terminal.cols, buffer) + region(terminal.rows, buffer) + savedCursor(buffer);
}

function tabStops(cols: number, buffer: XtermBuffer): string {
  const stops = Array.from({ length: cols }, (_, x) => buffer.tabs[x] === true);
  if (stops.every((stop, x) => stop === (x % 8 === 0))) return '';
  return `\x1b[3g${stops.map((stop, x) => (stop ? `\x1b[${x + 1}G\x1bH` : '')).join('')}`;
}

function region(rows: number, { scrollTop, scrollBottom }: XtermBuffer): string {
  return scrollTop === 0 && scrollBottom === rows - 1 ? '' : `\x1b[${scrollTop + 1};${scrollBottom + 1}r`;
}

function savedCursor(buffer: XtermBuffer): string {
  const { savedX, savedCurAttrData, savedCharset } = buffer;
  const y = Math.max(0, (buffer.savedY ?? 0) - buffer.ybase);
  const isDefault =
    !savedX && y === 0 && savedCurAttrData.fg === 0 && savedCurAttrData.bg === 0 && savedCharset === undefined;
  if (isDefault) return '';
  const set = savedCharset === undefined ? '' : `\x1b(${designator(savedCharset)}`;
  const unset = savedCharset === undefined ? '' : '\x1b(B';
  return `\x1b[${y + 1};${(savedX || 0) + 1}H${sgr(savedCurAttrData)}${protection(savedCurAttrData)}${set}\x1b7${unset}\x1b[m${savedCurAttrData.isProtected() ? '\x1b["q' : ''}`;
}

function charsets({ _charsetService: service }: XtermCore): string {
  let out = '';
  for (const [level, slot] of ['(', ')', '*', '+'].entries()) {
    // The one in use may differ from its slot after a restored cursor; what is in use counts.
    const charset: Charset = level === service.glevel ? service.charset : service._charsets[level];
    if (charset !== undefined) out += `\x1b${slot}${designator(charset)}`;
  }
  return out + (['', '\x0e', '\x1bn', '\x1bo'][service.glevel] ?? '');
}

const MOUSE: Readonly<Record<string, number>> = { x10: 9, vt200: 1000, drag: 1002, any: 1003 };
const MOUSE_ENCODING: Readonly<Record<string, number>> = { SGR: 1006, SGR_PIXELS: 1016 };

function modes(terminal: Terminal, core: XtermCore): string {
  const { modes: on, options } = terminal;
  const set: Array<number | undefined> = [
    on.applicationCursorKeysMode ? 1 : undefined,
    on.applicationKeypadMode ? 66 : undefined,
    on.bracketedPasteMode ? 2004 : undefined,
    on.reverseWraparoundMode ? 45 : undefined,
    on.sendFocusMode ? 1004 : undefined,
    MOUSE[on.mouseTrackingMode],
    MOUSE_ENCODING[core.coreMouseService.activeEncoding],
    options.cursorBlink === true ? 12 : undefined,
  ];
  let out = '';
  for (const mode of set) if (mode !== undefined) out += `\x1b[?${mode}h`;
  if (!on.wraparoundMode) out += '\x1b[?7l';
  if (options.convertEol === true) out += '\x1b[20h';
  return out + cursorLook(core);
}

function cursorLook({ coreService }: XtermCore): string {
  const { cursorStyle, cursorBlink } = coreService.decPrivateModes;
  const steady = cursorStyle === undefined ? undefined : { block: 2, underline: 4, bar: 6 }[cursorStyle];
  const style = steady === undefined ? '' : `\x1b[${cursorBlink === true ? steady - 1 : steady} q`;
  return style + (coreService.isCursorHidden ? '\x1b[?25l' : '');
}

/**
 * Position and current style; last, since what follows depends on the character before the cursor: it may wrap, be
 * joined by a combining mark or repeated. That character is printed once more, which leaves the cursor where it was.
 */
function cursor(terminal: Terminal, core: XtermCore, buffer: XtermBuffer): string {
  const { originMode, insertMode } = terminal.modes;
  const top = originMode ? buffer.scrollTop : 0;
  const go = (x: number): string => `\x1b[${Math.max(1, buffer.y - top + 1)};${x + 1}H`;
  const style = currentStyle(core);
  const usesCharset = core._charsetService.charset !== undefined;
  const before = (usesCharset ? '' : charsets(core)) + (originMode ? '\x1b[?6h' : '');
  const after = (usesCharset ? charsets(core) : '') + (insertMode ? '\x1b[4h' : '');
  const isJoinable = core._inputHandler._parser.precedingJoinState !== 0;
  if (!isJoinable && buffer.x < terminal.cols) return before + go(buffer.x) + style + after;
  const last = cellBefore(terminal, buffer);
  if (last === undefined) return before + go(Math.min(buffer.x, terminal.cols - 1)) + style + after;
  const reprint = isJoinable ? style + last.chars : sgr(last.cell) + last.chars + style;
  return before + go(last.x) + reprint + after;
}

function cellBefore(terminal: Terminal, buffer: XtermBuffer): { x: number; chars: string; cell: Cell } | undefined {
  const line = terminal.buffer.active.getLine(buffer.ybase + buffer.y);
  for (let x = buffer.x - 1; x >= Math.max(0, buffer.x - 2); x--) {
    const cell = line?.getCell(x) as unknown as Cell | undefined;
    if (cell === undefined || cell.getWidth() === 0) continue;
    if (cell.getChars() === '' && buffer.x < terminal.cols) return undefined;
    return { x, chars: cell.getChars() || ' ', cell };
  }
  return undefined;
}

/** The style that the next character gets. Hyperlinks and protection are part of it. */
function currentStyle(core: XtermCore): string {
  const pen = core._inputHandler._curAttrData;
  // A restored cursor switches the link off and leaves its number.
  const link = pen.bg & HAS_EXTENDED ? core._oscLinkService.getLinkData(pen.extended.urlId) : undefined;
  const open = link === undefined ? '' : `\x1b]8;${link.id === undefined ? '' : `id=${link.id}`};${link.uri}\x1b\\`;
  return sgr(pen, pen.extended) + protection(pen) + open;
}

function protection(cell: CellAttributes): string {
  return cell.isProtected() ? '\x1b[1"q' : '';
}
