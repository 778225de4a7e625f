import { FitAddon } from '@xterm/addon-fit';
import type { Terminal } from '@xterm/xterm';
import { type Disposable, DisposableStore, toDisposable } from '../../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../../src-shared/base/emitter.ts';
import type { GridSize } from '../../../src-shared/client/output-stream.ts';
import { FONT_STEP, fittingFontSize, LEAST_FONT_SIZE, sameGrid } from './grid-fit.ts';

/** Programs and keepers have no use for more. */
const MOST_COLS = 1000;
const MOST_ROWS = 500;

/**
 * How a terminal fills its room. It measures how many cells fit in the user's letters, which is the grid this window
 * could have; and where another client owns the size, it draws that one's grid to fit, in smaller letters if need be.
 */
export class FittedGrid implements Disposable {
  private readonly terminal: Terminal;
  /** The user's own, CSS pixels. */
  private readonly fontSize: () => number;
  private readonly owned = new DisposableStore();
  private readonly fit = new FitAddon();
  private readonly changes = this.owned.add(new Emitter<GridSize>());
  private host: HTMLElement | undefined;
  private own: GridSize | undefined;
  private watching = false;
  /** Pixels at the top that something covers; only a watched grid, which is drawn to fit anyway, makes room for it. */
  private inset = 0;

  /** The grid that this window could show has changed. */
  readonly onChange: Event<GridSize> = this.changes.event;

  constructor(terminal: Terminal, fontSize: () => number) {
    this.terminal = terminal;
    this.fontSize = fontSize;
    terminal.loadAddon(this.fit);
  }

  /** The grid that this window could show; undefined until it has been measured. */
  get size(): GridSize | undefined {
    return this.own;
  }

  /** The terminal is shown in `host` from now on. Once. */
  open(host: HTMLElement): void {
    this.host = host;
    const observer = new ResizeObserver(() => this.arrange());
    observer.observe(host);
    this.owned.add(toDisposable(() => observer.disconnect()));
    this.arrange();
  }

  /** Whether another client owns the size. */
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

  /** The terminal has this grid now, whoever decided it. */
  take(size: GridSize): void {
    if (!sameGrid(size, this.terminal)) this.terminal.resize(size.cols, size.rows);
    if (this.watching) this.arrange();
  }

  /** Measures the room at the user's own font size, then draws the grid there is as large as it fits. */
  arrange(): void {
    const { host, terminal } = this;
    if (host === undefined || host.clientWidth === 0 || host.clientHeight === 0) return;
    this.setFontSize(this.fontSize());
    const proposed = this.fit.proposeDimensions();
    if (proposed === undefined || !(proposed.cols > 1 && proposed.rows > 0)) return;
    const grid = { cols: Math.min(proposed.cols, MOST_COLS), rows: Math.min(proposed.rows, MOST_ROWS) };
    const changed = !sameGrid(grid, this.own);
    this.own = grid;
    host.toggleAttribute('data-watching', this.watching && !sameGrid(terminal, grid));
    if (terminal.element !== undefined) terminal.element.style.marginTop = this.watching ? `${this.inset}px` : '';
    if (this.watching) this.shrinkToFit(host, terminal);
    if (changed) this.changes.fire(grid);
  }

  private shrinkToFit(host: HTMLElement, terminal: Terminal): void {
    const screen = host.querySelector('.xterm-screen')?.getBoundingClientRect();
    if (screen === undefined || screen.width === 0) return;
    const cell = { width: screen.width / terminal.cols, height: screen.height / terminal.rows };
    const room = { width: host.clientWidth, height: Math.max(1, host.clientHeight - this.inset) };
    let size = fittingFontSize(this.fontSize(), cell, terminal, room);
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

  dispose(): void {
    this.owned.dispose();
  }
}

/** Whether the drawn grid is larger than the room it has. */
function sticksOut(host: HTMLElement, room: { readonly width: number; readonly height: number }): boolean {
  const screen = host.querySelector('.xterm-screen')?.getBoundingClientRect();
  return screen !== undefined && (screen.width > room.width || screen.height > room.height);
}
