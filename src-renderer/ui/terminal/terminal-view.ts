import { FitAddon } from '@xterm/addon-fit';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import { type Disposable, DisposableStore, toDisposable } from '../../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../../src-shared/base/emitter.ts';
import type { GridSize, OutputSink } from '../../../src-shared/client/output-stream.ts';
import { type BoundableCore, boundOutput } from '../../../src-shared/emulator/emulator-bounds.ts';
import { FONT_STEP, fittingFontSize, LEAST_FONT_SIZE, sameGrid } from './grid-fit.ts';
import { LINK_PATTERN, safeLink } from './link-target.ts';
import { messageTurns, PacedWriter } from './paced-writer.ts';
import { guardQueries } from './query-guard.ts';
import { historyOutput, linesAbove, type Recording, recordingUntil, ScreenRecorder } from './scrollback.ts';
import { TerminalCells } from './terminal-cells.ts';
import { TerminalSearch } from './terminal-search.ts';
import { type ThemeName, themeFor } from './themes.ts';
import { WebglRenderer } from './webgl-renderer.ts';

/** Lines of history that are fetched at once, the most that a hub answers with. */
export const HISTORY_LINES = 10_000;
/** Synchronized output: nothing is drawn between these two, so that a rebuild is seen as one change. */
const HOLD_DRAWING = '\x1b[?2026h';
const GO_ON_DRAWING = '\x1b[?2026l';

/** CSS pixels: enough to see where one has scrolled to, and hardly a column. */
const TOUCH_SCROLLBAR = 3;

export interface ViewSettings {
  /** A CSS font family. */
  readonly fontFamily: string;
  readonly fontSize: number;
  readonly theme: ThemeName;
  readonly screenReader: boolean;
  readonly cursorBlink: boolean;
  /** Lines that have scrolled off and can be scrolled back to. */
  readonly scrollback: number;
}

export interface TerminalViewOptions {
  readonly settings: ViewSettings;
  readonly mac: boolean;
  /** The offset behind the bytes that were handed to the sink last. */
  readonly offset: () => number;
  /** The app wants this key; the terminal leaves it alone. */
  readonly wantsKey: (event: KeyboardEvent) => boolean;
  readonly openLink: (url: string) => void;
  /** It is for fingers: its scrollbar is only looked at, and its keys come from elsewhere. */
  readonly touch?: boolean;
}

/** One terminal on the screen: xterm with everything that makes it ours. No React, no store, no connection. */
export class TerminalView implements OutputSink, Disposable {
  private readonly options: TerminalViewOptions;
  private readonly owned = new DisposableStore();
  private readonly terminal: Terminal;
  /** Everything that is drawn goes through it, in this order. */
  private readonly writer: PacedWriter;
  private readonly fit = new FitAddon();
  private readonly webgl: WebglRenderer;
  private readonly recorder = new ScreenRecorder();
  private readonly typed = new Emitter<string>();
  private readonly typedBytes = new Emitter<Uint8Array>();
  private readonly grids = new Emitter<GridSize>();
  private readonly screens = new Emitter<void>();
  private readonly links = new Emitter<string | null>();
  private settings: ViewSettings;
  private host: HTMLElement | undefined;
  private ownGrid: GridSize | undefined;
  private watching = false;
  /** Pixels at the top that something covers; only a watched grid, which is drawn to fit anyway, makes room for it. */
  private inset = 0;
  private pointed: string | null = null;
  readonly search: TerminalSearch;
  readonly cells: TerminalCells;

  /** The user typed, clicked or scrolled something the program wants to know, as text. */
  readonly onTyped: Event<string> = this.typed.event;
  readonly onTypedBytes: Event<Uint8Array> = this.typedBytes.event;
  /** The grid that this window could show has changed. */
  readonly onGrid: Event<GridSize> = this.grids.event;
  /** A screen has come; the history above it is not there yet. */
  readonly onScreen: Event<void> = this.screens.event;
  /** The pointer is on a link, or on none. */
  readonly onLink: Event<string | null> = this.links.event;

