import { type KeyModes, keyBytes, type Modifiers } from './key-bytes.ts';

/** The part of a keyboard event that is looked at. */
export interface KeyDown {
  readonly key: string;
  readonly code: string;
  readonly keyCode: number;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
  readonly isComposing: boolean;
}

/** What Android says of every soft key: something happened, look at the text. */
const SOFT_KEY = 229;
/** Keys that soft keyboards do not have. */
const HARDWARE = /^(Escape|Tab|Control|Alt|Meta|Arrow\w+|Home|End|PageUp|PageDown|Insert|F\d{1,2})$/;

/**
 * Whether a key can only have come from a keyboard that one can touch: soft keyboards name no physical key, or are
 * seen to be up while they type.
 */
export function isHardwareKey(event: KeyDown, softKeyboardUp: boolean): boolean {
  if (event.isComposing || event.keyCode === SOFT_KEY || event.code === '' || event.key === 'Unidentified')
    return false;
  return !softKeyboardUp || HARDWARE.test(event.key);
}

/**
 * What a key sends that makes no text by itself; undefined for keys that are left to the browser: text, Backspace and
 * Enter (which soft keyboards send as well and input events tell of), shortcuts of the browser, keys of an input method.
 */
export function keyDownBytes(event: KeyDown, modes: KeyModes): string | undefined {
  if (event.isComposing || event.keyCode === SOFT_KEY || event.metaKey) return undefined;
  const held: Modifiers = { ctrl: event.ctrlKey, alt: event.altKey, shift: event.shiftKey };
  if ([...event.key].length > 1) return namedBytes(event.key, held, modes);
  // Ctrl with Alt is AltGr on many layouts, which writes ordinary characters; Ctrl with Shift belongs to the browser.
  if (held.ctrl && !held.alt && !held.shift) return keyBytes(event.key, held, modes);
  if (held.alt && !held.ctrl) return keyBytes(letterOf(event), held, modes);
  return undefined;
}

function namedBytes(key: string, held: Modifiers, modes: KeyModes): string | undefined {
  const bare = !held.ctrl && !held.alt;
  if (bare && (key === 'Backspace' || key === 'Enter')) return undefined;
  // The browser pastes with Shift+Insert.
  if (held.shift && key === 'Insert') return undefined;
  return keyBytes(key, held, modes);
}

/** The letter on the key: Apple's keyboards make another character of it with Option. */
function letterOf({ key, code }: KeyDown): string {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  return letter === undefined ? key : letter.toLowerCase();
}
