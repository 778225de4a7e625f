/**
 * A command as somebody types it into a field, cut into words: blanks part them, quotes and backslashes keep them
 * together as in a shell. No variables, no globs: nothing is run by a shell here.
 */
export function splitCommand(text: string): ReadonlyArray<string> {
  const words: string[] = [];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (quote !== undefined) {
      if (char === quote) quote = undefined;
      else if (char === '\\' && quote === '"' && /["\\]/.test(text[at + 1] ?? '')) word = (word ?? '') + text[++at];
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === '\\' && at + 1 < text.length) word = (word ?? '') + text[++at];
    else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}
