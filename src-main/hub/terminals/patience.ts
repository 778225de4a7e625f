/** Nobody is waited for longer than this without progress. */
export const PATIENCE_MS = 100;

/**
 * How long one client is waited for. It begins with trust, and earns more by acknowledging; attaching anew earns
 * nothing, so a client that only ever takes cannot hold a program up again and again.
 */
export class Patience {
  private until = Number.NEGATIVE_INFINITY;
  private isEarned = true;

  /** The client has no room, or has just come: it is waited for if it has earned that. */
  begin(now: number): void {
    if (this.isEarned) this.until = now + PATIENCE_MS;
    this.isEarned = false;
  }

  /** The client has acknowledged something. */
  progress(now: number): void {
    this.until = now + PATIENCE_MS;
    this.isEarned = true;
  }

  lasts(now: number): boolean {
    return now < this.until;
  }
}
