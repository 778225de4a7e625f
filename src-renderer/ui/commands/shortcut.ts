/**
 * A key combination as written in the command list: modifiers and one key joined by `+`, such as `Ctrl+Shift+P`. The
 * key is a letter, a digit, a `KeyboardEvent.code` (`ArrowLeft`, `F6`) or one of the signs below. Matching goes by the
 * physical code, so that a layout with other signs above the digits keeps its shortcuts.
 */
export interface Shortcut {
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly meta: boolean;
  readonly code: string;
}

const SIGNS: Readonly<Record<string, string>> = {
  '=': 'Equal',
  '-': 'Minus',
  ',': 'Comma',
  '/': 'Slash',
  '\\': 'Backslash',
  '[': 'BracketLeft',
  ']': 'BracketRight',
  '`': 'Backquote',
};
const CODE_SIGNS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(SIGNS).map(([sign, code]) => [code, sign])),
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Enter: '↵',
  Escape: 'Esc',
  Backspace: '⌫',
};

function codeOf(key: string): string {
  if (/^[A-Z]$/.test(key)) return `Key${key}`;
  if (/^[0-9]$/.test(key)) return `Digit${key}`;
  return SIGNS[key] ?? key;
}

export function parseShortcut(text: string): Shortcut {
  const parts = text.split('+');
  const key = parts.at(-1) ?? '';
  const has = (name: string): boolean => parts.slice(0, -1).includes(name);
  return { ctrl: has('Ctrl'), alt: has('Alt'), shift: has('Shift'), meta: has('Cmd'), code: codeOf(key) };
}

/** What of a keyboard event decides. */
export type KeyPress = Pick<KeyboardEvent, 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey' | 'code'>;

export function matches(shortcut: Shortcut, press: KeyPress): boolean {
  return (
    press.code === shortcut.code &&
    press.ctrlKey === shortcut.ctrl &&
    press.altKey === shortcut.alt &&
    press.shiftKey === shortcut.shift &&
    press.metaKey === shortcut.meta
  );
}

/** The combination in the platform's own manner, one key cap each. */
export function capsOf(shortcut: Shortcut, mac: boolean): ReadonlyArray<string> {
  const key = CODE_SIGNS[shortcut.code] ?? shortcut.code.replace(/^(Key|Digit|Numpad)/, '');
  const modifiers = mac
    ? [shortcut.ctrl && '⌃', shortcut.alt && '⌥', shortcut.shift && '⇧', shortcut.meta && '⌘']
    : [shortcut.ctrl && 'Ctrl', shortcut.alt && 'Alt', shortcut.shift && 'Shift', shortcut.meta && 'Win'];
  return [...modifiers.filter((name) => name !== false), key];
}
