import { Unicode11Addon } from '@xterm/addon-unicode11';
import xterm, { type Terminal as XtermTerminal } from '@xterm/headless';
import { invariant } from '../../src-shared/base/invariant.ts';
import { type BoundableCore, boundOutput } from '../../src-shared/emulator/emulator-bounds.ts';

/**
 * The inside of xterm.js that its interface does not show and a faithful snapshot needs: saved cursor, scroll region,
 * tab stops, character sets, mouse protocol. Version-bound, hence the exact version in package.json and the property
 * test of snapshots, which fails when one of these no longer means what it says here.
 */
export interface XtermCore {
  readonly _inputHandler: {
    /** Parses at once, in this call. */
    parse(data: Uint8Array): void;
    readonly _curAttrData: CellAttributes;
    readonly _parser: { readonly currentState: number; readonly precedingJoinState: number };
  };
  readonly _bufferService: {
    readonly buffers: { readonly normal: XtermBuffer; readonly alt: XtermBuffer; readonly active: XtermBuffer };
  };
  readonly coreService: {
    readonly isCursorHidden: boolean;
    readonly decPrivateModes: { readonly cursorStyle?: 'block' | 'underline' | 'bar'; readonly cursorBlink?: boolean };
  };
  readonly coreMouseService: { readonly activeEncoding: string };
  readonly _charsetService: {
    readonly charset: Charset;
    readonly glevel: number;
    readonly _charsets: ReadonlyArray<Charset>;
  };
  readonly _oscLinkService: { getLinkData(id: number): { readonly id?: string; readonly uri: string } | undefined };
}

/** Which glyphs stand for which letters; undefined is plain ASCII. Compared by identity. */
export type Charset = object | undefined;

export interface XtermBuffer {
  readonly x: number;
  readonly y: number;
  readonly ybase: number;
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly savedX: number;
  /** Counted from the start of the buffer, not of the screen. */
  readonly savedY: number;
  readonly savedCurAttrData: CellAttributes;
  readonly savedCharset: Charset;
  readonly tabs: Readonly<Record<number, boolean | undefined>>;
}

export interface CellAttributes {
  readonly fg: number;
  readonly bg: number;
  /** `_ext` without what a hyperlink adds: bits 26 to 28 are the style of the underline, below is its colour. */
  readonly extended: { readonly _ext: number; readonly urlId: number };
  isInverse(): number;
  isBold(): number;
  isBlink(): number;
  isInvisible(): number;
  isItalic(): number;
  isDim(): number;
  isStrikethrough(): number;
  isProtected(): number;
  isOverline(): number;
  isFgRGB(): boolean;
  isBgRGB(): boolean;
  isFgPalette(): boolean;
  isBgPalette(): boolean;
  getFgColor(): number;
  getBgColor(): number;
}

/** A cell as the buffer interface hands it out, with the attributes that it has besides. */
export interface Cell extends CellAttributes {
  getChars(): string;
  getWidth(): number;
}

export function coreOf(terminal: XtermTerminal): XtermCore {
  const core = (terminal as unknown as { readonly _core: XtermCore })._core;
  invariant(core._inputHandler._parser.currentState !== undefined, 'this xterm.js has another inside');
  return core;
}

/** A terminal with the character widths (Unicode 11) and the bounds that every client uses. */
export function newTerminal(cols: number, rows: number, scrollback: number): XtermTerminal {
  const terminal = new xterm.Terminal({
    cols,
    rows,
    scrollback,
    allowProposedApi: true,
    logLevel: 'off',
    // Replies to CSI 18 t, which programs ask when they distrust the kernel's idea of the size.
    windowOptions: { getWinSizeChars: true },
  });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  boundOutput((terminal as unknown as { readonly _core: BoundableCore })._core, () => scrollback);
  return terminal;
}
