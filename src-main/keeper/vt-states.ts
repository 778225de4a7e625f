/**
 * The states of a VT500 parser and how a character moves between them, as in https://vt100.net/emu/dec_ansi_parser with
 * the deviations of xterm.js, which is what parses here and in every client. Only the states: no action is taken.
 */

export const GROUND = 0;
const ESCAPE = 1;
const ESCAPE_INTERMEDIATE = 2;
const CSI_ENTRY = 3;
const CSI_PARAM = 4;
const CSI_INTERMEDIATE = 5;
const CSI_IGNORE = 6;
const STRING = 7;
const OSC = 8;
const DCS_ENTRY = 9;
const DCS_PARAM = 10;
const DCS_IGNORE = 11;
const DCS_INTERMEDIATE = 12;
const DCS_PASSTHROUGH = 13;
const STATES = 14;

/** Every character beyond the C1 controls counts as this one. */
export const OTHER = 0xa0;
const CODES = OTHER + 1;

const table = buildTable();

/** The state after `code` (ASCII, C1 or {@link OTHER}) was met in `state`. */
export function nextState(state: number, code: number): number {
  return table[state * CODES + code] ?? GROUND;
}

function buildTable(): Uint8Array {
  const built = new Uint8Array(STATES * CODES);
  const set = (state: number, first: number, last: number, next: number): void =>
    void built.fill(next, state * CODES + first, state * CODES + last + 1);

  for (let state = ESCAPE; state < STATES; state++) set(state, 0x00, 0x1f, state);
  for (const state of [ESCAPE, ESCAPE_INTERMEDIATE, CSI_ENTRY, CSI_PARAM, CSI_INTERMEDIATE, CSI_IGNORE])
    set(state, 0x7f, 0x7f, state);

  set(ESCAPE, 0x20, 0x2f, ESCAPE_INTERMEDIATE);
  set(ESCAPE, 0x50, 0x50, DCS_ENTRY);
  set(ESCAPE, 0x58, 0x58, STRING);
  set(ESCAPE, 0x5b, 0x5b, CSI_ENTRY);
  set(ESCAPE, 0x5d, 0x5d, OSC);
  set(ESCAPE, 0x5e, 0x5f, STRING);
  set(ESCAPE_INTERMEDIATE, 0x20, 0x2f, ESCAPE_INTERMEDIATE);

  set(CSI_ENTRY, 0x20, 0x2f, CSI_INTERMEDIATE);
  set(CSI_ENTRY, 0x30, 0x3f, CSI_PARAM);
  set(CSI_PARAM, 0x20, 0x2f, CSI_INTERMEDIATE);
  set(CSI_PARAM, 0x30, 0x3b, CSI_PARAM);
  set(CSI_PARAM, 0x3c, 0x3f, CSI_IGNORE);
  set(CSI_INTERMEDIATE, 0x20, 0x2f, CSI_INTERMEDIATE);
  set(CSI_INTERMEDIATE, 0x30, 0x3f, CSI_IGNORE);
  set(CSI_IGNORE, 0x20, 0x3f, CSI_IGNORE);
  set(CSI_IGNORE, OTHER, OTHER, CSI_IGNORE);

  set(STRING, 0x20, 0x7f, STRING);
  set(OSC, 0x20, 0x7f, OSC);
  set(OSC, OTHER, OTHER, OSC);
  set(OSC, 0x07, 0x07, GROUND);

  set(DCS_ENTRY, 0x7f, 0x7f, DCS_ENTRY);
  set(DCS_ENTRY, 0x20, 0x2f, DCS_INTERMEDIATE);
  set(DCS_ENTRY, 0x30, 0x3f, DCS_PARAM);
  set(DCS_ENTRY, 0x40, 0x7e, DCS_PASSTHROUGH);
  set(DCS_PARAM, 0x7f, 0x7f, DCS_PARAM);
  set(DCS_PARAM, 0x20, 0x2f, DCS_INTERMEDIATE);
  set(DCS_PARAM, 0x30, 0x3b, DCS_PARAM);
  set(DCS_PARAM, 0x3c, 0x3f, DCS_IGNORE);
  set(DCS_PARAM, 0x40, 0x7e, DCS_PASSTHROUGH);
  set(DCS_INTERMEDIATE, 0x7f, 0x7f, DCS_INTERMEDIATE);
  set(DCS_INTERMEDIATE, 0x20, 0x2f, DCS_INTERMEDIATE);
  set(DCS_INTERMEDIATE, 0x30, 0x3f, DCS_IGNORE);
  set(DCS_INTERMEDIATE, 0x40, 0x7e, DCS_PASSTHROUGH);
  set(DCS_IGNORE, 0x20, 0x7f, DCS_IGNORE);
  set(DCS_IGNORE, OTHER, OTHER, DCS_IGNORE);
  set(DCS_PASSTHROUGH, 0x20, 0x7f, DCS_PASSTHROUGH);
  set(DCS_PASSTHROUGH, OTHER, OTHER, DCS_PASSTHROUGH);

  for (let state = GROUND; state < STATES; state++) setAnywhere(set, state);
  return built;
}

/** CAN, SUB, ESC and the C1 controls do the same wherever they come. */
function setAnywhere(set: (state: number, first: number, last: number, next: number) => void, state: number): void {
  set(state, 0x18, 0x18, GROUND);
  set(state, 0x1a, 0x1a, GROUND);
  set(state, 0x1b, 0x1b, ESCAPE);
  set(state, 0x80, 0x9f, GROUND);
  set(state, 0x90, 0x90, DCS_ENTRY);
  set(state, 0x98, 0x98, STRING);
  set(state, 0x9b, 0x9b, CSI_ENTRY);
  set(state, 0x9d, 0x9d, OSC);
  set(state, 0x9e, 0x9f, STRING);
}
