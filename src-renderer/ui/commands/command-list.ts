import { parseShortcut, type Shortcut } from './shortcut.ts';

/** What a command may depend on to be offered. */
export interface CommandContext {
  /** A terminal has the focus (of the layout, not necessarily of the keyboard). */
  readonly terminal: boolean;
  readonly running: boolean;
  readonly over: boolean;
  readonly splits: boolean;
  readonly tabs: boolean;
  readonly connected: boolean;
  readonly driving: boolean;
  /** In a window of the desktop app, not in a browser. */
  readonly desktop: boolean;
}

export type CommandGroup = 'Terminal' | 'Panes' | 'Tabs' | 'View' | 'Edit' | 'Help';

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  /** Other words people look for. */
  readonly words?: string;
  /**
   * Key combinations; `mac` where a Mac's differ. None of `keys` is a key that shells or full-screen programs get from
   * a terminal: on other systems than a Mac they hold Ctrl+Shift or Alt+Shift, except the zoom keys of every browser and
   * the comma that opens settings everywhere.
   */
  readonly keys?: ReadonlyArray<string>;
  readonly mac?: ReadonlyArray<string>;
  /** Only when the keyboard is not in a terminal, where the program gets this key. */
  readonly outside?: ReadonlyArray<string>;
  readonly when?: (context: CommandContext) => boolean;
}

const inTerminal = (context: CommandContext): boolean => context.terminal;
const inRunning = (context: CommandContext): boolean => context.running && context.connected;
const inSplits = (context: CommandContext): boolean => context.splits;
const inTabs = (context: CommandContext): boolean => context.tabs;
const online = (context: CommandContext): boolean => context.connected;

/**
 * Every command of the app, once: the palette, the shortcuts, the cheat sheet and native menus all read this list.
 */
