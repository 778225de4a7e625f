import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { drive, fixture, newProfile, remove } from './testing/started.ts';

// biome-ignore lint/suspicious/noExplicitAny: what pages and preloads of the fixtures put there.
type World = any;

/** `PERMISSION_DENIED`, which Node does not know. */
const PERMISSION_DENIED = 1;

let profile: string;
let app: ElectronApplication;
let page: Page;
let home: string;

beforeAll(async () => {
  profile = newProfile();
  app = await drive(fixture('page-app.ts'), profile);
  page = await app.firstWindow();
  await page.waitForFunction(() => 'bridge' in window);
  home = await app.evaluate(() => (globalThis as World).home);
});
afterAll(async () => {
  await app?.close();
  remove(profile);
});
beforeEach(async () => {
  await app.evaluate(() => {
    (globalThis as World).asked.length = 0;
  });
});

const asked = (): Promise<string[]> => app.evaluate(() => (globalThis as World).asked);
const inPage = <T>(script: string): Promise<T> => page.evaluate(script) as Promise<T>;

test('a page has what its preload gives it, and nothing of the preload or of Electron', async () => {
  expect(
    await page.evaluate(() =>
      ['require', 'process', 'module', 'onlyInPreload', 'standInPost', 'standInReceive'].filter(
        (name) => name in window,
      ),
    ),
  ).toEqual([]);
  expect(await inPage('bridge.addNow = null, bridge.addNow(40, 2)')).toBe(42);
  expect(await inPage('bridge.process')).toEqual({ type: 'renderer', sandboxed: true });
  expect(await inPage('bridge.requireError("node:fs")')).toContain('module not found');
  expect(
    await inPage(
      '(() => { try { bridge.failNow() } catch (error) { return error instanceof TypeError && error.message } })()',
    ),
  ).toBe('not like that');
});

test('values keep their kinds on the way, and errors say where they were made', async () => {
  const script = `bridge.invoke('kinds', 1n, new Date(), /x/g, new Map(), new Set(), new Uint8Array(2), new ArrayBuffer(1), undefined, null, -0, [], {}, new Error('e'))`;
  expect(await inPage(script)).toEqual(
    'BigInt Date RegExp Map Set Uint8Array ArrayBuffer Undefined Null Number Array Object Error'
      .split(' ')
      .map((each) => `[object ${each}]`),
  );
  expect(await inPage('bridge.invoke("echo", { $: "date", v: 5 }, [[NaN]])')).toEqual([
    { $: 'date', v: 5 },
    [[Number.NaN]],
  ]);
  expect(
    await inPage('bridge.invoke("echo", new Date(5), new Uint8Array([1, 2])).then(([a, b]) => a.getTime() + b[1])'),
  ).toBe(7);
  const refusal = (script: string): Promise<string> =>
    inPage(`${script}.then(() => 'answered', (error) => error.message)`);
  expect(await refusal('bridge.invoke("fail")')).toBe("Error invoking remote method 'fail': RangeError: too far");
  expect(await refusal('bridge.invoke("nobody")')).toBe(
    "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
  );
  expect(await refusal('bridge.invoke("uncloneable")')).toContain('An object could not be cloned.');
});

test('a page hears what is sent to it until it has had enough', async () => {
  await inPage('window.heard = []; window.stop = bridge.onTold((value) => heard.push(value)); bridge.send({ a: 1 })');
  await page.waitForFunction('heard.length === 1');
  await inPage('stop(); bridge.send(2); bridge.onTold((value) => heard.push(value)); bridge.send(3)');
  await page.waitForFunction('heard.length > 1');
  expect(await inPage('heard')).toContainEqual(3);
  expect(await inPage('heard[0]')).toEqual({ a: 1 });
});

