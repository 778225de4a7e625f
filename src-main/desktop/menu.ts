import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../../src-shared/desktop/desktop-api.ts';
import { type MenuAct, type MenuItem, type MenuKind, menuModel } from './menu-model.ts';

export interface MenuNeeds {
  readonly kind: MenuKind;
  /** A command of the page was chosen. */
  readonly command: (id: string) => void;
  readonly acts: Readonly<Record<MenuAct, () => void>>;
}

/** Makes the app's menu from the page's commands; none before there is a page. */
export function setMenu(commands: ReadonlyArray<MenuCommand>, needs: MenuNeeds): void {
  const { menus, takesKeys } = menuModel(commands, needs.kind);
  const template = menus.map(
    ({ label, role, items }): MenuItemConstructorOptions => ({
      label,
      ...(role === undefined ? {} : { role }),
      submenu: items.map((item) => toOptions(item, takesKeys, needs)),
    }),
  );
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function toOptions(item: MenuItem, takesKeys: boolean, { command, acts }: MenuNeeds): MenuItemConstructorOptions {
  if (item.kind === 'separator') return { type: 'separator' };
  if (item.kind === 'role') return { role: item.role };
  const key = item.accelerator === null ? {} : { accelerator: item.accelerator, registerAccelerator: takesKeys };
  if (item.kind === 'act') return { id: item.act, label: item.label, ...key, click: () => acts[item.act]() };
  return { id: item.id, label: item.label, enabled: item.enabled, ...key, click: () => command(item.id) };
}