  constructor(options: TerminalViewOptions) {
    this.options = options;
    this.settings = options.settings;
    this.terminal = new Terminal({
      allowProposedApi: true,
      fontFamily: options.settings.fontFamily,
      fontSize: options.settings.fontSize,
      lineHeight: 1.2,
      theme: themeFor(options.settings.theme, options.touch),
      scrollback: options.settings.scrollback,
      cursorBlink: options.settings.cursorBlink,
      cursorInactiveStyle: 'outline',
      screenReaderMode: options.settings.screenReader,
      macOptionIsMeta: true,
      macOptionClickForcesSelection: true,
      rightClickSelectsWord: false,
      minimumContrastRatio: 1,
      ...(options.touch === true ? { overviewRuler: { width: TOUCH_SCROLLBAR } } : {}),
      // OSC 8 links: the same rule as for those found in the text.
      linkHandler: {
        activate: (event, text) => this.followLink(event, text),
        hover: (_event, text) => this.pointAt(text),
        leave: () => this.pointAt(null),
        allowNonHttpProtocols: true,
      },
    });
    this.webgl = this.owned.add(new WebglRenderer(this.terminal));
    this.owned.add(toDisposable(() => this.terminal.dispose()));
    this.writer = this.owned.add(new PacedWriter(this.terminal, messageTurns()));
    this.search = this.owned.add(new TerminalSearch(this.terminal, () => this.settings.theme, options.touch));
    this.cells = this.owned.add(new TerminalCells(this.terminal));
    this.load();
    for (const emitter of [this.typed, this.typedBytes, this.grids, this.screens, this.links]) this.owned.add(emitter);
  }

  private load(): void {
    const { terminal } = this;
    terminal.loadAddon(this.fit);
    terminal.loadAddon(new Unicode11Addon());
    terminal.unicode.activeVersion = '11';
    terminal.loadAddon(
      new WebLinksAddon((event, uri) => this.followLink(event, uri), {
        urlRegex: LINK_PATTERN,
        hover: (_event, text) => this.pointAt(text),
        leave: () => this.pointAt(null),
      }),
    );
    this.owned.add(guardQueries(terminal.parser));
    boundOutput((terminal as unknown as { readonly _core: BoundableCore })._core, () => this.settings.scrollback);
    this.owned.add(terminal.onData((data) => this.typed.fire(data)));
    this.owned.add(
      terminal.onBinary((data) => this.typedBytes.fire(Uint8Array.from(data, (char) => char.charCodeAt(0) & 255))),
    );
    terminal.attachCustomKeyEventHandler((event) => !this.options.wantsKey(event));
  }

  // ---- where it is shown

  /** Shows the terminal in `host`, which must be in the document. Once. */
  open(host: HTMLElement): void {
    this.host = host;
    this.terminal.open(host);
    this.terminal.textarea?.setAttribute('autocapitalize', 'off');
    const observer = new ResizeObserver(() => this.arrange());
    observer.observe(host);
    this.owned.add(toDisposable(() => observer.disconnect()));
    this.arrange();
  }

  setLabel(label: string): void {
    this.terminal.textarea?.setAttribute('aria-label', label);
  }

  setVisible(visible: boolean): void {
    this.webgl.setVisible(visible && this.host !== undefined);
    if (visible) this.arrange();
  }

  get renderer(): 'webgl' | 'dom' {
    return this.webgl.kind;
  }

  /** Lines that can be scrolled back to. */
  get scrollback(): number {
    return this.settings.scrollback;
  }

  get grid(): GridSize | undefined {
    return this.ownGrid;
  }

  /** Whether another client owns the size: then its grid is drawn to fit, in smaller letters if need be. */
  setWatching(watching: boolean): void {
    if (watching === this.watching) return;
    this.watching = watching;
    this.arrange();
  }

  /** Something covers the top `pixels` of the host. */
  setInset(pixels: number): void {
    if (pixels === this.inset) return;
    this.inset = pixels;
    if (this.watching) this.arrange();
  }

  apply(settings: ViewSettings): void {
    const before = this.settings;
    this.settings = settings;
    const { options } = this.terminal;
    if (settings.theme !== before.theme) {
      options.theme = themeFor(settings.theme, this.options.touch);
      this.search.refresh();
    }
    if (settings.screenReader !== before.screenReader) options.screenReaderMode = settings.screenReader;
    if (settings.cursorBlink !== before.cursorBlink) options.cursorBlink = settings.cursorBlink;
    if (settings.scrollback !== before.scrollback) options.scrollback = settings.scrollback;
    if (settings.fontFamily !== before.fontFamily) options.fontFamily = settings.fontFamily;
    if (settings.fontFamily !== before.fontFamily || settings.fontSize !== before.fontSize) this.arrange();
  }

