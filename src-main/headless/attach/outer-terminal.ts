import type { ReadStream, WriteStream } from 'node:tty';
import type { GridSize } from '../../../src-shared/client/output-stream.ts';
import {
  CLEAR,
  HOLD_PICTURE,
  LEAVE_ALT_SCREEN,
  RESET_MODES,
  RESTORE_TITLE,
  SAVE_TITLE,
  SHOW_PICTURE,
} from './outer-modes.ts';
import { OuterOutput } from './outer-output.ts';

/** The terminal that the user sits at. Raw from construction until {@link restore}, which also runs at exit. */
export class OuterTerminal {
  private readonly input: ReadStream;
  private readonly screen: WriteStream;
  private readonly output = new OuterOutput();
  private restored = false;

  constructor(input: ReadStream, screen: WriteStream) {
    this.input = input;
    this.screen = screen;
    input.setRawMode(true);
    process.once('exit', this.restore);
    // What stands there moves into the scrollback, line by line, and the grid is ours.
    screen.write(`${SAVE_TITLE}${'\n'.repeat(screen.rows)}${CLEAR}`);
  }

  get size(): GridSize {
    return { cols: this.screen.columns, rows: this.screen.rows };
  }

  /** Output of the program, as it is but for queries. */
  write(bytes: Uint8Array, done: () => void): void {
    this.screen.write(this.output.push(bytes), done);
  }

  /** Starts over and shows `bytes`. */
  paint(bytes: Uint8Array, done: () => void): void {
    this.clear();
    this.screen.write(this.output.push(bytes));
    this.screen.write(SHOW_PICTURE, done);
  }

  /** Text of our own: `lines` from the top, a last line in reverse, the cursor at `cursor`. */
  paintLines(lines: readonly string[], status: string, cursor: { readonly x: number; readonly y: number }): void {
    this.clear();
    const { rows } = this.size;
    // Without wrapping the terminal cuts what is too wide, whatever it takes for the width of a character.
    const text = lines.map((line, at) => `\x1b[${at + 1};1H${line}`).join('');
    this.screen.write(
      `\x1b[?7l${text}\x1b[${rows};1H\x1b[7m${this.fitted(status)}\x1b[0m\x1b[?7h\x1b[${cursor.y + 1};${cursor.x + 1}H${SHOW_PICTURE}`,
    );
  }

  /** One line over the last row, the program's cursor untouched. It stays until the next repaint. */
  note(text: string): void {
    const { rows } = this.size;
    this.screen.write(`\x1b7\x1b[${rows};1H\x1b[0;7m${this.fitted(text)}\x1b[0m\x1b8`);
  }

  /** Gives the terminal back as it was found; what the program showed on the main screen stays. */
  readonly restore = (): void => {
    if (this.restored) return;
    this.restored = true;
    process.off('exit', this.restore);
    this.screen.write(`${RESET_MODES}${this.output.onAltScreen ? LEAVE_ALT_SCREEN : ''}${RESTORE_TITLE}`);
    this.input.setRawMode(false);
    this.input.pause();
  };

  private clear(): void {
    const leave = this.output.onAltScreen ? LEAVE_ALT_SCREEN : '';
    this.output.reset();
    this.screen.write(`${HOLD_PICTURE}${leave}${RESET_MODES}${HOLD_PICTURE}${CLEAR}`);
  }

  private fitted(text: string): string {
    const { cols } = this.size;
    return ` ${text}`.slice(0, cols).padEnd(cols);
  }
}
