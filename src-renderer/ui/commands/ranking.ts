/**
 * How well `query` finds `text`: 0 is not at all, more is better. Every letter must occur in order; the beginning of
 * the text and of words count most, runs of letters count more than scattered ones.
 */
export function rank(query: string, text: string): number {
  const wanted = query.toLowerCase().replace(/\s+/g, '');
  const there = text.toLowerCase();
  if (wanted === '') return 1;
  const whole = there.indexOf(query.toLowerCase().trim());
  if (whole >= 0) return 1000 - whole + (whole === 0 || there[whole - 1] === ' ' ? 500 : 0);
  let score = 0;
  let at = -1;
  for (const letter of wanted) {
    const next = there.indexOf(letter, at + 1);
    if (next < 0) return 0;
    const startsWord = next === 0 || /[^a-z0-9]/.test(there[next - 1] ?? ' ');
    score += next === at + 1 ? 8 : startsWord ? 6 : 1;
    at = next;
  }
  // Letters scattered over a long text are chance, not intention.
  return score >= wanted.length * 2 ? score : 0;
}

/** Those that a query finds, best first; equals stay in their order. */
export function rankAll<T>(query: string, items: ReadonlyArray<T>, textOf: (item: T) => string): ReadonlyArray<T> {
  return items
    .map((item, index) => ({ item, index, score: rank(query, textOf(item)) }))
    .filter((each) => each.score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map((each) => each.item);
}
