import type { ElectronApplication } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drive, fixture, newProfile, remove } from './testing/started.ts';

// biome-ignore lint/suspicious/noExplicitAny: the stand-in's own records, which no type of Electron's knows.
type World = any;

let profile: string;
let app: ElectronApplication;

beforeAll(async () => {
  profile = newProfile();
  app = await drive(fixture('page-app.ts'), profile);
  await app.firstWindow();
});
afterAll(async () => {
  await app?.close();
  remove(profile);
});

/** What each of some scripts throws in the app's main process; `electron` is its module. */
function refusals(...scripts: string[]): Promise<string[]> {
  return app.evaluate(
    async (electron, wanted) =>
      Promise.all(
        wanted.map(async (script) => {
          try {
            return `did ${String(await new Function('electron', `return ${script}`)(electron))}`;
          } catch (error) {
            return (error as Error).message;
          }
        }),
      ),
    scripts,
  );
}

test('what is not there throws with its name, for every kind of thing', async () => {
  expect(
    await refusals(
      'electron.somethingNew',
      'electron.app.setJumpList([])',
      'electron.app.on("accessibility-support-changed", () => {})',
      'electron.autoUpdater.checkForUpdates()',
      'new electron.WebContentsView()',
      'electron.net.fetch("http://127.0.0.1/")',
      'electron.shell.trashItem("/x")',
      'electron.dialog.showMessageBoxSync({})',
      'electron.session.fromPartition("x")',
      'electron.session.defaultSession.setProxy({})',
      'electron.BrowserWindow.getAllWindows()[0].setKiosk(true)',
      'electron.BrowserWindow.getAllWindows()[0].webContents.openDevTools()',
      'electron.app.madeUp = 1',
      'electron.app.setLoginItemSettings({ openAtLogin: true })',
    ),
  ).toEqual([
    'stand-in: electron.somethingNew is not supported',
    'stand-in: app.setJumpList is not supported',
    'stand-in: event accessibility-support-changed of app is not supported',
    'stand-in: autoUpdater.checkForUpdates is not supported',
    'stand-in: WebContentsView is not supported',
    'stand-in: net.fetch is not supported',
    'stand-in: shell.trashItem is not supported',
    'stand-in: dialog.showMessageBoxSync is not supported',
    'stand-in: session.fromPartition is not supported',
    'stand-in: session.setProxy is not supported',
    'stand-in: BrowserWindow.setKiosk is not supported',
    'stand-in: webContents.openDevTools is not supported',
    'stand-in: setting app.madeUp is not supported',
    'stand-in: app.setLoginItemSettings on Linux is not supported',
  ]);
});

test('windows that are not safe are refused', async () => {
  const made = (preferences: string): string =>
    `new electron.BrowserWindow({ show: false, webPreferences: ${preferences} })`;
  expect(
    await refusals(
      made('{ nodeIntegration: true }'),
      made('{ contextIsolation: false }'),
      made('{ sandbox: false }'),
      made('{ preload: "./relative.cjs" }'),
      made('{ partition: "x" }'),
    ),
  ).toEqual([
    'stand-in: webPreferences.nodeIntegration: true is not supported',
    'stand-in: webPreferences.contextIsolation: false is not supported',
    'stand-in: webPreferences.sandbox: false is not supported',
    'stand-in: a preload whose path is not absolute is not supported',
    'stand-in: webPreferences.partition is not supported',
  ]);
});

