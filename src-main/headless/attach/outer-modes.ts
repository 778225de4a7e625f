/** Modes that a program may have switched on and that would make a mess of the shell we return to. */
const OFF = [1, 5, 6, 9, 66, 69, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 2004, 2026, 2031, 2048, 9001];
const ON = [7, 25];

/**
 * Every mode back to what a shell expects, the cursor where it is. DECSC and DECRC stand around those that move it;
 * nothing here clears anything.
 */
export const RESET_MODES: string = [
  '\x1b7',
  '\x1b[r',
  ...OFF.map((mode) => `\x1b[?${mode}l`),
  ...ON.map((mode) => `\x1b[?${mode}h`),
  '\x1b8',
  // Insert and newline mode, colours, character sets, keypad, cursor shape.
  '\x1b[4l\x1b[20l\x1b[0m\x1b(B\x0f\x1b>\x1b[0 q',
  // modifyOtherKeys and kitty keyboard flags.
  '\x1b[>4m\x1b[=0u',
  // Palette, foreground, background and cursor colour.
  '\x1b]104\x07\x1b]110\x07\x1b]111\x07\x1b]112\x07',
].join('');

export const LEAVE_ALT_SCREEN = '\x1b[?1049l';
/** Home, and the grid is empty; unlike ED 2 this leaves the terminal's scrollback alone. */
export const CLEAR = '\x1b[H\x1b[J';
export const SAVE_TITLE = '\x1b[22;0t';
export const RESTORE_TITLE = '\x1b[23;0t';
/** Between these the terminal shows the old picture: a repaint is seen whole. */
export const HOLD_PICTURE = '\x1b[?2026h';
export const SHOW_PICTURE = '\x1b[?2026l';
