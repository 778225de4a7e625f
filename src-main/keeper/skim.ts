/** Less than this is parsed as fast as it is looked at. */
const WORTH_WHILE = 8 * 1024;

const LF = 0x0a;
const CR = 0x0d;
const ESC = 0x1b;
const C2 = 0xc2;

/** Bytes that print something or move within a line: whatever they do is gone once their line is. Backspace is not
 * among them, since it can go back up over a wrapped line. */
const HARMLESS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const moves = byte === LF || byte === CR || byte === 0x09;
  return moves || (byte >= 0x20 && byte !== 0x7f && byte !== C2) ? 1 : 0;
});

/** The part of a piece of output that can be passed over. */
export interface Skim {
  /** What is to be parsed begins here, at the start of a line. */
  readonly from: number;
  /** The colours and styles that were set before and hold there, as the sequences that set them. */
  readonly styles: Uint8Array;
}

/**
 * A flood prints lines that scroll away before anybody could see them. When `bytes` begin with nothing but text, line
 * ends and colours, all that those lines leave behind which have `lines` more of the kind after them are their colours
 * and a new line. True for any terminal that has its cursor at the bottom, scrolls as a whole and keeps `lines` lines.
 * Undefined when there is nothing to gain.
 */
export function skim(bytes: Uint8Array, lines: number): Skim | undefined {
  if (bytes.length < 2 * WORTH_WHILE) return undefined;
  const styles: Range[] = [];
  const from = lineStart(bytes.subarray(0, harmlessEnd(bytes, styles)), lines);
  return from < WORTH_WHILE ? undefined : { from, styles: lastStyles(bytes, styles, from) };
}

/** Where a sequence begins, and where the byte behind it is. */
type Range = readonly [start: number, end: number];

/** The place of the first thing that could outlive its line; `styles` gets the style sequences before it. */
function harmlessEnd(bytes: Uint8Array, styles: Range[]): number {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (HARMLESS[byte] === 1) continue;
    // The second byte tells a C1 control from a letter such as £.
    if (byte === C2 && (bytes[at + 1] ?? 0) >= 0xa0) continue;
    const end = byte === ESC ? styleEnd(bytes, at) : undefined;
    if (end === undefined) return at;
    styles.push([at, end]);
    at = end - 1;
  }
  return bytes.length;
}

/** The last start of a line at column zero (behind CR LF) that has at least `lines` line ends behind it; else 0. */
function lineStart(bytes: Uint8Array, lines: number): number {
  let at = bytes.length;
  for (let seen = 0; at > 0; seen++) {
    at = bytes.lastIndexOf(LF, at - 1);
    if (at <= 0) return 0;
    if (seen >= lines && bytes[at - 1] === CR) return at + 1;
  }
  return 0;
}

/** What the sequences before `from` have set that was not reset, in their order. */
function lastStyles(bytes: Uint8Array, styles: readonly Range[], from: number): Uint8Array {
  const before = styles.findLastIndex(([start]) => start < from);
  let first = before;
  while (first > 0 && !isReset(bytes, styles[first])) first--;
  const kept = before < 0 ? [] : styles.slice(first, before + 1).map(([start, end]) => bytes.subarray(start, end));
  const joined = new Uint8Array(kept.reduce((length, each) => length + each.length, 0));
  let at = 0;
  for (const each of kept) {
    joined.set(each, at);
    at += each.length;
  }
  return joined;
}

/** The place behind the style sequence that begins at `at`, undefined for any other sequence. */
function styleEnd(bytes: Uint8Array, at: number): number | undefined {
  if (bytes[at + 1] !== 0x5b) return undefined;
  let end = at + 2;
  // Digits, colon and semicolon stand together.
  while ((bytes[end] ?? 0) >= 0x30 && (bytes[end] ?? 0) <= 0x3b) end++;
  return bytes[end] === 0x6d ? end + 1 : undefined;
}

/** `CSI m` and `CSI 0 m`. */
function isReset(bytes: Uint8Array, range: Range | undefined): boolean {
  if (range === undefined) return false;
  const [start, end] = range;
  return end === start + 3 || (end === start + 4 && bytes[start + 2] === 0x30);
}
