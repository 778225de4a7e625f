import { BrowserWindow } from './browser-window.ts';
import { clipboard } from './clipboard.ts';
import { crashReporter } from './crash-reporter.ts';
import { dialog } from './dialog.ts';
import { Menu } from './menu.ts';
import { MenuItem } from './menu-item.ts';
import { nativeImage } from './native-image.ts';
import { nativeTheme } from './native-theme.ts';
import { Notification } from './notification.ts';
import { powerMonitor, powerSaveBlocker } from './power.ts';
import type { Runtime } from './runtime.ts';
import { screen } from './screen.ts';
import { shell } from './shell.ts';
import { absent, strict } from './strict.ts';
import { Tray } from './tray.ts';
import { webContents } from './web-contents.ts';

/** Exports of Electron's main process that exist here by name alone: importing one is fine, using it is not. */
const ABSENT = [
  'autoUpdater',
  'BaseWindow',
  'BrowserView',
  'contentTracing',
  'desktopCapturer',
  'globalShortcut',
  'ImageView',
  'inAppPurchase',
  'MessageChannelMain',
  'net',
  'netLog',
  'protocol',
  'pushNotifications',
  'safeStorage',
  'ServiceWorkerMain',
  'ShareMenu',
  'systemPreferences',
  'TouchBar',
  'utilityProcess',
  'View',
  'webFrameMain',
  'WebContentsView',
] as const;

/** What `import … from 'electron'` gives the app. */
export function electronModule({ app, ipcMain, defaultSession }: Runtime): Record<string, unknown> {
  return {
    ...Object.fromEntries(ABSENT.map((name) => [name, absent(name)])),
    app,
    BrowserWindow,
    clipboard,
    crashReporter,
    dialog,
    ipcMain,
    Menu,
    MenuItem,
    nativeImage,
    nativeTheme,
    Notification,
    powerMonitor,
    powerSaveBlocker,
    screen,
    session: strict('session', { defaultSession }),
    shell,
    Tray,
    webContents: strict('webContents', webContents),
  };
}
