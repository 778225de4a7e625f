/** What the browser says of its window, CSS pixels. `visual…`: the part that soft keyboard and zoom leave to see. */
export interface WindowMeasures {
  readonly width: number;
  readonly height: number;
  readonly visualHeight: number;
  readonly visualTop: number;
  readonly visualScale: number;
}

/** The page as the terminal has it: its lasting size, and what of it is seen. */
export interface Room {
  readonly width: number;
  readonly height: number;
  /** Where what is seen begins and ends. */
  readonly top: number;
  readonly bottom: number;
}

/** Less than this at the bottom is a browser's bar, not a keyboard. */
const LEAST_KEYBOARD = 100;

/**
 * The room a terminal has, which soft keyboards and browser bars cover but do not change: for one width it only grows.
 * The program's grid hangs on it.
 */
export class RoomKeeper {
  private width = 0;
  private height = 0;

  measure(seen: WindowMeasures): Room {
    if (seen.width !== this.width) {
      this.width = seen.width;
      this.height = 0;
    }
    this.height = Math.max(this.height, seen.height);
    // Zoomed by the browser, the part that is seen says nothing about a keyboard.
    if (Math.abs(seen.visualScale - 1) > 0.01)
      return { width: this.width, height: this.height, top: 0, bottom: this.height };
    const top = Math.max(0, Math.min(seen.visualTop, this.height));
    const bottom = Math.max(
      top,
      Math.min(this.height, seen.visualTop + seen.visualHeight, seen.visualTop + seen.height),
    );
    return { width: this.width, height: this.height, top, bottom };
  }
}

/** Whether a soft keyboard covers part of the room. */
export function keyboardIsUp(room: Room): boolean {
  return room.height - room.bottom >= LEAST_KEYBOARD;
}