test('a call tells which frame made it, whatever process draws the frame', async () => {
  const found: World = await app.evaluate(
    async ({ BrowserWindow }, [preload, url]) => {
      const window = new BrowserWindow({
        show: false,
        webPreferences: { preload: preload ?? '', nodeIntegrationInSubFrames: true },
      });
      await window.loadURL(url ?? '');
      const contents = window.webContents;
      const where = (frame: string): Promise<unknown> =>
        contents.executeJavaScript(`new Promise((resolve) => {
        addEventListener('message', ({ data }) => resolve(data), { once: true });
        const frame = document.createElement('iframe');
        frame.src = ${JSON.stringify(frame)};
        frame.onload = () => frame.contentWindow.postMessage('where', '*');
        document.body.append(frame);
      })`);
      const told = [
        await contents.executeJavaScript("bridge.invoke('where')"),
        await where('/asks'),
        await where((url ?? '').replace('localhost', '127.0.0.1').concat('asks')),
      ];
      window.destroy();
      return told;
    },
    [fixture('page-preload.cjs'), home],
  );
  const foreign = home.replace('localhost', '127.0.0.1');
  const frame = { contents: found[0].contents, main: false, parent: home };
  expect(found).toEqual([
    { contents: frame.contents, url: home, origin: new URL(home).origin, main: true },
    { ...frame, url: `${home}asks`, origin: new URL(home).origin },
    { ...frame, url: `${foreign}asks`, origin: new URL(foreign).origin },
  ]);
});

test('files that a person chose have a path for the preload, and others none', async () => {
  const files = ['one.txt', 'Zwei Drei.txt'].map((name) => join(profile, name));
  for (const file of files) writeFileSync(file, 'x');
  await page.setInputFiles('input', files);
  const script = `bridge.paths([...document.querySelector('input').files, new File(['x'], 'made.txt')])`;
  expect(await inPage(script)).toEqual([...files, '']);
});

test('the app is asked where a page may go', async () => {
  await inPage('void (location.href = "/refused")');
  await expect.poll(asked).toEqual(['navigate /refused']);
  await inPage('void (location.href = "/away")');
  await expect.poll(asked).toEqual(['navigate /refused', 'navigate /away', 'redirect /landed']);
  await inPage(`void document.body.append(Object.assign(document.createElement('iframe'), { src: '/inside' }))`);
  await expect.poll(asked).toContain('frame /inside');
  expect(page.url()).toBe(home);
});

test('windows that a page wants are asked about and never there', async () => {
  expect(await inPage('String(open("/opened"))')).toBe('[object Window]');
  await inPage('void open("/alone", "", "noopener")');
  await page.locator('#new').click();
  await page.locator('#new').click({ modifiers: ['ControlOrMeta'] });
  await expect.poll(asked).toEqual(['open /opened', 'open /alone', 'open /linked', 'open /linked']);
  await expect.poll(() => app.windows().map((each) => each.url())).toEqual([home]);
});

test('a page has the permissions that the app gives it', async () => {
  const states = (): Promise<string[]> =>
    page.evaluate(() =>
      Promise.all(
        ['clipboard-read', 'geolocation', 'notifications', 'camera'].map(
          async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state,
        ),
      ),
    );
  expect(await states()).toEqual(Array(4).fill('granted'));
  await app.evaluate(({ session }) => {
    session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) =>
      answer(permission !== 'media'),
    );
    session.defaultSession.setPermissionCheckHandler((_contents, permission) => permission !== 'geolocation');
  });
  await expect.poll(states).toEqual(['granted', 'denied', 'granted', 'denied']);
  const refused = `new Promise((resolve) => navigator.geolocation.getCurrentPosition(resolve, (error) => resolve(error.code)))`;
  expect(await inPage(refused)).toBe(PERMISSION_DENIED);
});

test('a download is told and does not happen', async () => {
  await app.evaluate(({ session }) => {
    session.defaultSession.on('will-download', (event, item) => {
      event.preventDefault();
      (globalThis as World).asked.push(`download ${new URL(item.getURL()).pathname}`);
    });
  });
  await inPage('void (location.href = "/file")');
  await expect.poll(asked).toContain('download /file');
});

test('light and dark are as the app wants them', async () => {
  const isDark = (): Promise<boolean> => inPage('matchMedia("(prefers-color-scheme: dark)").matches');
  expect(await isDark()).toBe(false);
  await app.evaluate(({ nativeTheme }) => {
    nativeTheme.themeSource = 'dark';
  });
  await expect.poll(isDark).toBe(true);
  expect(await app.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors)).toBe(true);
});

