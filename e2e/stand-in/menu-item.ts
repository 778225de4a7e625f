import type { KeyboardEvent, MenuItemConstructorOptions } from 'electron';
import { isAccelerator } from './accelerator.ts';
import { BrowserWindow } from './browser-window.ts';
import type { Menu } from './menu.ts';
import { runtime } from './runtime.ts';
import { strict, Unsupported } from './strict.ts';

interface Role {
  readonly label: string;
  /** Absent for roles that only name a submenu, or that only macOS has. */
  readonly run?: (window: BrowserWindow | null) => void;
}

/** By lower-case name. A role that is not here is refused when it is clicked. */
const ROLES: Readonly<Record<string, Role>> = {
  undo: { label: 'Undo', run: (window) => window?.webContents.undo() },
  redo: { label: 'Redo', run: (window) => window?.webContents.redo() },
  cut: { label: 'Cut', run: (window) => window?.webContents.cut() },
  copy: { label: 'Copy', run: (window) => window?.webContents.copy() },
  paste: { label: 'Paste', run: (window) => window?.webContents.paste() },
  selectall: { label: 'Select All', run: (window) => window?.webContents.selectAll() },
  reload: { label: 'Reload', run: (window) => window?.reload() },
  minimize: { label: 'Minimize', run: (window) => window?.minimize() },
  close: { label: 'Close Window', run: (window) => window?.close() },
  quit: { label: 'Quit', run: () => runtime().app.quit() },
  editmenu: { label: 'Edit' },
  filemenu: { label: 'File' },
  viewmenu: { label: 'View' },
  windowmenu: { label: 'Window' },
  appmenu: { label: 'Electron' },
  help: { label: 'Help' },
  window: { label: 'Window' },
  about: { label: 'About' },
  services: { label: 'Services' },
  hide: { label: 'Hide' },
  hideothers: { label: 'Hide Others' },
  unhide: { label: 'Show All' },
  front: { label: 'Bring All to Front' },
  zoom: { label: 'Zoom' },
  togglefullscreen: { label: 'Toggle Full Screen' },
  toggledevtools: { label: 'Toggle Developer Tools' },
  resetzoom: { label: 'Actual Size' },
  zoomin: { label: 'Zoom In' },
  zoomout: { label: 'Zoom Out' },
};

type Click = (event?: KeyboardEvent, window?: BrowserWindow | null, contents?: unknown) => void;
type Builder = { buildFromTemplate(template: ReadonlyArray<MenuItemConstructorOptions>): Menu };

let lastCommand = 0;

/** `MenuItem`. */
export class MenuItem {
  readonly id: string;
  readonly label: string;
  readonly sublabel: string;
  readonly toolTip: string;
  readonly icon: unknown;
  readonly type: string;
  readonly role: string | undefined;
  readonly accelerator: string | undefined;
  readonly registerAccelerator: boolean;
  readonly submenu: Menu | undefined;
  readonly commandId: number = ++lastCommand;
  readonly click: Click;
  enabled: boolean;
  visible: boolean;
  checked: boolean;

  constructor(options: MenuItemConstructorOptions, menus: Builder) {
    const role = options.role?.toLowerCase();
    if (role !== undefined && ROLES[role] === undefined) throw new Unsupported(`menu role ${options.role}`);
    if (options.label === undefined && role === undefined && options.type !== 'separator') {
      throw new TypeError('Must specify label, role, or type: separator');
    }
    if (options.submenu !== undefined && options.type !== undefined && options.type !== 'submenu') {
      throw new Error('Invalid submenu');
    }
    if (options.accelerator !== undefined && !isAccelerator(String(options.accelerator))) {
      throw new TypeError(`stand-in: "${options.accelerator}" is no accelerator`);
    }
    this.id = options.id ?? '';
    this.label = options.label ?? (role === undefined ? '' : (ROLES[role]?.label ?? ''));
    this.sublabel = options.sublabel ?? '';
    this.toolTip = options.toolTip ?? '';
    this.icon = options.icon;
    this.type = options.type ?? (options.submenu === undefined ? 'normal' : 'submenu');
    this.role = role;
    this.accelerator = options.accelerator === undefined ? undefined : String(options.accelerator);
    this.registerAccelerator = options.registerAccelerator ?? true;
    this.submenu = Array.isArray(options.submenu)
      ? menus.buildFromTemplate(options.submenu)
      : (options.submenu as unknown as Menu | undefined);
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    // biome-ignore lint/suspicious/noExplicitAny: the app's function takes Electron's own types, and gets ours.
    const clicked = options.click as ((...args: any[]) => void) | undefined;
    // Known to itself as what others see, so that `click` gets the very item of the menu.
    const self: MenuItem = strict('MenuItem', this);
    this.click = (event = {}, window = BrowserWindow.getFocusedWindow(), contents = window?.webContents) => {
      if (!self.enabled) return;
      if (self.type === 'checkbox') self.checked = !self.checked;
      if (self.type === 'radio') self.checked = true;
      if (clicked !== undefined) clicked(self, window, event, contents);
      else if (role !== undefined) act(role, window);
    };
    // biome-ignore lint/correctness/noConstructorReturn: what an item does not have is refused.
    return self;
  }
}

function act(role: string, window: BrowserWindow | null): void {
  const run = ROLES[role]?.run;
  if (run === undefined) throw new Unsupported(`clicking the menu role ${role}`);
  run(window);
}