  /** Measures the room at the user's own font size, then draws the grid there is as large as it fits. */
  private arrange(): void {
    const { host, terminal } = this;
    if (host === undefined || host.clientWidth === 0 || host.clientHeight === 0) return;
    this.setFontSize(this.settings.fontSize);
    const proposed = this.fit.proposeDimensions();
    if (proposed === undefined || !(proposed.cols > 1 && proposed.rows > 0)) return;
    const grid = { cols: Math.min(proposed.cols, 1000), rows: Math.min(proposed.rows, 500) };
    const changed = !sameGrid(grid, this.ownGrid);
    this.ownGrid = grid;
    host.toggleAttribute('data-watching', this.watching && !sameGrid(terminal, grid));
    if (terminal.element !== undefined) terminal.element.style.marginTop = this.watching ? `${this.inset}px` : '';
    if (this.watching) this.shrinkToFit(host, terminal);
    if (changed) this.grids.fire(grid);
  }

  private shrinkToFit(host: HTMLElement, terminal: Terminal): void {
    const screen = host.querySelector('.xterm-screen')?.getBoundingClientRect();
    if (screen === undefined || screen.width === 0) return;
    const cell = { width: screen.width / terminal.cols, height: screen.height / terminal.rows };
    const room = { width: host.clientWidth, height: Math.max(1, host.clientHeight - this.inset) };
    let size = fittingFontSize(this.settings.fontSize, cell, terminal, room);
    this.setFontSize(size);
    // Cells are whole device pixels, so small letters take a little more than their share.
    while (size > LEAST_FONT_SIZE && sticksOut(host, room)) {
      size -= FONT_STEP;
      this.setFontSize(size);
    }
  }

  private setFontSize(size: number): void {
    if (this.terminal.options.fontSize !== size) this.terminal.options.fontSize = size;
  }

  // ---- output

  write(bytes: Uint8Array, done: () => void): void {
    this.recorder.write(bytes, this.options.offset());
    this.writer.write(bytes, done);
  }

  screen(size: GridSize, bytes: Uint8Array, done: () => void): void {
    this.recorder.begin(size, bytes, this.options.offset());
    this.startOver(size);
    this.writer.write(bytes);
    this.writer.write(GO_ON_DRAWING, () => {
      done();
      this.screens.fire();
    });
  }

  resize(size: GridSize): void {
    this.recorder.resize(size);
    this.inOrder(() => this.setGrid(size));
  }

  end(): void {
    this.recorder.stop();
    // Nothing can be typed any more, so no cursor says that it could.
    this.writer.write('\x1b[?25l');
  }

  /** Shows plain lines that are all there is, for a terminal that is no more. */
  showLast(size: GridSize, lines: ReadonlyArray<string>): void {
    this.startOver(size);
    this.writer.write(`${lines.map((line) => line.replace(/\p{Cc}/gu, '')).join('\r\n')}\x1b[?25l${GO_ON_DRAWING}`);
  }

  /**
   * Puts `lines`, which stand above the screen as it was at output offset `offset`, above the screen there is: builds
   * it again from the last screen and what followed, in one step for the eye. False when that is no longer possible.
   */
  async addHistory(lines: ReadonlyArray<string>, offset: number): Promise<boolean> {
    const recording = this.recorder.current;
    if (recording === undefined || offset < recording.start || offset > this.options.offset()) return false;
    const scrolled = await scrolledLines(recordingUntil(recording, offset));
    const now = this.recorder.current;
    // Another screen came while we counted: the history above that one is asked for by itself.
    if (now === undefined || now.screen !== recording.screen) return false;
    this.recorder.stop();
    this.rebuild(now, linesAbove(lines, scrolled));
    return true;
  }

  private rebuild(recording: Recording, above: ReadonlyArray<string>): void {
    let restore = (): void => {};
    this.inOrder(() => {
      restore = this.rememberPlace();
    });
    this.startOver(recording.size);
    this.writer.write(historyOutput(above, recording.size.rows));
    this.writer.write(recording.screen);
    for (const item of recording.tail) {
      if (item.kind === 'bytes') this.writer.write(item.bytes);
      else this.inOrder(() => this.setGrid(item.size));
    }
    this.writer.write(GO_ON_DRAWING, () => restore());
  }

