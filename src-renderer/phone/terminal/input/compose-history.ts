/** As many lines as one may want to send again. */
const MOST = 100;

/** Lines that were sent from the compose field, for as long as the page is open, and the draft below them. */
export class ComposeHistory {
  private lines: string[] = [];
  /** Counted from the newest; 0 is the draft. */
  private at = 0;
  private draft = '';

  get hasOlder(): boolean {
    return this.at < this.lines.length;
  }

  get hasNewer(): boolean {
    return this.at > 0;
  }

  sent(line: string): void {
    this.at = 0;
    this.draft = '';
    if (line === '' || line === this.lines.at(-1)) return;
    this.lines = [...this.lines, line].slice(-MOST);
  }

  /** The line before; `current`, what stands in the field, is kept when it is the draft. */
  older(current: string): string {
    if (this.at === 0) this.draft = current;
    if (this.hasOlder) this.at += 1;
    return this.shown(current);
  }

  newer(current: string): string {
    if (this.hasNewer) this.at -= 1;
    return this.shown(current);
  }

  private shown(current: string): string {
    if (this.at === 0) return this.lines.length === 0 ? current : this.draft;
    return this.lines.at(-this.at) ?? current;
  }
}
