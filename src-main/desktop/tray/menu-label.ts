import { plainLine } from '../../../src-shared/labels/terminal-label.ts';

/** Longer lines make a menu as wide as the screen. */
const LONGEST = 60;

/**
 * A line for a native menu, from text that anybody may have written: no control or direction characters, no mnemonics,
 * cut to a length. Two `&` are drawn as one; one would underline the letter after it.
 */
export function menuLabel(text: string): string {
  const line = plainLine(text, LONGEST + 1);
  const letters = [...line];
  const cut =
    letters.length > LONGEST
      ? `${letters
          .slice(0, LONGEST - 1)
          .join('')
          .trimEnd()}…`
      : line;
  return cut.replaceAll('&', '&&');
}
