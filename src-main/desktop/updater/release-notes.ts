/** Characters; more is not read in a settings page. */
const LIMIT = 8_000;

/** Controls other than tab and newline, and what turns text around or cannot be seen: notes are plain text. */
const UNSHOWN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;

/** What the maker of a release wrote, as text that can be shown as it is. */
export function plainNotes(notes: string): string {
  const lines = notes.slice(0, 2 * LIMIT).replaceAll(/\r\n?/g, '\n');
  const plain = lines.replaceAll(UNSHOWN, (each) => (each === '\n' || each === '\t' ? each : '')).trim();
  return plain.length <= LIMIT ? plain : `${plain.slice(0, LIMIT).trimEnd()}…`;
}