test('a menu is what its template says, and clicks as a person would', async () => {
  const told = await app.evaluate(({ Menu }) => {
    const clicked: string[] = [];
    const menu = Menu.buildFromTemplate([
      {
        label: 'File',
        submenu: [
          { id: 'new', label: 'New', accelerator: 'CmdOrCtrl+Shift+N', click: (item) => clicked.push(item.id) },
          { id: 'off', label: 'Off', enabled: false, click: () => clicked.push('off') },
          { type: 'separator' },
          {
            id: 'wrap',
            label: 'Wrap',
            type: 'checkbox',
            checked: true,
            click: ({ checked }) => clicked.push(`${checked}`),
          },
        ],
      },
    ]);
    Menu.setApplicationMenu(menu);
    const shown = Menu.getApplicationMenu();
    for (const id of ['new', 'off', 'wrap']) shown?.getMenuItemById(id)?.click();
    return [clicked, shown?.items[0]?.submenu?.items.map(({ type }) => type), shown === menu];
  });
  expect(told).toEqual([['new', 'false'], ['normal', 'normal', 'separator', 'checkbox'], true]);
  expect(
    await refusals(
      'electron.Menu.buildFromTemplate([{}])',
      'electron.Menu.buildFromTemplate([{ label: "x", accelerator: "Ctrl+Nonsense" }])',
      'electron.Menu.buildFromTemplate([{ role: "madeUp" }])',
      'electron.Menu.buildFromTemplate([{ role: "togglefullscreen" }]).items[0].click()',
    ),
  ).toEqual([
    'Must specify label, role, or type: separator',
    'stand-in: "Ctrl+Nonsense" is no accelerator',
    'stand-in: menu role madeUp is not supported',
    'stand-in: clicking the menu role togglefullscreen is not supported',
  ]);
});

test('a tray has a picture, and is gone when it is destroyed', async () => {
  expect(
    await app.evaluate(({ Menu, nativeImage, Tray }) => {
      const tray = new Tray(nativeImage.createFromBitmap(Buffer.alloc(4 * 16 * 16), { width: 16, height: 16 }));
      tray.setToolTip('two wait');
      tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Quit' }]));
      const [known] = (globalThis as World).standIn.trays;
      const shown = [known._toolTip, known._menu.items[0].label];
      tray.destroy();
      return [...shown, tray.isDestroyed(), (globalThis as World).standIn.trays.size];
    }),
  ).toEqual(['two wait', 'Quit', true, 0]);
  expect(
    await refusals('new electron.Tray("/nowhere.png")', 'new electron.Tray(electron.nativeImage.createEmpty())'),
  ).toEqual(Array(2).fill('stand-in: a tray without a picture is not supported'));
});

test('a notification says what happens to it', async () => {
  expect(
    await app.evaluate(async ({ Notification }) => {
      const events: string[] = [];
      const notification = new Notification({ title: 'Done', body: 'make' });
      for (const name of ['show', 'click', 'close'] as const) notification.on(name as 'show', () => events.push(name));
      const closed = new Promise<void>((resolve) => notification.on('close', () => resolve()));
      notification.on('show', () => {
        notification.emit('click', {});
        notification.close();
      });
      notification.show();
      await closed;
      return [Notification.isSupported(), ...events];
    }),
  ).toEqual([true, 'show', 'click', 'close']);
});

test('a dialog needs an answer that waits for it', async () => {
  expect(await refusals('electron.dialog.showMessageBox({ message: "Quit?" })')).toEqual([
    'stand-in: dialog.showMessageBox was called, and no answer waits for it',
  ]);
  expect(
    await app.evaluate(async ({ dialog }) => {
      (globalThis as World).standIn.answers.showOpenDialog = [{ canceled: false, filePaths: ['/srv'] }];
      return dialog.showOpenDialog({});
    }),
  ).toEqual({ canceled: false, filePaths: ['/srv'] });
});

test('what would leave the app is kept, and not done', async () => {
  await refusals('electron.shell.openExternal("https://example.org/")', 'electron.shell.showItemInFolder("/srv")');
  const calls = await app.evaluate(() => (globalThis as World).standIn.calls);
  expect(calls).toContainEqual({ what: 'shell.openExternal', with: 'https://example.org/' });
  expect(calls).toContainEqual({ what: 'shell.showItemInFolder', with: '/srv' });
});

test('small things are as Electron has them on Linux', async () => {
  expect(
    await app.evaluate(async ({ app: own, clipboard, nativeImage, powerSaveBlocker, screen }) => {
      const blocker = powerSaveBlocker.start('prevent-app-suspension');
      const held = powerSaveBlocker.isStarted(blocker);
      powerSaveBlocker.stop(blocker);
      own.setBadgeCount(3);
      await clipboard.writeText('copied');
      const { width } = screen.getPrimaryDisplay().bounds;
      return [
        [held, powerSaveBlocker.isStarted(blocker)],
        own.getBadgeCount(),
        own.dock === undefined,
        await clipboard.readText(),
        width > 1000,
        nativeImage.createEmpty().isEmpty(),
      ];
    }),
  ).toEqual([[true, false], 3, true, 'copied', true, true]);
});
