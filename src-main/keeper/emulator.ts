import type { Terminal } from '@xterm/headless';
import { answerColorQueries } from './color-queries.ts';
import type { FactsReader } from './facts.ts';
import { GroundSplitter } from './ground-splitter.ts';
import { OutputMarks } from './output-marks.ts';
import type { ScreenImage, ScreenText, Size } from './screen-messages.ts';
import { skim } from './skim.ts';
import { snapshot } from './snapshot.ts';
import { coreOf, newTerminal, type XtermCore } from './xterm-core.ts';

/** Lines that stay in memory. Older ones are rebuilt from the ring when somebody asks. */
export const RESIDENT_SCROLLBACK = 100;
/** The ring holds 2 MiB, so there always is a base within it from which all that follows can be replayed. */
const BASE_EVERY = 1024 * 1024;
const BASES = 3;
/** xterm.js keeps a buffer of four times the largest piece it was ever given. */
const SLICE = 8 * 1024;
/** A screen of 500 by 1000 cells in as many colours would not fit a frame, with the ring behind it. */
const IMAGE_LIMIT = 5 * 1024 * 1024;
const NEXT_LINE = Uint8Array.of(0x0d, 0x0a);

/** One terminal's screen. Fed only up to ground state, so it can be copied at any time. */
export class Emulator {
  private readonly terminal: Terminal;
  private readonly core: XtermCore;
  private readonly marks: OutputMarks;
  private readonly splitter = new GroundSplitter();
  private readonly bases: ScreenImage[] = [];
  private readonly encoder = new TextEncoder();
  private parsed: number;

  /** `offset`: the number of the first byte that will be fed. `reply` goes to the program. */
  constructor(size: Size, offset: number, facts: FactsReader, reply: (text: string) => void) {
    this.parsed = offset;
    this.terminal = newTerminal(size.cols, size.rows, RESIDENT_SCROLLBACK);
    this.core = coreOf(this.terminal);
    this.terminal.onData(reply);
    this.terminal.onBell(() => facts.ring());
    this.terminal.onTitleChange((title) => facts.readTitle(title));
    answerColorQueries(this.terminal, reply);
    answerName(this.terminal, reply);
    listenForFacts(this.terminal, facts);
    this.marks = new OutputMarks(this.terminal);
  }

  /** Bytes that the screen shows. */
  get offset(): number {
    return this.parsed;
  }

  get size(): Size {
    return { cols: this.terminal.cols, rows: this.terminal.rows };
  }

  feed(bytes: Uint8Array): void {
    const { atGround } = this.splitter;
    const whole = this.splitter.take(bytes);
    if (whole.length === 0) return;
    this.parse(atGround ? this.passOver(whole) : whole);
    this.parsed += whole.length;
    if (this.parsed - (this.bases.at(-1)?.offset ?? 0) >= BASE_EVERY && this.splitter.atGround) this.keepBase();
  }

  private parse(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += SLICE) this.core._inputHandler.parse(bytes.subarray(at, at + SLICE));
  }

  /** What is left to parse when the lines are left out that have scrolled out of memory by the end of `bytes`. */
  private passOver(bytes: Uint8Array): Uint8Array {
    if (!this.isScrolling) return bytes;
    const skipped = skim(bytes, RESIDENT_SCROLLBACK + this.terminal.rows);
    if (skipped === undefined) return bytes;
    this.parse(skipped.styles);
    this.core._inputHandler.parse(NEXT_LINE);
    return bytes.subarray(skipped.from);
  }

  /** Every further line only moves all others up: the cursor is at the bottom and the scrollback full. */
  private get isScrolling(): boolean {
    const { active, alt } = this.core._bufferService.buffers;
    const last = this.terminal.rows - 1;
    const isFull = active === alt || active.ybase === RESIDENT_SCROLLBACK;
    return isFull && active.y === last && active.scrollTop === 0 && active.scrollBottom === last;
  }

  resize(size: Size): void {
    this.terminal.resize(size.cols, size.rows);
  }

  image(scrollback: number): ScreenImage {
    const marks = this.marks.told();
    let bytes = this.encoder.encode(snapshot(this.terminal, scrollback) + marks);
    if (bytes.length > IMAGE_LIMIT) bytes = this.encoder.encode(snapshot(this.terminal, 0) + marks);
    if (bytes.length > IMAGE_LIMIT) bytes = this.encoder.encode(this.text().lines.join('\r\n'));
    return { offset: this.parsed, size: this.size, bytes };
  }

  text(): ScreenText {
    const buffer = this.terminal.buffer.active;
    const lines = Array.from(
      { length: this.terminal.rows },
      (_, y) => buffer.getLine(buffer.baseY + y)?.translateToString(true) ?? '',
    );
    return { size: this.size, lines, cursor: { x: buffer.cursorX, y: buffer.cursorY } };
  }

  /** The oldest screen that was kept at `from` or later. */
  baseSince(from: number): ScreenImage | undefined {
    return this.bases.find((base) => base.offset >= from);
  }

  dispose(): void {
    this.terminal.dispose();
  }

  private keepBase(): void {
    this.bases.push(this.image(0));
    if (this.bases.length > BASES) this.bases.shift();
  }
}

/** XTVERSION, by which programs choose what to use. */
function answerName(terminal: Terminal, reply: (text: string) => void): void {
  terminal.parser.registerCsiHandler({ prefix: '>', final: 'q' }, (params) => {
    if ((params[0] ?? 0) === 0) reply('\x1bP>|Homeport\x1b\\');
    return true;
  });
}

function listenForFacts(terminal: Terminal, facts: FactsReader): void {
  const listen = (code: number, read: (data: string) => void): void => {
    terminal.parser.registerOscHandler(code, (data) => {
      read(data);
      return false;
    });
  };
  listen(7, (data) => facts.readCwdUrl(data));
  listen(9, (data) => {
    if (data.startsWith('9;')) facts.readCwdPath(data.slice(2));
  });
  listen(133, (data) => facts.readMark(data));
  listen(633, (data) => facts.readMark(data));
}
