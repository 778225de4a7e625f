import { app, BrowserWindow } from 'electron';
import type { MenuNeeds } from './menu.ts';
import type { Quit } from './quit.ts';
import type { Updater } from './updater/updater.ts';
import type { Windows } from './windows/windows.ts';

export interface AppMenuParts {
  readonly windows: Windows;
  readonly updates: Pick<Updater, 'check'>;
  readonly quit: Pick<Quit, 'request'>;
}

/** What each entry of the app's menu does. */
export function appMenu({ windows, updates, quit }: AppMenuParts): MenuNeeds {
  return {
    kind: { mac: process.platform === 'darwin', development: !app.isPackaged },
    command: (id) => windows.ask({ kind: 'command', id }),
    acts: {
      show: () => windows.show(),
      settings: () => windows.showSettings('general'),
      about: () => windows.showSettings('about'),
      checkForUpdates: () => {
        windows.showSettings('about');
        // What comes of it is a state, which the window shows.
        void updates.check();
      },
      close: () => BrowserWindow.getFocusedWindow()?.close(),
      reload: () => windows.focused?.reload(),
      devTools: () => BrowserWindow.getFocusedWindow()?.webContents.toggleDevTools(),
      quit: () => quit.request(),
    },
  };
}
