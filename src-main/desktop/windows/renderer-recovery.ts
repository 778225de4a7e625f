/** A page that falls again within this many ms falls because of what it shows. */
const AGAIN_MS = 60_000;

/**
 * What follows when the process that draws a window is gone: the page once more, then a page that says so, and when not
 * even that can be drawn, nothing until somebody says what.
 */
export class RendererRecovery {
  private lastGone: number | undefined;
  private times = 0;

  /** `now` is monotonic. */
  gone(now: number): 'page' | 'errorPage' | 'nothing' {
    const again = this.lastGone !== undefined && now - this.lastGone < AGAIN_MS;
    this.lastGone = now;
    this.times = again ? this.times + 1 : 1;
    if (this.times === 1) return 'page';
    return this.times === 2 ? 'errorPage' : 'nothing';
  }

  /** The user asked for the page anew: its next fall is a first one. */
  forgive(): void {
    this.lastGone = undefined;
  }
}
