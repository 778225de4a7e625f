import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endKeepers } from '../../src-main/hub/testing/test-hub.ts';
import { dropFiles, eventually, paneText, shows, speakAnotherVersion } from '../page/hands.ts';
import { answerDialog, HELD_DIALOGS, openDialogs, shownDialog } from './dialogs.ts';
import { executable, type LaunchOptions, newDataDir, runtime, type Started, start } from './launch.ts';

const ROOT = join(import.meta.dirname, '../..');
const CLI = join(ROOT, 'out/main/homeport.js');
const run = promisify(execFile);

let dataDir: string;
/** Nobody's: shells read no start files of whoever runs the specs. */
let home: string;
let started: Started[];
let children: ChildProcess[];
/** Playwright forgets an app's process when it has ended. */
const processes = new WeakMap<ElectronApplication, ChildProcess>();

beforeEach(() => {
  dataDir = newDataDir();
  home = mkdtempSync(join(tmpdir(), 'hp-home-'));
  started = [];
  children = [];
});

afterEach(async () => {
  for (const each of started) await each.close();
  for (const child of children) child.kill('SIGKILL');
  await endKeepers(dataDir);
  for (const each of [dataDir, home]) rmSync(each, { recursive: true, force: true });
});

/** Starts the app with its message boxes held, and with a renderer whose rows a spec can read. */
async function startApp(options: LaunchOptions = {}): Promise<ElectronApplication> {
  const args = ['--disable-software-rasterizer', ...(options.args ?? [])];
  const env = { HOME: home, ...options.env };
  const each = await start({ before: HELD_DIALOGS, dataDir, ...options, args, env });
  started.push(each);
  processes.set(each.app, each.app.process());
  return each.app;
}

