/**
 * How far a view stands up because something covers its lower end: the line with the cursor is to be seen. A finger that
 * looks for earlier lines moves it down first, and only then scrolls; output and typing make it follow the cursor again.
 */
export class ViewShift {
  private covered = 0;
  private wanted = 0;
  private dragged: number | undefined;

  /** CSS pixels that the view stands higher. */
  get value(): number {
    return Math.min(this.covered, this.dragged ?? this.wanted);
  }

  /** `covered`: of the view's height, from its lower end. `cursorEnd`: where the cursor's line ends, from its upper one. */
  follow(covered: number, height: number, cursorEnd: number): void {
    this.covered = Math.max(0, Math.min(covered, height));
    this.wanted = Math.max(0, Math.min(this.covered, cursorEnd - (height - this.covered)));
    if (this.covered === 0) this.dragged = undefined;
  }

  /** The finger moves so far down (negative: up). Answers with what is left of that for scrolling. */
  drag(down: number): number {
    const before = this.value;
    const after = Math.max(0, Math.min(this.covered, before - down));
    this.dragged = after;
    return down - (before - after);
  }

  /** The cursor is what counts again. */
  release(): void {
    this.dragged = undefined;
  }
}
