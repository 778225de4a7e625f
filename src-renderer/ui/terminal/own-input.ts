/** A report that the emulator got or lost the focus (DEC mode 1004). */
export function isFocusReport(data: string): boolean {
  return data === '\x1b[I' || data === '\x1b[O';
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
const SGR_MOUSE = /^\x1b\[<(\d+);/;
const MOTION = 32;
const NO_BUTTON = 3;

/** A report that the pointer moved with no button held: no human act, only a hand passing by. */
export function isHoverReport(data: string): boolean {
  const code = Number(SGR_MOUSE.exec(data)?.[1] ?? Number.NaN);
  return (code & MOTION) !== 0 && (code & NO_BUTTON) === NO_BUTTON;
}

/**
 * Whether what the emulator emits may go to the program. A watcher's passing pointer or focus is not typing: it would
 * take the terminal over from the one who drives it.
 */
export function mayGoOut(data: string, driving: boolean): boolean {
  return driving || !(isFocusReport(data) || isHoverReport(data));
}