/** Starts the app and waits for the prompt of the terminal that it opens for somebody who has none. */
async function startWithShell(): Promise<{ readonly app: ElectronApplication; readonly page: Page }> {
  const app = await startApp();
  const page = await app.firstWindow();
  await shows(page, /[$#] ?$/m);
  return { app, page };
}

/** A hub without the app, as `homeport start` makes one. */
async function startHeadless(port = '0'): Promise<ChildProcess> {
  const hub = spawn(process.execPath, [CLI, 'start', '--port', port], {
    env: { ...process.env, HOME: home, HOMEPORT_DATA_DIR: dataDir, SHELL: '/bin/bash', PS1: '$ ' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.push(hub);
  await eventually(() => existsSync(hubFile()) && JSON.parse(readFileSync(hubFile(), 'utf8')).pid).toBe(hub.pid);
  return hub;
}

async function cli(...args: ReadonlyArray<string>): Promise<string> {
  const env = { ...process.env, HOMEPORT_DATA_DIR: dataDir };
  return (await run(process.execPath, [CLI, ...args], { env })).stdout;
}

async function terminals(): Promise<
  ReadonlyArray<{ readonly id: string; readonly phase: { kind: string; pid?: number } }>
> {
  return (JSON.parse(await cli('ls', '--json')) as { terminals: [] }).terminals;
}

/** Process of the only shell that runs. */
async function shellPid(): Promise<number> {
  const running = (await terminals()).filter(({ phase }) => phase.kind === 'running');
  expect(running).toHaveLength(1);
  return running[0]?.phase.pid ?? 0;
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves with the exit code when the app's process has ended. */
function ended(app: ElectronApplication): Promise<number | null> {
  const child = processes.get(app);
  if (child === undefined) throw new Error('this app was not started here');
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', resolve));
}

/** As the menu's Quit does. */
async function quit(app: ElectronApplication): Promise<void> {
  await app
    .evaluate(({ app: electron }) => electron.quit())
    .catch(() => {
      // The process may be gone before its answer.
    });
}

/** Runs a script in the document of the first window, whatever process draws it by now. */
function inPage<T>(app: ElectronApplication, script: string): Promise<T> {
  return app.evaluate(
    ({ BrowserWindow }, text) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(text) as Promise<T>,
    script,
  );
}

function log(): string {
  return readFileSync(join(dataDir, 'desktop/main.log'), 'utf8');
}

const hubFile = (): string => join(dataDir, 'hub.json');

describe(`the window on ${runtime}`, () => {
  test('starts with a live terminal, and the command line sees it', async () => {
    const { app, page } = await startWithShell();
    await page.keyboard.type('echo $((6*7))-answer\n');
    await shows(page, '42-answer');
    expect(await page.title()).toContain('Homeport');
    expect(app.windows()).toHaveLength(1);
    expect(new URL(page.url()).pathname).toBe('/');
    expect(await terminals()).toHaveLength(1);
    await shellPid();
  });

  test('the page gets exactly the calls there are, and nothing of Node or Electron', async () => {
    const { page } = await startWithShell();
    const found = await page.evaluate(() => {
      const world = window as unknown as Record<string, unknown>;
      const api = world['homeport'] as Record<string, unknown>;
      const kinds = Object.values(api).map((value) => typeof value);
      Reflect.set(api, 'takeLink', null);
      return {
        names: Object.keys(api).sort(),
        kinds: [...new Set(kinds)],
        stillThere: typeof api['takeLink'],
        outside: ['require', 'process', 'module', 'ipcRenderer', 'electron', 'Buffer'].filter((name) => name in world),
      };
    });
    expect(found.names).toEqual(
      [
        'takeLink chooseDirectory chooseExportFile openExternal showInFolder setMenu ready openSettings readAbout',
        'readStatus checkForUpdate downloadUpdate reload restart pathsOf onIntent onStatus',
      ]
        .join(' ')
        .split(' ')
        .sort(),
    );
    expect(found).toMatchObject({ kinds: ['function'], stillThere: 'function', outside: [] });
  });

  test('a document becomes a client once, and a reloaded one again', async () => {
    const { page } = await startWithShell();
    const again = (): Promise<string> =>
      page.evaluate(() =>
        (window as unknown as { homeport: { takeLink(): Promise<string> } }).homeport.takeLink().then(
          () => 'a link',
          (error: Error) => error.message,
        ),
      );
    expect(await again()).toBe('This document has had its link. Reload the window for another.');
    await page.evaluate(() => {
      void (window as unknown as { homeport: { reload(): Promise<null> } }).homeport.reload();
    });
    await page.waitForEvent('load');
    await shows(page, /[$#] ?$/m);
    expect(log()).not.toMatch(/link=|secret/);
  });

  test('a window comes back in its size and place', async () => {
    const app = await startApp();
    const window = await app.browserWindow(await app.firstWindow());
    // Inside of the smallest display that there is.
    const bounds = { x: 60, y: 70, width: 640, height: 420 };
    await window.evaluate((browser, wanted) => browser.setBounds(wanted), bounds);
    const file = join(dataDir, 'desktop/window.json');
    await eventually(() => existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).bounds).toEqual(bounds);
    await app.evaluate(({ app: electron }) => electron.exit(0)).catch(() => {});
    await ended(app);

    const next = await startApp();
    const found = await next.browserWindow(await next.firstWindow());
    expect(await found.evaluate((browser) => browser.getNormalBounds())).toEqual(bounds);
  });

  test('a broken window state is said in the log and costs nothing else', async () => {
    mkdirSync(join(dataDir, 'desktop'), { mode: 0o700 });
    writeFileSync(join(dataDir, 'desktop/window.json'), '{"bounds": {"x": "far"');
    const { app, page } = await startWithShell();
    const window = await app.browserWindow(page);
    const { width, height } = await window.evaluate((browser) => browser.getBounds());
    const area = await app.evaluate(({ screen }) => screen.getPrimaryDisplay().workArea);
    expect([width, height]).toEqual([Math.min(1120, area.width), Math.min(720, area.height)]);
    expect(log()).toContain('the window state is broken');
  });

  test.each([
    ['light', '#F5F5F7'],
    ['dark', '#15171B'],
  ])('a window is never of another colour than its page, %s', async (theme, colour) => {
    mkdirSync(join(dataDir, 'desktop'), { mode: 0o700 });
    writeFileSync(join(dataDir, 'desktop/window.json'), JSON.stringify({ bounds: null, maximized: false, theme }));
    writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ appearance: { theme } }));
    const app = await startApp();
    const page = await app.firstWindow();
    const window = await app.browserWindow(page);
    expect((await window.evaluate((browser) => browser.getBackgroundColor())).toUpperCase()).toBe(colour);
    const painted = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
    await eventually(painted).toBe(`rgb(${r}, ${g}, ${b})`);
  });

  test('a second start shows the first one’s window, whatever else it says', async () => {
    const { app, page } = await startWithShell();
    const window = await app.browserWindow(page);
    await window.evaluate((browser) => browser.hide());
    await eventually(() => window.evaluate((browser) => browser.isVisible())).toBe(false);
    const junk = ['--renderer=x', '; reboot', '../../etc/passwd', 'homeport://run/rm%20-rf', '--data-dir=/nowhere'];
    const env = { ...process.env };
    const second = await run(executable, [ROOT, `--data-dir=${dataDir}`, ...junk], { env, timeout: 20_000 });
    expect(second.stderr).not.toContain('rror:');
    await eventually(() => window.evaluate((browser) => browser.isVisible())).toBe(true);
    expect(app.windows()).toHaveLength(1);
    expect(await openDialogs(app)).toEqual([]);
    await eventually(log).toContain('a link was refused');
    expect(log()).not.toContain('rm%20');
    await page.keyboard.type('echo still-$((1+1))\n');
    await shows(page, 'still-2');
  });

  test('the close button puts the window away, and the terminals go on', async () => {
    const { app, page } = await startWithShell();
    const window = await app.browserWindow(page);
    const pid = await shellPid();
    await window.evaluate((browser) => browser.close());
    await eventually(() => window.evaluate((browser) => !browser.isVisible() || browser.isMinimized())).toBe(true);
    expect(await window.evaluate((browser) => browser.isDestroyed())).toBe(false);
    expect(isThere(pid)).toBe(true);
    await app.evaluate(({ app: electron }) => electron.emit('activate', {}, false));
    await eventually(() => window.evaluate((browser) => browser.isVisible() && !browser.isMinimized())).toBe(true);
  });

  test('the native menu has the page’s commands, and they reach the page', async () => {
    const { app, page } = await startWithShell();
    const enabled = (id: string): Promise<boolean | undefined> =>
      app.evaluate(({ Menu }, wanted) => Menu.getApplicationMenu()?.getMenuItemById(wanted)?.enabled, id);
    await eventually(() => enabled('pane.split.right')).toBe(true);
    expect(await enabled('pane.zoom')).toBe(false);
    await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('pane.split.right')?.click());
    await eventually(() => page.locator('[data-pane]').count()).toBe(2);
    await eventually(() => enabled('pane.zoom')).toBe(true);
    const labels = await app.evaluate(({ Menu }) =>
      (Menu.getApplicationMenu()?.items ?? []).flatMap(({ submenu }) =>
        (submenu?.items ?? []).flatMap(({ type, label }) => (type === 'separator' ? [] : [label])),
      ),
    );
    expect(labels).toContain('Settings…');
    expect(labels.filter((label, at) => labels.indexOf(label) !== at)).toEqual([]);
  });

  test('settings are a window of their own, opened once, and about tells what a bug report needs', async () => {
    const { app } = await startWithShell();
    const open = (): Promise<void> =>
      app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('settings')?.click());
    await open();
    await eventually(() => app.windows().length).toBe(2);
    await open();
    const shown = (): Page | undefined => app.windows().find((window) => window.url().endsWith('/settings.html'));
    await eventually(shown).toBeDefined();
    const settings = shown();
    if (settings === undefined) throw new Error('no window shows the settings');
    await settings.getByRole('heading').first().waitFor();
    const about = await settings.evaluate(() =>
      (window as unknown as { homeport: { readAbout(): Promise<{ diagnostics: string }> } }).homeport.readAbout(),
    );
    expect(about.diagnostics).toContain(`data directory: ${dataDir}`);
    expect(about.diagnostics).toContain('terminals: 1 running');
    expect(app.windows()).toHaveLength(2);
    await app.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows())
        if (window.webContents.getURL().endsWith('/settings.html')) window.close();
    });
    await eventually(() => app.windows().length).toBe(1);
  });

  test('a start with the session opens no window', async () => {
    const app = await startApp({ args: ['--hidden'] });
    await eventually(() => existsSync(hubFile())).toBe(true);
    await eventually(async () => (await cli('status', '--json')).includes('"pid"')).toBe(true);
    expect(app.windows()).toHaveLength(0);
    await run(executable, [ROOT, `--data-dir=${dataDir}`], { timeout: 20_000 });
    await eventually(() => app.windows().length).toBe(1);
  });
});

