import { type Disposable, DisposableStore } from '../../../src-shared/base/disposable.ts';

/** A place in the buffer that moves with its line; -1 when that line is gone. */
export interface LineMark extends Disposable {
  readonly line: number;
  readonly isDisposed: boolean;
}

/** The part of xterm that is needed here; its headless twin has the same. */
export interface MarkableTerminal {
  readonly parser: { registerOscHandler(ident: number, callback: (data: string) => boolean): Disposable };
  readonly buffer: {
    readonly active: {
      readonly type: 'normal' | 'alternate';
      readonly baseY: number;
      readonly cursorX: number;
      readonly cursorY: number;
    };
  };
  registerMarker(cursorYOffset?: number): LineMark | undefined;
}

/** Lines of the buffer, both included. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

interface Ended {
  readonly mark: LineMark;
  /** The output ended in the middle of this line: it belongs to it. */
  readonly within: boolean;
}

/** Where the last command's output stands, as the shell's OSC 133 marks tell (also 633, which says the same). */
export class CommandMarks implements Disposable {
  private readonly terminal: MarkableTerminal;
  private readonly owned = new DisposableStore();
  private began: LineMark | undefined;
  private ended: Ended | undefined;

  constructor(terminal: MarkableTerminal) {
    this.terminal = terminal;
    for (const code of [133, 633])
      this.owned.add(
        terminal.parser.registerOscHandler(code, (data) => {
          this.read(data);
          // The parser's other listeners want it too.
          return false;
        }),
      );
  }

  /** Undefined when no command has run, when its lines are gone, or when it said nothing. */
  get lastOutput(): LineRange | undefined {
    const { began, ended } = this;
    if (began === undefined || began.isDisposed) return undefined;
    const { baseY, cursorX, cursorY } = this.terminal.buffer.active;
    const last = ended ?? { mark: { line: baseY + cursorY, isDisposed: false }, within: cursorX > 0 };
    if (last.mark.isDisposed) return undefined;
    const to = last.within ? last.mark.line : last.mark.line - 1;
    return to < began.line ? undefined : { from: began.line, to };
  }

  dispose(): void {
    this.forget();
    this.owned.dispose();
  }

  private read(data: string): void {
    // A shell within a full-screen program marks lines that do not last.
    if (this.terminal.buffer.active.type === 'alternate') return;
    const [kind, ...options] = data.split(';');
    if (kind === 'C') this.begin(0);
    else if (kind === 'D' && this.began !== undefined && this.ended === undefined) this.end(0);
    else if (kind === 'P') this.place(options);
  }

  private begin(offset: number): void {
    this.forget();
    this.began = this.terminal.registerMarker(offset);
  }

  private end(offset: number, within = this.terminal.buffer.active.cursorX > 0): void {
    const mark = this.terminal.registerMarker(offset);
    if (mark !== undefined) this.ended = { mark, within };
  }

  /** A screen says where its marks stand: `from` and `to` lines above the cursor. `to` is missing while it runs. */
  private place(options: ReadonlyArray<string>): void {
    const told = new Map(options.map((each) => each.split('=', 2) as [string, string | undefined]));
    const above = (name: string): number | undefined => {
      const text = told.get(name);
      return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
    };
    const from = above('from');
    if (from === undefined || from > this.cursorLine) return;
    this.begin(-from);
    const to = above('to');
    if (to !== undefined && to <= this.cursorLine) this.end(-to, true);
  }

  private get cursorLine(): number {
    const { baseY, cursorY } = this.terminal.buffer.active;
    return baseY + cursorY;
  }

  private forget(): void {
    this.began?.dispose();
    this.ended?.mark.dispose();
    this.began = undefined;
    this.ended = undefined;
  }
}
