import type { IMarker, Terminal } from '@xterm/headless';

/**
 * Where the last command's output stands, by the shell's OSC 133 marks. A screen that is sent carries no marks of its
 * own, so it says where they were: `OSC 133 ; P ; from=<lines> ; to=<lines>`, both counted upwards from the cursor's line
 * and included; without `to` the command still runs. Shells send no P, and terminals that do not know it pass over it.
 */
export class OutputMarks {
  private readonly terminal: Terminal;
  private began: IMarker | undefined;
  private ended: IMarker | undefined;
  /** The output ended in the middle of its line. */
  private within = false;

  constructor(terminal: Terminal) {
    this.terminal = terminal;
    for (const code of [133, 633])
      terminal.parser.registerOscHandler(code, (data) => {
        this.read(data);
        return false;
      });
  }

  /** What says it, for the end of a screen; empty when there is nothing to say. */
  told(): string {
    const { began, ended, terminal } = this;
    const { active } = terminal.buffer;
    if (began === undefined || began.isDisposed || ended?.isDisposed === true || active.type === 'alternate') return '';
    const cursor = active.baseY + active.cursorY;
    const from = cursor - began.line;
    if (from < 0) return '';
    if (ended === undefined) return `\x1b]133;P;from=${from}\x07`;
    const to = cursor - ended.line + (this.within ? 0 : 1);
    // A command that said nothing has no output.
    return to < 0 || to > from ? '' : `\x1b]133;P;from=${from};to=${to}\x07`;
  }

  private read(data: string): void {
    const { active } = this.terminal.buffer;
    // A shell within a full-screen program marks lines that do not last.
    if (active.type === 'alternate') return;
    const kind = data.split(';', 1)[0];
    if (kind === 'C') {
      this.began?.dispose();
      this.ended?.dispose();
      this.began = this.terminal.registerMarker(0);
      this.ended = undefined;
    } else if (kind === 'D' && this.began !== undefined && this.ended === undefined) {
      this.ended = this.terminal.registerMarker(0);
      this.within = active.cursorX > 0;
    }
  }
}
