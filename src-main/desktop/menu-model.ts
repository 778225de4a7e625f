import type { MenuCommand } from '../../src-shared/desktop/desktop-api.ts';

/** What the menu does besides the page's own commands. */
export type MenuAct = 'show' | 'settings' | 'about' | 'checkForUpdates' | 'close' | 'reload' | 'devTools' | 'quit';

/** Things that systems do themselves, by Electron's names. */
export type MenuRole =
  | 'undo'
  | 'redo'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'selectAll'
  | 'togglefullscreen'
  | 'minimize'
  | 'zoom'
  | 'front'
  | 'services'
  | 'hide'
  | 'hideOthers'
  | 'unhide';

export type MenuItem =
  | {
      readonly kind: 'command';
      readonly id: string;
      readonly label: string;
      readonly accelerator: string | null;
      readonly enabled: boolean;
    }
  | { readonly kind: 'act'; readonly act: MenuAct; readonly label: string; readonly accelerator: string | null }
  | { readonly kind: 'role'; readonly role: MenuRole }
  | { readonly kind: 'separator' };

export interface Menu {
  readonly label: string;
  readonly role?: 'window' | 'help';
  readonly items: ReadonlyArray<MenuItem>;
}

export interface MenuModel {
  readonly menus: ReadonlyArray<Menu>;
  /**
   * Whether the system's menu takes the keys. It does on a Mac, after the page. Elsewhere keys are only shown: the page
   * knows when a program in a terminal is to have them.
   */
  readonly takesKeys: boolean;
}

export interface MenuKind {
  readonly mac: boolean;
  /** Run from its sources: the page can be reloaded and looked into. */
  readonly development: boolean;
}

/** Commands that people look for in the File menu. */
const FILE_COMMANDS: ReadonlySet<string> = new Set(['terminal.new', 'terminal.new.with']);
/** On a Mac the system's own entries do these, in text fields as in terminals. */
const ROLES_INSTEAD: ReadonlySet<string> = new Set(['edit.copy', 'edit.paste', 'edit.select.all']);

/** The page's way to the settings. The menu has its own, which is there before any page, where this system has it. */
const SETTINGS_COMMAND = 'app.settings';

const SEPARATOR: MenuItem = { kind: 'separator' };

/** The native menu: the page's commands by group, among what every app of this system has. */
export function menuModel(commands: ReadonlyArray<MenuCommand>, { mac, development }: MenuKind): MenuModel {
  const settingsKey = commands.find(({ id }) => id === SETTINGS_COMMAND)?.accelerator ?? null;
  const listed = commands.filter(({ id }) => id !== SETTINGS_COMMAND);
  const ofGroup = (group: string): MenuItem[] =>
    listed
      .filter((command) => command.group === group && !FILE_COMMANDS.has(command.id))
      .filter((command) => !(mac && ROLES_INSTEAD.has(command.id)))
      .map(toItem);
  const known = ['Edit', 'View', 'Terminal', 'Panes', 'Tabs', 'Help'];
  const others = [...new Set(listed.map(({ group }) => group))].filter((group) => !known.includes(group));
  const file = listed.filter(({ id }) => FILE_COMMANDS.has(id)).map(toItem);
  const menus: Menu[] = [
    ...(mac ? [appMenu()] : []),
    {
      label: 'File',
      items: joined(file, mac ? [] : [act('settings', 'Settings…', settingsKey)], [
        act('close', 'Close window', mac ? 'Cmd+W' : null),
        ...(mac ? [] : [act('quit', 'Quit')]),
      ]),
    },
    {
      label: 'Edit',
      items: joined(
        mac ? roles('undo', 'redo') : [],
        mac ? roles('cut', 'copy', 'paste', 'selectAll') : [],
        ofGroup('Edit'),
      ),
    },
    {
      label: 'View',
      items: joined(
        ofGroup('View'),
        roles('togglefullscreen'),
        development ? [act('reload', 'Reload page'), act('devTools', 'Developer tools')] : [],
      ),
    },
    ...['Terminal', 'Panes', 'Tabs', ...others].map((label) => ({ label, items: ofGroup(label) })),
    ...(mac ? [windowMenu()] : []),
    {
      label: 'Help',
      role: 'help',
      items: joined(
        ofGroup('Help'),
        mac ? [] : [act('checkForUpdates', 'Check for updates…'), act('about', 'About Homeport')],
      ),
    },
  ];
  return { menus: menus.filter(({ items }) => items.length > 0), takesKeys: mac };
}

function appMenu(): Menu {
  return {
    label: 'Homeport',
    items: joined(
      [act('about', 'About Homeport'), act('checkForUpdates', 'Check for Updates…')],
      [act('settings', 'Settings…', 'Cmd+,')],
      roles('services'),
      roles('hide', 'hideOthers', 'unhide'),
      [act('quit', 'Quit Homeport', 'Cmd+Q')],
    ),
  };
}

function windowMenu(): Menu {
  return {
    label: 'Window',
    role: 'window',
    items: joined(roles('minimize', 'zoom'), [act('show', 'Homeport')], roles('front')),
  };
}

function toItem({ id, title, accelerator, enabled }: MenuCommand): MenuItem {
  return { kind: 'command', id, label: title, accelerator, enabled };
}

function act(name: MenuAct, label: string, accelerator: string | null = null): MenuItem {
  return { kind: 'act', act: name, label, accelerator };
}

function roles(...names: ReadonlyArray<MenuRole>): MenuItem[] {
  return names.map((role) => ({ kind: 'role', role }));
}

/** The parts that have something, with a line between. */
function joined(...parts: ReadonlyArray<ReadonlyArray<MenuItem>>): MenuItem[] {
  return parts.filter((part) => part.length > 0).flatMap((part, at) => (at === 0 ? part : [SEPARATOR, ...part]));
}
