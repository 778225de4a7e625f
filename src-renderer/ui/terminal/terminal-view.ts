import { Unicode11Addon } from '@xterm/addon-unicode11';
import { type ITerminalOptions, Terminal } from '@xterm/xterm';
import { type Disposable, DisposableStore, toDisposable } from '../../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../../src-shared/base/emitter.ts';
import type { GridSize, OutputSink } from '../../../src-shared/client/output-stream.ts';
import { type BoundableCore, boundOutput } from '../../../src-shared/emulator/emulator-bounds.ts';
import { DrawnOutput } from './drawn-output.ts';
import { FittedGrid } from './fitted-grid.ts';
import { PointedLink } from './pointed-link.ts';
import { guardQueries } from './query-guard.ts';
import { TerminalCells } from './terminal-cells.ts';
import { TerminalSearch } from './terminal-search.ts';
import { type ThemeName, themeFor } from './themes.ts';
import { WebglRenderer } from './webgl-renderer.ts';

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

/**
 * One terminal on the screen: xterm with everything that makes it ours. What it prints is `DrawnOutput`'s, its room
 * `FittedGrid`'s. No React, no store, no connection.
 */
export class TerminalView implements OutputSink, Disposable {
  private readonly options: TerminalViewOptions;
  private readonly owned = new DisposableStore();
  private readonly terminal: Terminal;
  private readonly output: DrawnOutput;
  private readonly fitted: FittedGrid;
  private readonly webgl: WebglRenderer;
  private readonly pointed: PointedLink;
  private readonly typed = this.owned.add(new Emitter<string>());
  private readonly typedBytes = this.owned.add(new Emitter<Uint8Array>());
  private settings: ViewSettings;
  private isOpen = false;
  readonly search: TerminalSearch;
  readonly cells: TerminalCells;

  /** The user typed, clicked or scrolled something the program wants to know, as text. */
  readonly onTyped: Event<string> = this.typed.event;
  readonly onTypedBytes: Event<Uint8Array> = this.typedBytes.event;

  constructor(options: TerminalViewOptions) {
    this.options = options;
    this.settings = options.settings;
    this.pointed = new PointedLink({ mac: options.mac, open: options.openLink });
    this.terminal = new Terminal({ ...xtermOptions(options), linkHandler: this.pointed.handler() });
    this.webgl = this.owned.add(new WebglRenderer(this.terminal));
    this.owned.add(toDisposable(() => this.terminal.dispose()));
    this.fitted = this.owned.add(new FittedGrid(this.terminal, () => this.settings.fontSize));
    this.output = this.owned.add(
      new DrawnOutput(this.terminal, { offset: options.offset, takeGrid: (size) => this.fitted.take(size) }),
    );
    this.search = this.owned.add(new TerminalSearch(this.terminal, () => this.settings.theme, options.touch));
    this.cells = this.owned.add(new TerminalCells(this.terminal));
    this.load();
    this.owned.add(this.pointed);
  }

  private load(): void {
    const { terminal } = this;
    terminal.loadAddon(new Unicode11Addon());
    terminal.unicode.activeVersion = '11';
    terminal.loadAddon(this.pointed.addon());
    this.owned.add(guardQueries(terminal.parser));
    boundOutput((terminal as unknown as { readonly _core: BoundableCore })._core, () => this.settings.scrollback);
    this.owned.add(terminal.onData((data) => this.typed.fire(data)));
    this.owned.add(
      terminal.onBinary((data) => this.typedBytes.fire(Uint8Array.from(data, (char) => char.charCodeAt(0) & 255))),
    );
    terminal.attachCustomKeyEventHandler((event) => !this.options.wantsKey(event));
  }

  // ---- where it is shown

  /** The grid that this window could show has changed. */
  get onGrid(): Event<GridSize> {
    return this.fitted.onChange;
  }

  /** Shows the terminal in `host`, which must be in the document. Once. */
  open(host: HTMLElement): void {
    this.isOpen = true;
    this.terminal.open(host);
    this.terminal.textarea?.setAttribute('autocapitalize', 'off');
    this.fitted.open(host);
  }

  setLabel(label: string): void {
    this.terminal.textarea?.setAttribute('aria-label', label);
  }

  setVisible(visible: boolean): void {
    this.webgl.setVisible(visible && this.isOpen);
    if (visible) this.fitted.arrange();
  }

  get renderer(): 'webgl' | 'dom' {
    return this.webgl.kind;
  }

  /** Lines that can be scrolled back to. */
  get scrollback(): number {
    return this.settings.scrollback;
  }

  get grid(): GridSize | undefined {
    return this.fitted.size;
  }

  /** Whether another client owns the size: then its grid is drawn to fit, in smaller letters if need be. */
  setWatching(watching: boolean): void {
    this.fitted.setWatching(watching);
  }

  /** Something covers the top `pixels` of the host. */
  setInset(pixels: number): void {
    this.fitted.setInset(pixels);
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
    if (settings.fontFamily !== before.fontFamily || settings.fontSize !== before.fontSize) this.fitted.arrange();
  }

  // ---- output

  /** A screen has come; the history above it is not there yet. */
  get onScreen(): Event<void> {
    return this.output.onScreen;
  }

  write(bytes: Uint8Array, done: () => void): void {
    this.output.write(bytes, done);
  }

  screen(size: GridSize, bytes: Uint8Array, done: () => void): void {
    this.output.screen(size, bytes, done);
  }

  resize(size: GridSize): void {
    this.output.resize(size);
  }

  end(): void {
    this.output.end();
  }

  /** Shows plain lines that are all there is, for a terminal that is no more. */
  showLast(size: GridSize, lines: ReadonlyArray<string>): void {
    this.output.showLast(size, lines);
  }

  /** Puts older lines above the screen; false when that is no longer possible. */
  addHistory(lines: ReadonlyArray<string>, offset: number): Promise<boolean> {
    return this.output.addHistory(lines, offset);
  }

  clearScrollback(): void {
    this.output.clearScrollback();
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
    return this.pointed.url;
  }

  /** The pointer is on a link, or on none. */
  get onLink(): Event<string | null> {
    return this.pointed.onChange;
  }

  dispose(): void {
    this.owned.dispose();
  }
}

function xtermOptions({ settings, touch }: TerminalViewOptions): ITerminalOptions {
  return {
    allowProposedApi: true,
    fontFamily: settings.fontFamily,
    fontSize: settings.fontSize,
    lineHeight: 1.2,
    theme: themeFor(settings.theme, touch),
    scrollback: settings.scrollback,
    cursorBlink: settings.cursorBlink,
    cursorInactiveStyle: 'outline',
    screenReaderMode: settings.screenReader,
    macOptionIsMeta: true,
    macOptionClickForcesSelection: true,
    rightClickSelectsWord: false,
    minimumContrastRatio: 1,
    ...(touch === true ? { overviewRuler: { width: TOUCH_SCROLLBAR } } : {}),
  };
}
