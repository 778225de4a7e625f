/** Keys that one cannot see, by what stands on them. */
const NAMES: Readonly<Record<string, string>> = {
  '\x1b': 'Esc',
  '\x7f': '⌫',
  '\t': '⇥',
  '\x1b[A': '↑',
  '\x1b[B': '↓',
  '\x1b[C': '→',
  '\x1b[D': '←',
  '\x1bOA': '↑',
  '\x1bOB': '↓',
  '\x1bOC': '→',
  '\x1bOD': '←',
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys that are no letters are told by their control characters
const KEYS = /\x1b\[200~|\x1b\[201~|\x1b(?:[[O][A-D])?|[\x00-\x1f\x7f]/g;

/** What was typed, for people to read: without the Enter at its end. */
export function shownKeys(text: string): string {
  const shown = text.replace(/\r$/, '').replace(KEYS, (key) => {
    if (key === '\x1b[200~' || key === '\x1b[201~') return '';
    return NAMES[key] ?? (key === '\r' ? '↵' : `^${String.fromCharCode(key.charCodeAt(0) + 64)}`);
  });
  return shown === '' ? '↵' : shown;
}
