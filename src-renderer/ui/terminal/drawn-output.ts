import { Terminal } from '@xterm/xterm';
import { type Disposable, DisposableStore } from '../../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../../src-shared/base/emitter.ts';
import type { GridSize, OutputSink } from '../../../src-shared/client/output-stream.ts';
import { messageTurns, PacedWriter } from './paced-writer.ts';
import { historyOutput, linesAbove, type Recording, recordingUntil, ScreenRecorder } from './scrollback.ts';

/** Lines of history that are fetched at once, the most that a hub answers with. */
export const HISTORY_LINES = 10_000;
/** Synchronized output: nothing is drawn between these two, so that a rebuild is seen as one change. */
const HOLD_DRAWING = '\x1b[?2026h';
const GO_ON_DRAWING = '\x1b[?2026l';
const HIDE_CURSOR = '\x1b[?25l';
const CLEAR_SCROLLBACK = '\x1b[3J';

export interface DrawnOutputNeeds {
  /** The offset behind the bytes that were handed over last. */
  readonly offset: () => number;
  /** The program's grid is this one from here on in the output. */
  readonly takeGrid: (size: GridSize) => void;
}

/** What a program prints, drawn by xterm in the order in which it came; and history put above it later. */
export class DrawnOutput implements OutputSink, Disposable {
  private readonly terminal: Terminal;
  private readonly needs: DrawnOutputNeeds;
  private readonly owned = new DisposableStore();
  /** Everything that is drawn goes through it, in this order. */
  private readonly writer: PacedWriter;
  private readonly recorder = new ScreenRecorder();
  private readonly screens = this.owned.add(new Emitter<void>());

  /** A screen has come; the history above it is not there yet. */
  readonly onScreen: Event<void> = this.screens.event;

  constructor(terminal: Terminal, needs: DrawnOutputNeeds) {
    this.terminal = terminal;
    this.needs = needs;
    this.writer = this.owned.add(new PacedWriter(terminal, messageTurns()));
  }

  write(bytes: Uint8Array, done: () => void): void {
    this.recorder.write(bytes, this.needs.offset());
    this.writer.write(bytes, done);
  }

  screen(size: GridSize, bytes: Uint8Array, done: () => void): void {
    this.recorder.begin(size, bytes, this.needs.offset());
    this.startOver(size);
    this.writer.write(bytes);
    this.writer.write(GO_ON_DRAWING, () => {
      done();
      this.screens.fire();
    });
  }

  resize(size: GridSize): void {
    this.recorder.resize(size);
    this.inOrder(() => this.needs.takeGrid(size));
  }

  end(): void {
    this.recorder.stop();
    // Nothing can be typed any more, so no cursor says that it could.
    this.writer.write(HIDE_CURSOR);
  }

  /** Shows plain lines that are all there is, for a terminal that is no more. */
  showLast(size: GridSize, lines: ReadonlyArray<string>): void {
    this.startOver(size);
    this.writer.write(
      `${lines.map((line) => line.replace(/\p{Cc}/gu, '')).join('\r\n')}${HIDE_CURSOR}${GO_ON_DRAWING}`,
    );
  }

  /**
   * Puts `lines`, which stand above the screen as it was at output offset `offset`, above the screen there is: builds
   * it again from the last screen and what followed, in one step for the eye. False when that is no longer possible.
   */
  async addHistory(lines: ReadonlyArray<string>, offset: number): Promise<boolean> {
    const recording = this.recorder.current;
    if (recording === undefined || offset < recording.start || offset > this.needs.offset()) return false;
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
      else this.inOrder(() => this.needs.takeGrid(item.size));
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
      this.needs.takeGrid(size);
    });
    this.writer.write(HOLD_DRAWING);
  }

  /** Does something when everything written before is parsed and nothing after. */
  private inOrder(run: () => void): void {
    this.writer.write('', run);
  }

  clearScrollback(): void {
    this.writer.write(CLEAR_SCROLLBACK);
  }

  dispose(): void {
    this.owned.dispose();
  }
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
