const MODIFIERS: ReadonlySet<string> = new Set([
  'command',
  'cmd',
  'control',
  'ctrl',
  'commandorcontrol',
  'cmdorctrl',
  'alt',
  'option',
  'altgr',
  'shift',
  'super',
  'meta',
]);
const KEYS: ReadonlySet<string> = new Set([
  'plus',
  'space',
  'tab',
  'capslock',
  'numlock',
  'scrolllock',
  'backspace',
  'delete',
  'insert',
  'return',
  'enter',
  'up',
  'down',
  'left',
  'right',
  'home',
  'end',
  'pageup',
  'pagedown',
  'escape',
  'esc',
  'volumeup',
  'volumedown',
  'volumemute',
  'printscreen',
]);

/** Whether Electron would know the keys that `text` names: any modifiers, then one key. */
export function isAccelerator(text: string): boolean {
  const parts = text.toLowerCase().split('+');
  const key = parts.pop() ?? '';
  return parts.every((each) => MODIFIERS.has(each)) && isKey(key);
}

function isKey(key: string): boolean {
  return (
    KEYS.has(key) ||
    /^f([1-9]|1\d|2[0-4])$/.test(key) ||
    /^num([0-9]|dec|add|sub|mult|div)$/.test(key) ||
    /^[!-~]$/.test(key)
  );
}