  /** Notes where the user reads and what is selected, counted from the end, which is what stays. */
  private rememberPlace(): () => void {
    const { terminal } = this;
    const { baseY, viewportY } = terminal.buffer.active;
    const back = baseY - viewportY;
    const selected = terminal.getSelectionPosition();
    return () => {
      const moved = terminal.buffer.active.baseY - baseY;
      if (selected !== undefined) {
        const { start, end } = selected;
        const length = (end.y - start.y) * terminal.cols + (end.x - start.x);
        terminal.select(start.x, start.y + moved, length);
      }
      if (back > 0) terminal.scrollToLine(terminal.buffer.active.baseY - back);
    };
  }

  private startOver(size: GridSize): void {
    this.inOrder(() => {
      this.terminal.reset();
      this.setGrid(size);
    });
    this.writer.write(HOLD_DRAWING);
  }

  /** Does something when everything written before is parsed and nothing after. */
  private inOrder(run: () => void): void {
    this.writer.write('', run);
  }

  private setGrid(size: GridSize): void {
    if (size.cols !== this.terminal.cols || size.rows !== this.terminal.rows)
      this.terminal.resize(size.cols, size.rows);
    if (this.watching) this.arrange();
  }

  // ---- what a user does

  focus(): void {
    this.terminal.focus();
  }

  get hasFocus(): boolean {
    return this.terminal.textarea !== undefined && document.activeElement === this.terminal.textarea;
  }

  get selection(): string {
    return this.terminal.getSelection();
  }

  selectAll(): void {
    this.terminal.selectAll();
  }

  /** The program asked for pastes to be marked (DEC mode 2004). */
  get bracketedPaste(): boolean {
    return this.terminal.modes.bracketedPasteMode;
  }

  scrollToEnd(): void {
    this.terminal.scrollToBottom();
  }

  clearScrollback(): void {
    this.writer.write('\x1b[3J');
  }

  /** The text on the screen now; tests and screen captures read it. */
  screenText(): string {
    const buffer = this.terminal.buffer.active;
    const lines: string[] = [];
    for (let row = 0; row < this.terminal.rows; row++)
      lines.push(buffer.getLine(buffer.baseY + row)?.translateToString(true) ?? '');
    return lines.join('\n').trimEnd();
  }

  /** The address under the pointer, where a click would lead. */
  get link(): string | null {
    return this.pointed;
  }

  private pointAt(uri: string | null): void {
    this.pointed = uri === null ? null : (safeLink(uri) ?? null);
    this.links.fire(this.pointed);
  }

  private followLink(event: MouseEvent, uri: string): void {
    const url = safeLink(uri);
    if (url !== undefined && (this.options.mac ? event.metaKey : event.ctrlKey)) this.options.openLink(url);
  }

  dispose(): void {
    this.owned.dispose();
  }
}

/** Whether the drawn grid is larger than the room it has. */
function sticksOut(host: HTMLElement, room: { readonly width: number; readonly height: number }): boolean {
  const screen = host.querySelector('.xterm-screen')?.getBoundingClientRect();
  return screen !== undefined && (screen.width > room.width || screen.height > room.height);
}

/** Lines above the screen, wrapped rows counted once, as the hub counts them. */
function wholeLinesAbove(terminal: Terminal): number {
  const buffer = terminal.buffer.normal;
  let count = 0;
  for (let row = 0; row < buffer.baseY; row++) if (buffer.getLine(row)?.isWrapped !== true) count++;
  return count;
}

/** How many lines a recording scrolls off its own screen, told by an emulator that nobody sees. */
function scrolledLines(recording: Recording): Promise<number> {
  const scratch = new Terminal({ ...recording.size, scrollback: HISTORY_LINES * 2, allowProposedApi: true });
  scratch.write(recording.screen);
  for (const item of recording.tail) {
    if (item.kind === 'bytes') scratch.write(item.bytes);
    else scratch.write('', () => scratch.resize(item.size.cols, item.size.rows));
  }
  return new Promise((resolve) => {
    scratch.write('', () => {
      resolve(wholeLinesAbove(scratch));
      scratch.dispose();
    });
  });
}
