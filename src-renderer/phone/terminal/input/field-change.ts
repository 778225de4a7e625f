/**
 * The field of direct input is never empty: a soft keyboard says nothing of Backspace in an empty one. Spaces, since no
 * keyboard takes them for the beginning of a word.
 */
export const SENTINEL = ' '.repeat(16);

/** What of the field was sent: behind `base` characters of the sentinel, and unchangeable up to `floor`. */
export interface FieldSent {
  readonly base: number;
  readonly text: string;
  /** Something else was sent since; what stands before it is not taken back. */
  readonly floor: number;
}

/** What the user has done to the field, as a program at a line's end is told of it. */
export interface FieldChange {
  /** Characters of the sentinel that are gone: the user erases what was typed before the field knew of it. */
  readonly before: number;
  /** Characters to erase before the new text. */
  readonly erase: number;
  readonly insert: string;
  readonly sent: FieldSent;
}

/** Compares the field with what was sent of it. */
export function fieldChange(sent: FieldSent, value: string): FieldChange {
  const base = commonLength(SENTINEL.slice(0, sent.base), value);
  const text = value.slice(base);
  const common = commonLength(sent.text, text);
  // Erased past the floor without anything new: that is meant. Else only what stands behind the floor counts.
  const from = common >= sent.floor || text.length === common ? common : sent.floor;
  return {
    before: sent.base - base,
    erase: [...sent.text.slice(from)].length,
    insert: text.slice(from),
    sent: { base, text, floor: Math.min(sent.floor, text.length) },
  };
}

/** How many UTF-16 units two texts share at their beginning, never half a character. */
function commonLength(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  const last = a.charCodeAt(at - 1);
  return last >= 0xd800 && last <= 0xdbff ? at - 1 : at;
}