const commands = [
  {
    id: 'terminal.new',
    title: 'New terminal',
    group: 'Terminal',
    words: 'open shell tab',
    keys: ['Ctrl+Shift+Enter'],
    mac: ['Cmd+Enter'],
    when: online,
  },
  {
    id: 'terminal.new.with',
    title: 'New terminal with options…',
    group: 'Terminal',
    words: 'directory command shell name',
    keys: ['Ctrl+Shift+O'],
    mac: ['Cmd+Shift+Enter'],
    when: online,
  },
  {
    id: 'terminal.switch',
    title: 'Go to terminal…',
    group: 'Terminal',
    words: 'switch open list attach',
    keys: ['Ctrl+Shift+K'],
    mac: ['Cmd+P'],
  },
  {
    id: 'terminal.rename',
    title: 'Rename terminal…',
    group: 'Terminal',
    words: 'title name',
    keys: ['Alt+Shift+R'],
    mac: ['Cmd+Shift+R'],
    outside: ['F2'],
    when: inTerminal,
  },
  {
    id: 'terminal.detach',
    title: 'Detach terminal',
    group: 'Terminal',
    words: 'close tab keep running hide',
    keys: ['Alt+Shift+W'],
    mac: ['Cmd+Shift+D'],
    when: inTerminal,
  },
  {
    id: 'terminal.kill',
    title: 'End terminal',
    group: 'Terminal',
    words: 'kill close stop terminate',
    keys: ['Alt+Shift+Q'],
    mac: ['Cmd+Shift+Backspace'],
    when: inRunning,
  },
  {
    id: 'terminal.restart',
    title: 'Start again',
    group: 'Terminal',
    words: 'restart rerun',
    when: (context) => context.over && context.connected,
  },
  {
    id: 'terminal.remove',
    title: 'Forget terminal',
    group: 'Terminal',
    words: 'remove delete ended lost',
    when: (context) => context.over && context.connected,
  },
  {
    id: 'terminal.fit',
    title: 'Fit terminal to this screen',
    group: 'Terminal',
    words: 'drive take over size resize',
    keys: ['Alt+Shift+F'],
    mac: ['Cmd+Shift+F'],
    when: (context) => context.running && context.connected && !context.driving,
  },
  {
    id: 'terminal.release',
    title: 'Let others decide the size',
    group: 'Terminal',
    words: 'release driver watch',
    when: (context) => context.driving,
  },
  {
    id: 'pane.split.right',
    title: 'Split right',
    group: 'Panes',
    words: 'vertical column',
    keys: ['Alt+Shift+='],
    mac: ['Cmd+D'],
    when: online,
  },
  {
    id: 'pane.split.down',
    title: 'Split down',
    group: 'Panes',
    words: 'horizontal row',
    keys: ['Alt+Shift+-'],
    mac: ['Cmd+Alt+D'],
    when: online,
  },
  {
    id: 'pane.focus.left',
    title: 'Focus pane on the left',
    group: 'Panes',
    keys: ['Ctrl+Shift+ArrowLeft'],
    mac: ['Cmd+Alt+ArrowLeft'],
    when: inSplits,
  },
  {
    id: 'pane.focus.right',
    title: 'Focus pane on the right',
    group: 'Panes',
    keys: ['Ctrl+Shift+ArrowRight'],
    mac: ['Cmd+Alt+ArrowRight'],
    when: inSplits,
  },
  {
    id: 'pane.focus.up',
    title: 'Focus pane above',
    group: 'Panes',
    keys: ['Ctrl+Shift+ArrowUp'],
    mac: ['Cmd+Alt+ArrowUp'],
    when: inSplits,
  },
  {
    id: 'pane.focus.down',
    title: 'Focus pane below',
    group: 'Panes',
    keys: ['Ctrl+Shift+ArrowDown'],
    mac: ['Cmd+Alt+ArrowDown'],
    when: inSplits,
  },
  {
    id: 'pane.grow.left',
    title: 'Move divider left',
    group: 'Panes',
    words: 'resize',
    keys: ['Alt+Shift+ArrowLeft'],
    mac: ['Cmd+Ctrl+ArrowLeft'],
    when: inSplits,
  },
  {
    id: 'pane.grow.right',
    title: 'Move divider right',
    group: 'Panes',
    words: 'resize',
    keys: ['Alt+Shift+ArrowRight'],
    mac: ['Cmd+Ctrl+ArrowRight'],
    when: inSplits,
  },
  {
    id: 'pane.grow.up',
    title: 'Move divider up',
    group: 'Panes',
    words: 'resize',
    keys: ['Alt+Shift+ArrowUp'],
    mac: ['Cmd+Ctrl+ArrowUp'],
    when: inSplits,
  },
  {
    id: 'pane.grow.down',
    title: 'Move divider down',
    group: 'Panes',
    words: 'resize',
    keys: ['Alt+Shift+ArrowDown'],
    mac: ['Cmd+Ctrl+ArrowDown'],
    when: inSplits,
  },
  {
    id: 'pane.zoom',
    title: 'Zoom pane',
    group: 'Panes',
    words: 'maximize fullscreen',
    keys: ['Ctrl+Shift+Z'],
    mac: ['Cmd+Ctrl+Z'],
    when: inSplits,
  },
  { id: 'pane.even', title: 'Make panes the same size', group: 'Panes', words: 'balance equal', when: inSplits },
  { id: 'pane.extract', title: 'Move pane to a tab of its own', group: 'Panes', words: 'break out', when: inSplits },
  { id: 'tab.next', title: 'Next tab', group: 'Tabs', keys: ['Ctrl+Shift+]'], when: inTabs },
  { id: 'tab.previous', title: 'Previous tab', group: 'Tabs', keys: ['Ctrl+Shift+['], when: inTabs },
  { id: 'tab.move.left', title: 'Move tab left', group: 'Tabs', when: inTabs },
  { id: 'tab.move.right', title: 'Move tab right', group: 'Tabs', when: inTabs },
  {
    id: 'edit.copy',
    title: 'Copy',
    group: 'Edit',
    keys: ['Ctrl+Shift+C', 'Ctrl+Insert'],
    mac: ['Cmd+C'],
    when: inTerminal,
  },
  {
    id: 'edit.paste',
    title: 'Paste',
    group: 'Edit',
    keys: ['Ctrl+Shift+V', 'Shift+Insert'],
    mac: ['Cmd+V'],
    when: inRunning,
  },
  {
    id: 'edit.select.all',
    title: 'Select all',
    group: 'Edit',
    keys: ['Ctrl+Shift+A'],
    mac: ['Cmd+A'],
    when: inTerminal,
  },
  {
    id: 'edit.find',
    title: 'Find in scrollback',
    group: 'Edit',
    words: 'search',
    keys: ['Ctrl+Shift+F'],
    mac: ['Cmd+F'],
    when: inTerminal,
  },
  {
    id: 'edit.clear',
    title: 'Clear scrollback in this window',
    group: 'Edit',
    words: 'erase history',
    when: inTerminal,
  },
  {
    id: 'view.palette',
    title: 'Command palette',
    group: 'View',
    keys: ['Ctrl+Shift+P'],
    mac: ['Cmd+K', 'Cmd+Shift+P'],
    outside: ['Ctrl+K'],
  },
  {
    id: 'view.sidebar',
    title: 'Show or hide the list of terminals',
    group: 'View',
    words: 'sidebar',
    keys: ['Ctrl+Shift+B'],
    mac: ['Cmd+B'],
  },
  {
    id: 'view.region.next',
    title: 'Leave the terminal: next part of the window',
    group: 'View',
    words: 'focus region escape accessibility',
    keys: ['Ctrl+F6'],
    outside: ['F6'],
  },
  {
    id: 'view.region.previous',
    title: 'Leave the terminal: previous part of the window',
    group: 'View',
    words: 'focus region accessibility',
    keys: ['Ctrl+Shift+F6'],
    outside: ['Shift+F6'],
  },
  {
    id: 'view.font.larger',
    title: 'Larger text',
    group: 'View',
    words: 'zoom font',
    keys: ['Ctrl+=', 'Ctrl+Shift+=', 'Ctrl+NumpadAdd'],
    mac: ['Cmd+=', 'Cmd+Shift+='],
  },
  {
    id: 'view.font.smaller',
    title: 'Smaller text',
    group: 'View',
    words: 'zoom font',
    keys: ['Ctrl+-', 'Ctrl+NumpadSubtract'],
    mac: ['Cmd+-'],
  },
  {
    id: 'view.font.usual',
    title: 'Usual text size',
    group: 'View',
    words: 'zoom font reset',
    keys: ['Ctrl+0', 'Ctrl+Numpad0'],
    mac: ['Cmd+0'],
  },
  { id: 'view.theme.system', title: 'Theme: as the system', group: 'View', words: 'appearance' },
  { id: 'view.theme.light', title: 'Theme: light', group: 'View', words: 'appearance' },
  { id: 'view.theme.dark', title: 'Theme: dark', group: 'View', words: 'appearance' },
  { id: 'view.cursor.blink', title: 'Blinking cursor on or off', group: 'View', words: 'caret' },
  { id: 'view.screen.reader', title: 'Screen reader mode on or off', group: 'View', words: 'accessibility' },
  {
    id: 'view.notifications',
    title: 'Notifications of this browser on or off',
    group: 'View',
    words: 'finished notice desktop',
    // The desktop app has its own, which are a setting.
    when: (context) => !context.desktop,
  },
  {
    id: 'app.settings',
    title: 'Settings…',
    group: 'View',
    words: 'preferences options configure',
    keys: ['Ctrl+,'],
    mac: ['Cmd+,'],
  },
  {
    id: 'app.pair',
    title: 'Pair a phone…',
    group: 'View',
    words: 'qr code mobile device scan',
  },
  {
    id: 'help.keys',
    title: 'Keyboard shortcuts',
    group: 'Help',
    words: 'cheat sheet',
    keys: ['Ctrl+Shift+/'],
    mac: ['Cmd+/'],
    outside: ['F1'],
  },
] as const satisfies ReadonlyArray<Command>;

