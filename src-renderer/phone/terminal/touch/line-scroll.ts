/** Lines there are to scroll to, up and down. */
export interface ScrollRoom {
  readonly up: number;
  readonly down: number;
}

/** Turns the way of a finger into lines, and keeps what is left of a line: the picture follows it. */
export class LineScroll {
  private left = 0;

  /** Pixels that the picture stands lower than its lines say; negative: higher. Less than one line. */
  get offset(): number {
    return this.left;
  }

  /** Whole lines to scroll: negative is up, to what was earlier. The finger moves `down` pixels, which shows earlier lines. */
  take(down: number, line: number, room: ScrollRoom): number {
    const total = this.left + down;
    // `+ 0` since −0 is no number of lines.
    const lines = -Math.trunc(total / line) + 0;
    const allowed = Math.max(-room.up, Math.min(room.down, lines));
    this.left = total + allowed * line;
    const atTop = room.up + allowed <= 0;
    const atEnd = room.down - allowed <= 0;
    if ((atTop && this.left > 0) || (atEnd && this.left < 0)) this.left = 0;
    return allowed;
  }

  /** Lines stand where they are. */
  settle(): void {
    this.left = 0;
  }
}
