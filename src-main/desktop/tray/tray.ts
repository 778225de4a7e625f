import { join } from 'node:path';
import { Menu, type MenuItem, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import { type Disposable, DisposableStore, toDisposable } from '../../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../../src-shared/base/emitter.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import { showsTrays } from './tray-host.ts';
import { TrayMenu, type TrayMenuNeeds } from './tray-menu.ts';
import type { TrayModel } from './tray-model.ts';

export interface TrayNeeds extends TrayMenuNeeds {
  /** Where the pictures are: `resources` in the repository, the resources directory of an installed app. */
  readonly pictures: string;
  readonly log: Log;
}

/** The app's icon in the system's tray. */
export interface AppTray extends Disposable {
  /** Whether this session showed trays when it was last asked. */
  readonly shown: boolean;
  /** Fires with each new {@link shown}. */
  readonly onShown: Event<boolean>;
  /** Asks the session. Ask before a window goes where only the tray can bring it back from. */
  look(): Promise<boolean>;
}

/** Puts the icon and its menu into the tray, and keeps both up to date. */
export function startTray(needs: TrayNeeds): AppTray {
  const { pictures, intents, log } = needs;
  const owned = new DisposableStore();
  const shownChanged = owned.add(new Emitter<boolean>());
  let shown = process.platform !== 'linux';
  let tray: Tray | undefined;
  let latest: TrayModel | undefined;

  const show = (model: TrayModel): void => {
    const { waiting } = latest ?? {};
    latest = model;
    if (tray === undefined) return;
    if (model.waiting !== waiting) tray.setImage(picture(pictures, model.waiting));
    tray.setToolTip(model.tooltip);
    tray.setContextMenu(nativeMenu(model, () => menu.again()));
  };
  const menu: TrayMenu = owned.add(new TrayMenu(needs, show));

  const put = (): void => {
    try {
      tray = new Tray(picture(pictures, latest?.waiting === true));
      // Where a click opens the menu, it is not told, and the menu has an entry for this.
      tray.on('click', () => intents.showWindow());
      if (latest !== undefined) show(latest);
    } catch (error) {
      // The window goes on without; `shown` says that closing must not hide it.
      tray = undefined;
      log.warn('the tray icon could not be made', { error: String(error) });
    }
  };
  const take = (): void => {
    tray?.destroy();
    tray = undefined;
  };
  put();
  owned.add(toDisposable(take));

  const isShown = (): boolean => shown && tray !== undefined;
  const look = async (): Promise<boolean> => {
    const now = await showsTrays(process.platform, process.env);
    if (owned.isDisposed) return false;
    const before = isShown();
    if (now && !shown) {
      // An icon that was made while nobody showed any is not found by those who come later.
      take();
      put();
    }
    shown = now;
    if (isShown() !== before) shownChanged.fire(isShown());
    return isShown();
  };
  // It answers in any case.
  void look();

  return {
    get shown() {
      return isShown();
    },
    onShown: shownChanged.event,
    look,
    dispose: () => owned.dispose(),
  };
}

/** macOS colours pictures named `Template` itself; the double size beside each is found by its name. */
function picture(directory: string, waiting: boolean): Electron.NativeImage {
  const name = waiting ? 'tray-waiting' : 'tray';
  const template = process.platform === 'darwin' ? 'Template' : '';
  return nativeImage.createFromPath(join(directory, `${name}${template}.png`));
}

function nativeMenu({ items }: TrayModel, switched: () => void): Menu {
  return Menu.buildFromTemplate(items.map((item) => nativeItem(item, switched)));
}

function nativeItem(item: TrayModel['items'][number], switched: () => void): MenuItemConstructorOptions {
  switch (item.kind) {
    case 'separator':
      return { type: 'separator' };
    case 'line':
      return { id: item.id, label: item.label, enabled: false };
    case 'action':
      return { id: item.id, label: item.label, click: () => item.run() };
    case 'switch': {
      // The system has turned it already, and what the user saw is what was meant.
      const click = ({ checked }: MenuItem): void => {
        item.run(checked);
        switched();
      };
      return { id: item.id, label: item.label, type: 'checkbox', checked: item.on, click };
    }
  }
}
