import { EventEmitter } from 'node:events';
import type { Menu as ElectronMenu, MenuItemConstructorOptions, PopupOptions } from 'electron';
import { MenuItem } from './menu-item.ts';
import { runtime } from './runtime.ts';
import { strict } from './strict.ts';

let applicationMenu: Menu | null = null;

/** `Menu`: a model, which specs click. Keys do not reach it: drivers send them to the page, in Electron too. */
export class Menu extends EventEmitter implements Pick<ElectronMenu, 'closePopup'> {
  readonly items: MenuItem[] = [];

  constructor() {
    super();
    // biome-ignore lint/correctness/noConstructorReturn: what a menu does not have is refused, to itself also.
    return strict('Menu', this);
  }

  append(item: MenuItem): void {
    this.items.push(item);
  }

  insert(position: number, item: MenuItem): void {
    this.items.splice(position, 0, item);
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      if (item.id === id) return item;
      const inside = item.submenu?.getMenuItemById(id);
      if (inside) return inside;
    }
    return null;
  }

  popup(options: PopupOptions = {}): void {
    runtime().records.calls.push({ what: 'Menu.popup', with: this.items.map(({ label }) => label) });
    this.emit('menu-will-show', {});
    options.callback?.();
  }

  closePopup(): void {
    this.emit('menu-will-close', {});
  }

  static buildFromTemplate(template: ReadonlyArray<MenuItemConstructorOptions | MenuItem>): Menu {
    if (!Array.isArray(template)) throw new TypeError('Invalid template for Menu: Menu template must be an array');
    const menu = new Menu();
    for (const each of template) menu.append(each instanceof MenuItem ? each : new MenuItem(each, Menu));
    return menu;
  }

  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu;
  }

  static getApplicationMenu(): Menu | null {
    return applicationMenu;
  }
}
