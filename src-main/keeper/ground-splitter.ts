import { GROUND, nextState, OTHER } from './vt-states.ts';

/** A sequence longer than this is fed unfinished: memory matters more than a snapshot in the middle of a picture. */
const HOLD_LIMIT = 64 * 1024;
const NOTHING = new Uint8Array(0);

const ESC = 0x1b;
/** First byte of the C1 controls in UTF-8 (and of half of Latin-1). */
const C2 = 0xc2;

/**
 * Cuts a byte stream where a terminal's parser stands in its ground state, between characters. What comes out may be
 * parsed as one piece and leaves the parser there; the unfinished end is held back for the next piece.
 */
export class GroundSplitter {
  private held: Uint8Array = NOTHING;
  /** State after what was fed; not ground only when an overlong sequence was fed unfinished. */
  private state = GROUND;

  /** Bytes waiting for the end of their sequence. */
  get holding(): number {
    return this.held.length;
  }

  /** Whether everything given out so far ends in the ground state. */
  get atGround(): boolean {
    return this.state === GROUND;
  }

  /** Takes the next piece and gives what can be parsed now. */
  take(chunk: Uint8Array): Uint8Array {
    const bytes = this.held.length === 0 ? chunk : joined(this.held, chunk);
    const scan = scanFrom(bytes, this.state);
    if (bytes.length - scan.ground <= HOLD_LIMIT && (scan.ground > 0 || this.state === GROUND)) {
      this.held = bytes.length === scan.ground ? NOTHING : bytes.slice(scan.ground);
      this.state = GROUND;
      return bytes.subarray(0, scan.ground);
    }
    // Inside an overlong sequence: all but a torn character goes, and the state is remembered.
    this.held = bytes.slice(scan.whole);
    this.state = scan.state;
    return bytes.subarray(0, scan.whole);
  }
}

interface Scan {
  /** Up to here the parser ends at ground; 0 when nowhere. */
  readonly ground: number;
  /** Up to here characters are whole. */
  readonly whole: number;
  /** The parser's state at `whole`. */
  readonly state: number;
}

function scanFrom(bytes: Uint8Array, start: number): Scan {
  const whole = wholeEnd(bytes, bytes.length);
  let state = start;
  let ground = 0;
  let at = 0;
  while (at < whole) {
    if (state === GROUND) {
      at = nextControl(bytes, at, whole);
      ground = at;
      if (at >= whole) break;
    }
    const { code, length } = decode(bytes, at, whole);
    at += length;
    if (code >= 0) state = nextState(state, code);
  }
  if (state === GROUND) return { ground: whole, whole, state };
  // A broken character right before the sequence is torn too, until the decoder has seen what follows.
  return { ground: wholeEnd(bytes, ground), whole, state };
}

/** In ground state only ESC and C1 controls matter; everything between is skipped without decoding. */
function nextControl(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  for (; at < end; at++) {
    const byte = bytes[at];
    if (byte === ESC) return at;
    if (byte === C2 && at + 1 < end && (bytes[at + 1] ?? 0) < 0xa0) return at;
  }
  return at;
}

interface Decoded {
  /** ASCII and C1 as they are, every other character {@link OTHER}, -1 for bytes that a decoder drops. */
  readonly code: number;
  readonly length: number;
}

/** One character as xterm.js decodes it: broken sequences lose their valid start, the rest is looked at again. */
function decode(bytes: Uint8Array, at: number, end: number): Decoded {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return ASCII[lead] ?? DROPPED;
  const needed = continuations(lead);
  if (needed === 0) return DROPPED;
  let value = lead & (0x3f >> needed);
  for (let i = 1; i <= needed; i++) {
    const byte = at + i < end ? (bytes[at + i] ?? 0) : 0;
    if ((byte & 0xc0) !== 0x80) return { code: -1, length: i };
    value = (value << 6) | (byte & 0x3f);
  }
  if (needed === 1) return value < 0x80 ? DROPPED : { code: Math.min(value, OTHER), length: 2 };
  return { code: isLegal(value, needed) ? OTHER : -1, length: needed + 1 };
}

const DROPPED: Decoded = { code: -1, length: 1 };
const ASCII: readonly Decoded[] = Array.from({ length: 128 }, (_, code) => ({ code, length: 1 }));

function isLegal(value: number, continuationBytes: number): boolean {
  if (continuationBytes === 2) return value >= 0x800 && !(value >= 0xd800 && value <= 0xdfff) && value !== 0xfeff;
  return value >= 0x10000 && value <= 0x10ffff;
}

function continuations(lead: number): number {
  if ((lead & 0xe0) === 0xc0) return 1;
  if ((lead & 0xf0) === 0xe0) return 2;
  if ((lead & 0xf8) === 0xf0) return 3;
  return 0;
}

/** Broken characters in a row looked at; more is no text, and a decoder drops all of it. */
const BROKEN_RUN = 64;

/** The last place up to `end` where no character is torn; one that is broken anyway may stand before another. */
function wholeEnd(bytes: Uint8Array, end: number): number {
  let at = end;
  for (let i = 0; i < BROKEN_RUN; i++) {
    const torn = tornCharacter(bytes.subarray(Math.max(0, at - 3), at));
    if (torn === 0) break;
    at -= torn;
  }
  return at;
}

/** How many bytes at the end are the start of a character whose rest has not come. */
function tornCharacter(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return continuations(byte) >= back ? back : 0;
  }
  return 0;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
