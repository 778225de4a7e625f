import { expect, test } from 'vitest';
import type { MenuCommand } from '../../src-shared/desktop/desktop-api.ts';
import { type MenuItem, type MenuModel, menuModel } from './menu-model.ts';

const LINUX = { mac: false, development: false };
const MAC = { mac: true, development: false };

function command(id: string, group: string, more: Partial<MenuCommand> = {}): MenuCommand {
  return { id, title: `Do ${id}`, group, accelerator: null, enabled: true, ...more };
}

const COMMANDS = [
  command('terminal.new', 'Terminal', { accelerator: 'Ctrl+Shift+Return' }),
  command('terminal.kill', 'Terminal', { enabled: false }),
  command('pane.zoom', 'Panes'),
  command('edit.copy', 'Edit', { accelerator: 'Ctrl+Shift+C' }),
  command('edit.find', 'Edit'),
  command('help.keys', 'Help'),
  command('chat.new', 'Chats'),
];

function labels(model: MenuModel): string[] {
  return model.menus.map(({ label }) => label);
}

function items(model: MenuModel, label: string): ReadonlyArray<MenuItem> {
  return model.menus.find((menu) => menu.label === label)?.items ?? [];
}

function words(model: MenuModel, label: string): string[] {
  return items(model, label).map((item) => {
    if (item.kind === 'command') return item.id;
    if (item.kind === 'act') return item.act;
    return item.kind === 'role' ? item.role : '-';
  });
}

test('before there is a page the menu has what needs none', () => {
  expect(labels(menuModel([], LINUX))).toEqual(['File', 'View', 'Help']);
  expect(words(menuModel([], LINUX), 'File')).toEqual(['settings', '-', 'close', 'quit']);
  expect(labels(menuModel([], MAC))).toEqual(['Homeport', 'File', 'Edit', 'View', 'Window']);
  expect(words(menuModel([], MAC), 'Homeport')).toEqual([
    'about',
    'checkForUpdates',
    '-',
    'settings',
    '-',
    'services',
    '-',
    'hide',
    'hideOthers',
    'unhide',
    '-',
    'quit',
  ]);
});

test.each([LINUX, MAC])('the settings are in the menu once, with their key (mac: $mac)', (kind) => {
  const settings = command('app.settings', 'View', { title: 'Settings…', accelerator: 'CmdOrCtrl+,' });
  const entries = menuModel([...COMMANDS, settings], kind).menus.flatMap(({ label, items }) =>
    items.flatMap((item) => ('label' in item && item.label === 'Settings…' ? [{ menu: label, ...item }] : [])),
  );
  expect(entries).toEqual([
    {
      menu: kind.mac ? 'Homeport' : 'File',
      kind: 'act',
      act: 'settings',
      label: 'Settings…',
      accelerator: kind.mac ? 'Cmd+,' : 'CmdOrCtrl+,',
    },
  ]);
});

test('every command of the page is in one menu, groups that are new to us in menus of their own', () => {
  const model = menuModel(COMMANDS, LINUX);
  const placed = model.menus.flatMap(({ items }) =>
    items.flatMap((item) => (item.kind === 'command' ? [item.id] : [])),
  );
  expect(placed.sort()).toEqual(COMMANDS.map(({ id }) => id).sort());
  expect(labels(model)).toEqual(['File', 'Edit', 'View', 'Terminal', 'Panes', 'Chats', 'Help']);
  expect(words(model, 'File')[0]).toBe('terminal.new');
});

test('a command keeps its title, its key and whether it can be had', () => {
  const model = menuModel(COMMANDS, LINUX);
  expect(items(model, 'Terminal')).toEqual([
    { kind: 'command', id: 'terminal.kill', label: 'Do terminal.kill', accelerator: null, enabled: false },
  ]);
  expect(items(model, 'File')[0]).toMatchObject({ accelerator: 'Ctrl+Shift+Return' });
});

test('the menu takes keys on a Mac only', () => {
  expect(menuModel(COMMANDS, LINUX).takesKeys).toBe(false);
  expect(menuModel(COMMANDS, MAC).takesKeys).toBe(true);
});

test('on a Mac copy and paste are the system’s own, so that they work in fields too', () => {
  expect(words(menuModel(COMMANDS, MAC), 'Edit')).toEqual([
    'undo',
    'redo',
    '-',
    'cut',
    'copy',
    'paste',
    'selectAll',
    '-',
    'edit.find',
  ]);
});

test('the page is reloaded and looked into only where it is developed', () => {
  expect(words(menuModel(COMMANDS, LINUX), 'View')).toEqual(['togglefullscreen']);
  expect(words(menuModel(COMMANDS, { mac: false, development: true }), 'View')).toEqual([
    'togglefullscreen',
    '-',
    'reload',
    'devTools',
  ]);
});