export type CommandId = (typeof commands)[number]['id'];
export const commandList: ReadonlyArray<Command & { readonly id: CommandId }> = commands;

/** What each command does; one that is missing does not compile. */
export type CommandHandlers = { readonly [Id in CommandId]: () => void };

/** Shortcuts of a command on this kind of system, those that work everywhere first. */
export function shortcutsOf(command: Command, mac: boolean): ReadonlyArray<Shortcut> {
  return [...everywhere(command, mac), ...(command.outside ?? [])].map(parseShortcut);
}

function everywhere(command: Command, mac: boolean): ReadonlyArray<string> {
  return (mac ? (command.mac ?? command.keys) : command.keys) ?? [];
}

export interface Binding {
  readonly shortcut: Shortcut;
  readonly command: Command & { readonly id: CommandId };
  /** Not while the keyboard is in a terminal. */
  readonly outsideOnly: boolean;
}

/** The whole keyboard of this kind of system. */
export function bindings(mac: boolean): ReadonlyArray<Binding> {
  return commandList.flatMap((command) => [
    ...everywhere(command, mac).map((text) => ({ shortcut: parseShortcut(text), command, outsideOnly: false })),
    ...(command.outside ?? []).map((text) => ({ shortcut: parseShortcut(text), command, outsideOnly: true })),
  ]);
}
