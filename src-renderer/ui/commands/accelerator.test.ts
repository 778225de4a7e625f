import { expect, test } from 'vitest';
import { acceleratorOf } from './accelerator.ts';
import { bindings } from './command-list.ts';
import { parseShortcut } from './shortcut.ts';

test('shortcuts become what native menus show', () => {
  const said = [
    'Ctrl+Shift+P',
    'Cmd+Alt+ArrowLeft',
    'Alt+Shift+=',
    'Ctrl+NumpadAdd',
    'Ctrl+Numpad0',
    'F6',
    'Cmd+Enter',
  ];
  expect(said.map((text) => acceleratorOf(parseShortcut(text)))).toEqual([
    'Ctrl+Shift+P',
    'Alt+Cmd+Left',
    'Alt+Shift+=',
    'Ctrl+numadd',
    'Ctrl+num0',
    'F6',
    'Cmd+Return',
  ]);
});

test('every key of every command is one that Electron knows', () => {
  // The keys of Electron's documentation that the list can hold.
  const known =
    /^((Ctrl|Alt|Shift|Cmd)\+)*([A-Z0-9]|F\d{1,2}|[=\-,/\\[\]`]|Left|Right|Up|Down|Return|Escape|Backspace|Insert|numadd|numsub|num\d)$/;
  for (const mac of [false, true])
    for (const { shortcut } of bindings(mac)) expect(acceleratorOf(shortcut)).toMatch(known);
});
