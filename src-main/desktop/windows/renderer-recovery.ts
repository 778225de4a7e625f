/** A page that falls again within this many ms falls because of what it shows. */
const AGAIN_MS = 60_000;

/** What follows when the process that draws a window is gone: the page once more, then a page that says so. */
export class RendererRecovery {
  private lastGone: number | undefined;

  /** `now` is monotonic. */
  gone(now: number): 'page' | 'errorPage' {
    const again = this.lastGone !== undefined && now - this.lastGone < AGAIN_MS;
    this.lastGone = now;
    return again ? 'errorPage' : 'page';
  }

  /** The user asked for the page anew: its next fall is a first one. */
  forgive(): void {
    this.lastGone = undefined;
  }
}