describe(`what a page may not do on ${runtime}`, () => {
  test('a page leads nowhere: no navigation, no window, no frame, no download', async () => {
    const { app, page } = await startWithShell();
    const home = page.url();
    await app.evaluate(({ shell }) => {
      const opened: string[] = [];
      (globalThis as unknown as { opened: string[] }).opened = opened;
      shell.openExternal = async (url: string) => {
        opened.push(url);
      };
    });
    for (const url of [
      'file:///etc/passwd',
      'homeport://terminal/t_0000',
      'javascript:alert(1)',
      'http://user:pw@example.org/',
    ])
      await page.evaluate((to) => void open(to), url);
    // One that Chromium itself lets go ahead, so that it is the app that refuses it.
    await page.evaluate(() => {
      location.href = 'http://127.0.0.1:9/';
    });
    await eventually(log).toContain('a navigation was refused');
    await page.evaluate(() => open('https://example.org/help'));
    await eventually(() => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)).toEqual([
      'https://example.org/help',
    ]);
    await eventually(() => app.windows().length).toBe(1);
    expect(page.url()).toBe(home);
    await page.keyboard.type('echo still-$((1+1))\n');
    await shows(page, 'still-2');
    expect(log()).toContain('a window was refused');
    expect(log()).not.toContain('passwd');
  });

  test('a frame inside of the page has no calls', async () => {
    const { page } = await startWithShell();
    const found = await page.evaluate(() => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      return typeof (frame.contentWindow as unknown as Record<string, unknown>)['homeport'];
    });
    expect(found).toBe('undefined');
  });

  test('calls of another origin and of another window are refused', async () => {
    const { app } = await startWithShell();
    const foreign = createServer((_request, response) => response.end('<!doctype html><title>foreign</title>'));
    await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`;
    const asking = `Promise.all(['takeLink', 'readAbout', 'restart'].map((name) =>
      homeport[name]().then(() => 'answered', (error) => error.message)))`;
    try {
      // As if a page of ours had been led astray in spite of everything.
      await app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.loadURL(to), url);
      expect(await inPage(app, asking)).toEqual(Array(3).fill('This document is not of the hub.'));
      const answers = await app.evaluate(
        async ({ BrowserWindow }, [to, preload, script]) => {
          const other = new BrowserWindow({ show: false, webPreferences: { preload: preload ?? '', sandbox: true } });
          await other.loadURL(to ?? '');
          const told = (await other.webContents.executeJavaScript(script ?? '')) as unknown;
          other.destroy();
          return told;
        },
        [JSON.parse(readFileSync(hubFile(), 'utf8')).url as string, join(ROOT, 'out/preload/preload.cjs'), asking],
      );
      expect(answers).toEqual(Array(3).fill('This window is not one of the app.'));
      expect(log()).toContain('"why":"origin"');
      expect(log()).toContain('"why":"window"');
    } finally {
      foreign.close();
    }
  });

  test('calls with arguments of another shape are refused', async () => {
    const { page } = await startWithShell();
    const refused = await page.evaluate(async () => {
      const { homeport } = window as unknown as {
        homeport: Record<string, (...args: unknown[]) => Promise<unknown>>;
      };
      const tries: Array<[string, ...unknown[]]> = [
        ['openExternal', 'file:///etc/passwd'],
        ['openExternal', 7],
        ['openExternal'],
        ['openSettings', '../../secrets'],
        ['showInFolder', '/etc'],
        ['setMenu', [{ id: 1 }]],
        ['chooseDirectory', { toString: 'x' }],
        ['ready', 'too much'],
      ];
      return Promise.all(
        tries.map(([name, ...args]) =>
          homeport[name]?.(...args).then(
            () => name,
            () => 'refused',
          ),
        ),
      );
    });
    expect(refused).toEqual(Array(8).fill('refused'));
  });

  test('no permission is given but copy and paste', async () => {
    const { page } = await startWithShell();
    const states = await page.evaluate(async () => {
      const names = ['geolocation', 'camera', 'microphone', 'notifications', 'midi'];
      const asked = names.map(async (name) => {
        const { state } = await navigator.permissions.query({ name: name as PermissionName });
        return `${name}: ${state}`;
      });
      return Promise.all(asked);
    });
    expect(states.filter((state) => state.endsWith('granted'))).toEqual([]);
    expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied');
    const media = await page.evaluate(() =>
      navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'given',
        () => 'refused',
      ),
    );
    expect(media).toBe('refused');
  });
});

describe(`what happens when something falls, on ${runtime}`, () => {
  test('a window whose process is gone is drawn again, and the second time an error page says so', async () => {
    const { app } = await startWithShell();
    const pid = await shellPid();
    const crash = (): Promise<void> =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
    const path = (): Promise<string> => inPage<string>(app, 'location.pathname').catch(() => 'none');
    const drawn = (): Promise<boolean> =>
      inPage<boolean>(app, 'document.querySelector("[data-pane]") !== null').catch(() => false);
    await crash();
    await eventually(() => log().match(/the process of a window is gone/g)?.length).toBe(1);
    await eventually(drawn).toBe(true);
    expect(await path()).toBe('/');
    await crash();
    await eventually(path).toBe('/error.html');
    expect(isThere(pid)).toBe(true);
    // From there the user has the page back.
    await inPage(app, 'void homeport.reload()');
    await eventually(drawn).toBe(true);
    expect(await shellPid()).toBe(pid);
    expect(await openDialogs(app)).toEqual([]);
  });

  test('a window whose error page falls as well is not drawn without end, and the user says what is next', async () => {
    const { app } = await startWithShell();
    const pid = await shellPid();
    const path = (): Promise<string> => inPage<string>(app, 'location.pathname').catch(() => 'none');
    const fall = async (): Promise<void> => {
      const before = log().match(/the process of a window is gone/g)?.length ?? 0;
      await app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
      );
      await eventually(() => log().match(/the process of a window is gone/g)?.length).toBe(before + 1);
    };
    for (const next of ['/', '/error.html']) {
      await fall();
      await eventually(path).toBe(next);
    }
    await fall();
    expect((await shownDialog(app)).message).toBe('The window cannot be drawn.');
    await answerDialog(app, 'Try again');
    await eventually(path).toBe('/');
    for (const next of ['/', '/error.html']) {
      await fall();
      await eventually(path).toBe(next);
    }
    await fall();
    await answerDialog(app, 'Close window');
    await eventually(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(0);
    expect(await shellPid()).toBe(pid);
    await app.evaluate(({ app: electron }) => {
      electron.emit('activate');
    });
    await eventually(path).toBe('/');
  });

  test('a window that does not answer is waited for or drawn again, as the user likes', async () => {
    const { app } = await startWithShell();
    const pid = await shellPid();
    const tell = (event: 'unresponsive' | 'responsive'): Promise<void> =>
      app.evaluate(({ BrowserWindow }, name) => {
        BrowserWindow.getAllWindows()[0]?.emit(name);
      }, event);
    const drawn = (): Promise<boolean> =>
      inPage<boolean>(app, 'document.querySelector("[data-pane]") !== null').catch(() => false);
    await tell('unresponsive');
    await tell('unresponsive');
    expect((await shownDialog(app)).buttons).toEqual(['Wait', 'Reload']);
    // It answers after all.
    await tell('responsive');
    await eventually(() => openDialogs(app)).toEqual([]);
    // Each time is the user's own word: no number of them leads to the error page.
    for (const time of [1, 2]) {
      await tell('unresponsive');
      await answerDialog(app, 'Reload');
      await eventually(() => log().match(/the process of a window is gone/g)?.length).toBe(time);
      await eventually(drawn).toBe(true);
      expect(await inPage(app, 'location.pathname')).toBe('/');
    }
    expect(await shellPid()).toBe(pid);
  });

  test('a window that its hub refuses says so in words for an app', async () => {
    const { page } = await startWithShell();
    await speakAnotherVersion(page);
    await page.reload();
    await page.getByRole('heading', { name: 'The app and its hub are of different versions' }).waitFor();
    await page.getByRole('button', { name: 'Restart Homeport' }).waitFor();
    expect(await page.locator('main').textContent()).not.toMatch(/browser|npm|npx/);
  });

  test('a path is told only of what is a file', async () => {
    const { page } = await startWithShell();
    const paths = await page.evaluate(() => {
      const { homeport } = window as unknown as { homeport: { pathsOf(files: unknown[]): string[] } };
      return homeport.pathsOf([new File(['x'], 'made-up.txt'), 'text', 7, null, { path: '/etc/passwd' }]);
    });
    expect(paths).toEqual(['', '', '', '', '']);
  });

  test('files that are dropped on a terminal type their quoted paths there, and run nothing', async () => {
    const { app, page } = await startWithShell();
    await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('pane.split.right')?.click());
    await shows(page, /[$#] ?$/m, 1);
    const files = ['plain.txt', "it's; touch ran.txt"].map((name) => join(home, name));
    for (const file of files) writeFileSync(file, '');
    const [left, right] = [page.locator('[data-pane]').first(), page.locator('[data-pane]').last()];
    // Elsewhere in the window nothing is typed, and the page stays.
    await dropFiles(page, files, page.getByRole('navigation'));
    await right.click();
    await page.keyboard.type(`cd ${home}; printf '<%s>\\n' `);
    await dropFiles(page, files, right);
    // Without white space: a row ends anywhere, also where there is a space.
    const typed = async (nth: number): Promise<string> => (await paneText(page, nth)).replace(/\s/g, '');
    await eventually(() => typed(1)).toContain(`${files[0]}'${home}/it'\\''s;touchran.txt'`);
    await page.keyboard.press('Enter');
    for (const file of files) await eventually(() => typed(1)).toContain(`<${file.replace(/\s/g, '')}>`);
    expect(existsSync(join(home, 'ran.txt'))).toBe(false);
    // The terminal that was dropped on has the keyboard then, whichever had it before.
    await dropFiles(page, files.slice(0, 1), left);
    await eventually(() => typed(0)).toContain(files[0]);
    await page.keyboard.type('# after');
    await eventually(() => typed(0)).toContain(`${files[0]}#after`);
  });

  test('an exception that nobody caught is logged and said once, and one can go on', async () => {
    const { app, page } = await startWithShell();
    await app.evaluate(() => {
      setTimeout(() => {
        throw new Error('planted fault');
      });
      setTimeout(() => {
        throw new Error('another one');
      });
      void Promise.reject(new Error('a third, in a promise'));
    });
    const { message, detail, buttons } = await shownDialog(app);
    expect(message).toBe('Something went wrong in Homeport.');
    expect(detail).toContain('Your terminals go on');
    expect(buttons).toEqual(['Restart Homeport', 'Go on', 'Copy details']);
    for (const text of ['planted fault', 'another one', 'a third, in a promise']) await eventually(log).toContain(text);
    expect(await openDialogs(app)).toHaveLength(1);
    await answerDialog(app, 'Copy details');
    await answerDialog(app, 'Go on');
    await eventually(() => openDialogs(app)).toEqual([]);
    await page.keyboard.type('echo still-$((1+1))\n');
    await shows(page, 'still-2');
  });

  test('a failure that cannot be said does not fail for ever', async () => {
    const { app, page } = await startWithShell();
    await app.evaluate(({ dialog }) => {
      dialog.showMessageBox = () => Promise.reject(new Error('no dialogs here'));
      setTimeout(() => {
        throw new Error('planted fault');
      });
    });
    await eventually(log).toContain('the failure could not be said');
    await page.keyboard.type('echo still-$((1+1))\n');
    await shows(page, 'still-2');
    expect(log().match(/uncaught/g)).toHaveLength(1);
  });

  test('where no dialog can be shown nothing falls because of it, and the app can be quit', async () => {
    const { app, page } = await startWithShell();
    const pid = await shellPid();
    await app.evaluate(({ dialog, shell }) => {
      dialog.showMessageBox = () => Promise.reject(new Error('no dialogs here'));
      shell.openExternal = () => Promise.reject(new Error('no browsers here'));
    });
    await page.evaluate(() =>
      (window as unknown as { homeport: { openExternal(url: string): unknown } }).homeport.openExternal(
        'https://outside.example/',
      ),
    );
    await eventually(log).toContain('a sentence could not be said');
    await quit(app);
    expect(await ended(app)).toBe(0);
    expect(log()).toContain('it could not be asked what is to become of terminals');
    expect(log()).not.toContain('uncaught');
    expect(isThere(pid)).toBe(true);
  });

  test('after an exception the app starts anew on request, and the shell is the same', async () => {
    const { app } = await startWithShell();
    const pid = await shellPid();
    const relaunched = join(dataDir, 'relaunched');
    await app.evaluate(({ app: electron }, file) => {
      // The spec starts the next one itself: a process that Electron starts would outlive the spec.
      electron.relaunch = () => process.getBuiltinModule('node:fs').writeFileSync(file, '');
      setTimeout(() => {
        throw new Error('planted fault');
      });
    }, relaunched);
    await answerDialog(app, 'Restart Homeport').catch(() => {});
    expect(await ended(app)).toBe(0);
    expect(existsSync(relaunched)).toBe(true);
    expect(existsSync(hubFile())).toBe(false);
    await startWithShell();
    expect(await shellPid()).toBe(pid);
  });

  test('killing the app loses nothing: the next start shows the same shell', async () => {
    const { app, page } = await startWithShell();
    await page.keyboard.type('mark=kept; echo $mark-$$\n');
    await shows(page, /^kept-\d+/m);
    const pid = await shellPid();
    app.process().kill('SIGKILL');
    await ended(app);
    const next = await startWithShell();
    await next.page.keyboard.type('echo again-$mark-$$\n');
    await shows(next.page, `again-kept-${pid}`);
    expect(await paneText(next.page)).toContain(`kept-${pid}`);
    expect(await shellPid()).toBe(pid);
  });

  test('a hub that cannot start is said in a dialog, and tried again', async () => {
    const file = join(dataDir, 'authority.db');
    const future = new DatabaseSync(file);
    future.exec('PRAGMA user_version = 9999');
    future.close();
    const app = await startApp();
    const { message, detail, buttons } = await shownDialog(app);
    expect(message).toBe('Homeport could not start.');
    expect(detail).toMatch(/newer Homeport/);
    expect(buttons).toEqual(['Try again', 'Quit', 'Copy details']);
    await answerDialog(app, 'Try again');
    await shownDialog(app);
    expect(app.windows()).toHaveLength(0);
    for (const name of ['', '-wal', '-shm']) rmSync(`${file}${name}`, { force: true });
    await answerDialog(app, 'Try again');
    await shows(await app.firstWindow(), /[$#] ?$/m);
  });

  test('a start that comes while there is no hub yet still brings the window', async () => {
    const file = join(dataDir, 'authority.db');
    const future = new DatabaseSync(file);
    future.exec('PRAGMA user_version = 9999');
    future.close();
    const app = await startApp({ args: ['--hidden'] });
    await shownDialog(app);
    await run(executable, [ROOT, `--data-dir=${dataDir}`], { env: { ...process.env, HOME: home } });
    for (const name of ['', '-wal', '-shm']) rmSync(`${file}${name}`, { force: true });
    await answerDialog(app, 'Try again');
    await shows(await app.firstWindow(), /[$#] ?$/m);
  });

  test('a hub that cannot start lets the user quit', async () => {
    const future = new DatabaseSync(join(dataDir, 'authority.db'));
    future.exec('PRAGMA user_version = 9999');
    future.close();
    const app = await startApp();
    await answerDialog(app, 'Quit').catch(() => {});
    expect(await ended(app)).toBe(1);
  });
});

describe(`how the app ends on ${runtime}`, () => {
  test('quitting says what goes on; cancel stays, quit leaves it running', async () => {
    const { app } = await startWithShell();
    const pid = await shellPid();
    await quit(app);
    expect(await shownDialog(app)).toEqual({
      message: 'Quit Homeport?',
      detail: '1 terminal goes on running in the background. Reopen Homeport to see it.',
      buttons: ['Quit', 'Quit and end all terminals', 'Cancel'],
    });
    await answerDialog(app, 'Cancel');
    await eventually(() => openDialogs(app)).toEqual([]);
    expect(app.windows()).toHaveLength(1);

    await quit(app);
    await answerDialog(app, 'Quit').catch(() => {});
    expect(await ended(app)).toBe(0);
    expect(isThere(pid)).toBe(true);
    expect(existsSync(hubFile())).toBe(false);
  });

  test('quitting can end all terminals', async () => {
    const { app } = await startWithShell();
    const pid = await shellPid();
    await quit(app);
    await answerDialog(app, 'Quit and end all terminals').catch(() => {});
    expect(await ended(app)).toBe(0);
    await eventually(() => isThere(pid)).toBe(false);
    expect(existsSync(hubFile())).toBe(false);
  });

  test('a signal ends the app without asking, and terminals go on', async () => {
    const { app } = await startWithShell();
    const pid = await shellPid();
    app.process().kill('SIGTERM');
    expect(await ended(app)).toBe(0);
    expect(isThere(pid)).toBe(true);
    expect(existsSync(hubFile())).toBe(false);
  });

  test('a second word to end, while the app is ending, changes nothing', async () => {
    const { app } = await startWithShell();
    const pid = await shellPid();
    const relaunched = join(dataDir, 'relaunched');
    await app
      .evaluate(({ app: electron }, file) => {
        electron.relaunch = () => process.getBuiltinModule('node:fs').appendFileSync(file, 'once\n');
        for (let word = 0; word < 3; word += 1) process.emit('SIGTERM', 'SIGTERM');
        electron.quit();
      }, relaunched)
      .catch(() => {
        // The process may be gone before its answer.
      });
    expect(await ended(app)).toBe(0);
    expect(existsSync(relaunched)).toBe(false);
    expect(existsSync(hubFile())).toBe(false);
    expect(isThere(pid)).toBe(true);
  });

  test('homeport stop ends the app', async () => {
    const { app } = await startWithShell();
    const pid = await shellPid();
    await cli('stop');
    expect(await ended(app)).toBe(0);
    expect(isThere(pid)).toBe(true);
  });

  test('where a hub runs already the app is a window onto it, and leaves it as it was', async () => {
    const hub = await startHeadless();
    const { app, page } = await startWithShell();
    await page.keyboard.type('echo from-$((40+2))\n');
    await shows(page, 'from-42');
    const file = JSON.parse(readFileSync(hubFile(), 'utf8'));
    expect(file.pid).toBe(hub.pid);
    expect(page.url()).toBe(new URL(file.url).href);
    const pid = await shellPid();
    await quit(app);
    expect(await ended(app)).toBe(0);
    expect(JSON.parse(readFileSync(hubFile(), 'utf8'))).toEqual(file);
    expect(await shellPid()).toBe(pid);
  });

  test('when another process’s hub stops for good, the app can run it itself', async () => {
    const hub = await startHeadless();
    const { app, page } = await startWithShell();
    const pid = await shellPid();
    hub.kill('SIGTERM');
    expect((await shownDialog(app)).buttons).toEqual(['Run it here', 'Wait']);

    // It comes back after all: nothing is to be answered any more, and the page finds it.
    const again = await startHeadless(new URL(page.url()).port);
    await eventually(() => openDialogs(app)).toEqual([]);
    await eventually(log).toContain('the hub was started anew');
    await shows(page, /[$#] ?$/m);
    await page.keyboard.type('echo back-$((40+2))\n');
    await shows(page, 'back-42');
    expect(await shellPid()).toBe(pid);

    again.kill('SIGTERM');
    await app.evaluate(({ app: electron }) => {
      electron.relaunch = () => {};
    });
    await answerDialog(app, 'Run it here').catch(() => {});
    expect(await ended(app)).toBe(0);
    // On another port, which is another page to the browser: what it showed is not open there.
    await (await startApp()).firstWindow();
    await eventually(() => existsSync(hubFile())).toBe(true);
    expect(await shellPid()).toBe(pid);
  });
});