test('a window is as large as it is told to be, and its title is the page’s', async () => {
  expect(await inPage('[innerWidth, innerHeight]')).toEqual([700, 500]);
  const window = await app.browserWindow(page);
  await window.evaluate((each) => each.setBounds({ x: 20, y: 30, width: 640, height: 400 }));
  await expect.poll(() => inPage('[innerWidth, innerHeight]')).toEqual([640, 400]);
  expect(await window.evaluate((each) => each.getBounds())).toEqual({ x: 20, y: 30, width: 640, height: 400 });
  await inPage('document.title = "another"');
  await expect.poll(() => window.evaluate((each) => each.getTitle())).toBe('another');
});

test('editing commands of a menu work on the page', async () => {
  await page.locator('textarea').fill('words');
  await page.locator('textarea').focus();
  await app.evaluate(({ BrowserWindow, Menu }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.show();
    const menu = Menu.buildFromTemplate([
      {
        label: 'Edit',
        submenu: [
          { role: 'selectAll', id: 'all' },
          { role: 'cut', id: 'cut' },
        ],
      },
    ]);
    for (const id of ['all', 'cut']) menu.getMenuItemById(id)?.click();
  });
  await expect.poll(() => page.locator('textarea').inputValue()).toBe('');
});

test('a load that fails says why, to whoever asked and to the listeners', async () => {
  const closed = createServer();
  const port = await new Promise<number>((resolve) =>
    closed.listen(0, '127.0.0.1', () => resolve((closed.address() as AddressInfo).port)),
  );
  await new Promise((resolve) => closed.close(resolve));
  const url = `http://127.0.0.1:${port}/`;
  const told = await app.evaluate(async ({ BrowserWindow }, wanted) => {
    const window = new BrowserWindow({ show: false });
    const events: unknown[] = [];
    window.webContents.on('did-fail-load', (_event, code, name, failed, main) =>
      events.push([code, name, failed, main]),
    );
    const error = await window.loadURL(wanted).catch((thrown: Error) => thrown.message);
    window.destroy();
    return [error, ...events];
  }, url);
  expect(told).toEqual([`ERR_CONNECTION_REFUSED (-102) loading '${url}'`, [-102, 'ERR_CONNECTION_REFUSED', url, true]]);
});

test('an address counts from the moment of its load, and a load ends with its window', async () => {
  const told = await app.evaluate(
    async ({ BrowserWindow }, [first = '', second = '']) => {
      const window = new BrowserWindow({ show: false });
      const early = window.webContents.getURL();
      const given = window.loadURL(first).catch((error: Error) => error.message);
      const later = window.loadURL(second).catch((error: Error) => error.message);
      const pending = window.webContents.getURL();
      window.destroy();
      return [early, pending, await given, await later];
    },
    [home, `${home}second`],
  );
  expect(told).toEqual([
    '',
    `${home}second`,
    `ERR_ABORTED (-3) loading '${home}'`,
    `ERR_ABORTED (-3) loading '${home}second'`,
  ]);
});

test('a preload that is broken or missing is told', async () => {
  const broken = join(profile, 'broken.cjs');
  writeFileSync(broken, 'throw new Error("not today")');
  const told = await app.evaluate(
    async ({ BrowserWindow }, [home, ...preloads]) => {
      const errors: string[] = [];
      for (const preload of preloads) {
        const window = new BrowserWindow({ show: false, webPreferences: { preload: preload ?? '' } });
        window.webContents.on('preload-error', (_event, _path, error) => errors.push(error.message));
        await window.loadURL(home ?? '');
        window.destroy();
      }
      return errors;
    },
    [home, broken, join(profile, 'missing.cjs')],
  );
  expect(told).toEqual(['not today', expect.stringContaining('ENOENT')]);
});

// The last one: Playwright has no use for a page that has crashed.
test('a page whose process is gone is told, and can be had again', async () => {
  const told = await app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) return 'no window';
    const { webContents } = window;
    const gone = new Promise<string>((resolve) =>
      webContents.once('render-process-gone', (_event, { reason }) => resolve(`${reason} ${webContents.isCrashed()}`)),
    );
    webContents.forcefullyCrashRenderer();
    const reason = await gone;
    const back = new Promise((resolve) => webContents.once('did-finish-load', () => resolve(undefined)));
    window.reload();
    await back;
    return [reason, webContents.isCrashed(), await webContents.executeJavaScript('bridge.invoke("echo", 5)')];
  });
  expect(told).toEqual(['crashed true', false, [5]]);
});
