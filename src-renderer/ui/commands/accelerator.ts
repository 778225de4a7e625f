import type { Shortcut } from './shortcut.ts';

/** Keys whose name Electron spells otherwise than `KeyboardEvent.code`. */
const NAMES: Readonly<Record<string, string>> = {
  Equal: '=',
  Minus: '-',
  Comma: ',',
  Slash: '/',
  Backslash: '\\',
  BracketLeft: '[',
  BracketRight: ']',
  Backquote: '`',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  Enter: 'Return',
  NumpadAdd: 'numadd',
  NumpadSubtract: 'numsub',
};

/** The combination as native menus of Electron take it, such as `Ctrl+Shift+P`. */
export function acceleratorOf({ ctrl, alt, shift, meta, code }: Shortcut): string {
  const key = NAMES[code] ?? code.replace(/^(Key|Digit)/, '').replace(/^Numpad(\d)$/, 'num$1');
  const modifiers = [ctrl && 'Ctrl', alt && 'Alt', shift && 'Shift', meta && 'Cmd'].filter((name) => name !== false);
  return [...modifiers, key].join('+');
}
