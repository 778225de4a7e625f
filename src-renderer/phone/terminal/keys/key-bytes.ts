/** Which modifier keys are held with a key. */
export interface Modifiers {
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

export const NO_MODIFIERS: Modifiers = { ctrl: false, alt: false, shift: false };

/** What the program has asked for that changes which bytes a key is. */
export interface KeyModes {
  /** DECCKM: cursor keys begin with SS3 in place of CSI. */
  readonly applicationCursor: boolean;
}

/** Keys whose bytes end in a letter, and what they are without modifiers outside of application mode. */
const LETTERED: Readonly<Record<string, string>> = {
  ArrowUp: 'A',
  ArrowDown: 'B',
  ArrowRight: 'C',
  ArrowLeft: 'D',
  Home: 'H',
  End: 'F',
  F1: 'P',
  F2: 'Q',
  F3: 'R',
  F4: 'S',
};
const NUMBERED: Readonly<Record<string, number>> = {
  Insert: 2,
  Delete: 3,
  PageUp: 5,
  PageDown: 6,
  F5: 15,
  F6: 17,
  F7: 18,
  F8: 19,
  F9: 20,
  F10: 21,
  F11: 23,
  F12: 24,
};

/** Every key that has a name, in the order in which a list of them reads well. */
export const NAMED_KEYS: ReadonlyArray<string> = [
  'Escape',
  'Tab',
  'Enter',
  'Backspace',
  ...Object.keys(LETTERED).filter((key) => !key.startsWith('F')),
  ...Object.keys(NUMBERED).filter((key) => !key.startsWith('F')),
  ...Array.from({ length: 12 }, (_, at) => `F${at + 1}`),
];

/** Keys that send something else than a letter with Ctrl; letters and the four behind them are counted. */
const CONTROLS: Readonly<Record<string, string>> = {
  ' ': '\x00',
  '2': '\x00',
  '3': '\x1b',
  '4': '\x1c',
  '5': '\x1d',
  '6': '\x1e',
  '7': '\x1f',
  '8': '\x7f',
  '/': '\x1f',
  '?': '\x7f',
};

/** What a key sends, as terminals have agreed on since the VT220; undefined when there is no such key. */
export function keyBytes(key: string, held: Modifiers, modes: KeyModes): string | undefined {
  if (key !== '' && [...key].length === 1) return characterBytes(key, held);
  const number = 1 + Number(held.shift) + 2 * Number(held.alt) + 4 * Number(held.ctrl);
  const letter = LETTERED[key];
  if (letter !== undefined) {
    if (number > 1) return `\x1b[1;${number}${letter}`;
    return /^F\d/.test(key) || modes.applicationCursor ? `\x1bO${letter}` : `\x1b[${letter}`;
  }
  const code = NUMBERED[key];
  if (code !== undefined) return number > 1 ? `\x1b[${code};${number}~` : `\x1b[${code}~`;
  const alt = held.alt ? '\x1b' : '';
  if (key === 'Escape') return `${alt}\x1b`;
  if (key === 'Tab') return held.shift ? '\x1b[Z' : `${alt}\t`;
  if (key === 'Enter') return `${alt}\r`;
  if (key === 'Backspace') return `${alt}${held.ctrl ? '\b' : '\x7f'}`;
  return undefined;
}

function characterBytes(character: string, held: Modifiers): string {
  const shifted = held.shift ? character.toUpperCase() : character;
  const plain = held.ctrl ? controlOf(shifted) : shifted;
  return held.alt ? `\x1b${plain}` : plain;
}

/** A character that has no control of its own stays as it is: Ctrl and ä is ä. */
function controlOf(character: string): string {
  const code = character.toUpperCase().charCodeAt(0);
  if (character.length === 1 && code >= 0x40 && code <= 0x5f) return String.fromCharCode(code - 0x40);
  return CONTROLS[character] ?? character;
}

/** Typed text with modifiers on its first character, as when one holds Ctrl while the first key of a word is pressed. */
export function withModifiers(text: string, held: Modifiers): string {
  const [first] = text;
  return first === undefined ? '' : characterBytes(first, held) + text.slice(first.length);
}

export function anyHeld(held: Modifiers): boolean {
  return held.ctrl || held.alt || held.shift;
}
