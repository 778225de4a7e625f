import { isAbsolute, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type {
  BrowserWindowConstructorOptions,
  BrowserWindow as ElectronBrowserWindow,
  Rectangle,
  WebPreferences,
} from 'electron';
import type { CdpSession } from './cdp-connection.ts';
import type { Menu } from './menu.ts';
import { chromium, runtime } from './runtime.ts';
import { primaryDisplay } from './screen.ts';
import { preventable, StrictEmitter, Unsupported } from './strict.ts';
import { WebContents } from './web-contents.ts';

const EVENTS = [
  'ready-to-show',
  'show',
  'hide',
  'focus',
  'blur',
  'resize',
  'resized',
  'move',
  'moved',
  'maximize',
  'unmaximize',
  'minimize',
  'restore',
  'close',
  'closed',
  'page-title-updated',
  'unresponsive',
  'responsive',
  'session-end',
  'query-session-end',
];

/** Preferences that would take a page out of its sandbox, and what they must be. */
const SAFE: Readonly<Record<string, boolean>> = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  webviewTag: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
};

type Covered = Pick<
  ElectronBrowserWindow,
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'focus'
  | 'blur'
  | 'minimize'
  | 'restore'
  | 'maximize'
  | 'unmaximize'
  | 'isVisible'
  | 'isFocused'
  | 'isMinimized'
  | 'isMaximized'
  | 'isFullScreen'
  | 'isDestroyed'
  | 'getBounds'
  | 'getNormalBounds'
  | 'setBounds'
  | 'getMinimumSize'
  | 'setMenuBarVisibility'
  | 'isMenuBarVisible'
  | 'setTitle'
  | 'getTitle'
  | 'flashFrame'
  | 'setBackgroundColor'
  | 'getBackgroundColor'
  | 'loadURL'
  | 'loadFile'
  | 'reload'
  | 'close'
  | 'destroy'
  | 'id'
>;

let lastId = 0;

/**
 * `BrowserWindow`: a window of Chromium's. What a window manager would decide, size, place and focus, is as the app
 * says; Chromium's window follows, a moment later.
 */
export class BrowserWindow extends StrictEmitter implements Covered {
  readonly id: number;
  readonly webContents: WebContents;
  /** What it was made with, for specs. */
  readonly _options: BrowserWindowConstructorOptions;
  private _normal: Rectangle;
  private _visible: boolean;
  private _focused = false;
  private _minimized = false;
  private _maximized = false;
  private _destroyed = false;
  private _wasPainted = false;
  private _menuBar: boolean;
  private _title: string;
  private _background: string;
  /** Chromium's number for the window, once it has one. */
  private _chromiumWindow: number | undefined;
  /** What Chromium's window has around the page. */
  private _frame = { width: 0, height: 0 };
  /** Chromium is asked one thing after the other. */
  private _asked: Promise<void> = Promise.resolve();

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super('BrowserWindow', EVENTS);
    const { app, contents, windows } = runtime();
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    refuseUnsafe(options.webPreferences ?? {});
    this.id = ++lastId;
    this._options = options;
    this._visible = options.show !== false;
    this._menuBar = options.autoHideMenuBar !== true;
    this._title = options.title ?? app.name;
    this._background = options.backgroundColor ?? '#FFFFFF';
    this._normal = placed(options);
    this.webContents = new WebContents(this, this.id, options.webPreferences ?? {});
    windows.add(this);
    contents.set(this.webContents.id, this.webContents);
    app.emit('web-contents-created', {}, this.webContents);
    app.emit('browser-window-created', {}, this);
    this._open();
    if (this._visible) this._later(() => this._takeFocus());
  }

  private _open(): void {
    const url = `about:blank#stand-in-${this.id}`;
    const { cdp } = chromium('BrowserWindow');
    const { width, height } = this._normal;
    cdp.browser.post('Target.createTarget', { url, newWindow: true, width, height });
    this._ask(async () => {
      const session = await this.webContents._attached;
      const [{ windowId, bounds }, { clientWidth, clientHeight }] = await Promise.all([
        cdp.browser.send('Browser.getWindowForTarget', { targetId: this.webContents._target }),
        laidOut(session),
      ]);
      this._chromiumWindow = windowId;
      this._frame = { width: bounds.width - clientWidth, height: bounds.height - clientHeight };
      await this._follow();
    });
  }

  /** Does `work` after what Chromium was asked before; a window that is gone has nothing to follow. */
  private _ask(work: () => Promise<void>): void {
    this._asked = this._asked.then(work).catch((error: unknown) => {
      if (!this._destroyed) throw error;
    });
  }

  /** Brings Chromium's window to where this one is. */
  private async _follow(): Promise<void> {
    const windowId = this._chromiumWindow;
    if (windowId === undefined || this._destroyed) return;
    const { browser } = chromium('BrowserWindow').cdp;
    const set = (bounds: object): Promise<unknown> => browser.send('Browser.setWindowBounds', { windowId, bounds });
    const hidden = this._minimized || (!this._visible && this._wasShown);
    // From one special state to another there is no way but through the normal one.
    await set({ windowState: 'normal' });
    const { x, y, width, height } = this._normal;
    await set({ left: x, top: y, width: width + this._frame.width, height: height + this._frame.height });
    if (hidden) await set({ windowState: 'minimized' });
    else if (this._maximized) await set({ windowState: 'maximized' });
  }

  /** One that was never shown paints nevertheless, as in Electron, so that `ready-to-show` can come. */
  private get _wasShown(): boolean {
    return this._shownOnce || this._options.show !== false;
  }

  private _shownOnce = false;

  /** Events of a window come after the call that caused them. */
  private _later(work: () => void): void {
    setImmediate(() => {
      if (!this._destroyed) work();
    });
  }

  private _changed(...events: string[]): void {
    this._ask(() => this._follow());
    this._later(() => {
      for (const event of events) this.emit(event, {});
    });
  }

  /** The page has drawn something for the first time. */
  _painted(): void {
    if (this._wasPainted) return;
    this._wasPainted = true;
    this._later(() => this.emit('ready-to-show'));
  }

  _titled(title: string): void {
    const event = preventable({});
    this.emit('page-title-updated', event, title, true);
    if (!event.defaultPrevented) this._title = title;
  }

  show(): void {
    this._check();
    const was = this._visible;
    this._visible = true;
    this._shownOnce = true;
    this._changed(...(was ? [] : ['show']));
    this._takeFocus();
  }

  showInactive(): void {
    this._check();
    const was = this._visible;
    this._visible = true;
    this._shownOnce = true;
    this._changed(...(was ? [] : ['show']));
  }

  hide(): void {
    this._check();
    const was = this._visible;
    this._visible = false;
    this._changed(...(was ? ['hide'] : []));
    this._leaveFocus();
  }

  focus(): void {
    this._check();
    if (this._visible && !this._minimized) this._takeFocus();
  }

  blur(): void {
    this._check();
    this._leaveFocus();
  }

  private _takeFocus(): void {
    if (this._focused) return;
    for (const other of runtime().windows) other._leaveFocus();
    this._focused = true;
    this._ask(async () => {
      const session = await this.webContents._attached;
      await session.send('Page.bringToFront');
    });
    this._later(() => {
      this.emit('focus');
      this.webContents.emit('focus');
      runtime().app.emit('browser-window-focus', {}, this);
    });
  }

  private _leaveFocus(): void {
    if (!this._focused) return;
    this._focused = false;
    this._later(() => {
      this.emit('blur');
      this.webContents.emit('blur');
      runtime().app.emit('browser-window-blur', {}, this);
    });
  }

  minimize(): void {
    this._check();
    if (this._minimized) return;
    this._minimized = true;
    this._changed('minimize');
    this._leaveFocus();
  }

  restore(): void {
    this._check();
    if (!this._minimized) return;
    this._minimized = false;
    this._changed('restore');
    this._takeFocus();
  }

  maximize(): void {
    this._check();
    const was = this._maximized;
    this._maximized = true;
    this._minimized = false;
    if (!this._visible) this.show();
    if (!was) this._changed('maximize', 'resize');
  }

  unmaximize(): void {
    this._check();
    if (!this._maximized) return;
    this._maximized = false;
    this._changed('unmaximize', 'resize');
  }

  isVisible(): boolean {
    return this._visible;
  }

  isFocused(): boolean {
    return this._focused;
  }

  isMinimized(): boolean {
    return this._minimized;
  }

  isMaximized(): boolean {
    return this._maximized;
  }

  isFullScreen(): boolean {
    return false;
  }

  isDestroyed(): boolean {
    return this._destroyed;
  }

  getBounds(): Rectangle {
    this._check();
    return { ...(this._maximized ? primaryDisplay().workArea : this._normal) };
  }

  getNormalBounds(): Rectangle {
    this._check();
    return { ...this._normal };
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this._check();
    const before = this._normal;
    this._normal = { ...before, ...bounds };
    this._maximized = false;
    const sized = before.width !== this._normal.width || before.height !== this._normal.height;
    const moved = before.x !== this._normal.x || before.y !== this._normal.y;
    this._changed(...(sized ? ['resize'] : []), ...(moved ? ['move'] : []));
  }

  getSize(): number[] {
    const { width, height } = this.getBounds();
    return [width, height];
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  getPosition(): number[] {
    const { x, y } = this.getBounds();
    return [x, y];
  }

  setPosition(x: number, y: number): void {
    this.setBounds({ x, y });
  }

  getMinimumSize(): number[] {
    return [this._options.minWidth ?? 0, this._options.minHeight ?? 0];
  }

  /** A window here has no menu bar to look at; what was asked for is kept. */
  setMenuBarVisibility(visible: boolean): void {
    this._menuBar = visible;
  }

  isMenuBarVisible(): boolean {
    return this._menuBar;
  }

  setMenu(menu: Menu | null): void {
    runtime().records.calls.push({ what: 'BrowserWindow.setMenu', with: menu });
  }

  removeMenu(): void {
    this.setMenu(null);
  }

  setTitle(title: string): void {
    this._check();
    this._title = title;
  }

  getTitle(): string {
    this._check();
    return this._title;
  }

  setBackgroundColor(color: string): void {
    this._check();
    this._background = color;
  }

  getBackgroundColor(): string {
    return this._background;
  }

  flashFrame(flag: boolean): void {
    this._check();
    runtime().records.calls.push({ what: 'BrowserWindow.flashFrame', with: flag });
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  loadFile(path: string): Promise<void> {
    return this.loadURL(pathToFileURL(resolve(runtime().app.getAppPath(), path)).href);
  }

  reload(): void {
    this.webContents.reload();
  }

  close(): void {
    this._requestClose();
  }

  /** Whether it closes now; its listeners may want to keep it. A page's `beforeunload` is not asked. */
  _requestClose(): boolean {
    if (this._destroyed) return true;
    const event = preventable({});
    this.emit('close', event);
    if (event.defaultPrevented) return false;
    setImmediate(() => this.destroy());
    return true;
  }

  destroy(): void {
    if (this._destroyed) return;
    const { _target } = this.webContents;
    // One that Chromium has not made yet is closed when it has.
    if (_target !== '') chromium('BrowserWindow').cdp.browser.post('Target.closeTarget', { targetId: _target });
    this._remove();
  }

  /** The window is gone, by whoever closed it. */
  _remove(): void {
    if (this._destroyed) return;
    this._destroyed = true;
    this._focused = false;
    const { app, windows } = runtime();
    windows.delete(this);
    this.webContents._remove();
    this.emit('closed');
    if (windows.size === 0) app._windowsAreClosed();
  }

  private _check(): void {
    if (this._destroyed) throw new TypeError('Object has been destroyed');
  }

  static getAllWindows(): BrowserWindow[] {
    return [...runtime().windows];
  }

  static getFocusedWindow(): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((each) => each.isFocused()) ?? null;
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return contents._window.isDestroyed() ? null : contents._window;
  }

  static fromId(id: number): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((each) => each.id === id) ?? null;
  }
}

/** What cannot be had here, or must not be had at all, is refused before a page is made with it. */
/** The size of the page in a window that was just made: a busy Chromium has laid nothing out at first. */
async function laidOut(session: CdpSession): Promise<{ readonly clientWidth: number; readonly clientHeight: number }> {
  for (;;) {
    const { cssLayoutViewport } = await session.send('Page.getLayoutMetrics');
    if (cssLayoutViewport.clientWidth > 0 && cssLayoutViewport.clientHeight > 0) return cssLayoutViewport;
    await delay(10);
  }
}

function refuseUnsafe(preferences: WebPreferences): void {
  for (const [name, safe] of Object.entries(SAFE)) {
    const value = (preferences as Record<string, unknown>)[name];
    if (value !== undefined && value !== safe) throw new Unsupported(`webPreferences.${name}: ${String(value)}`);
  }
  if (preferences.partition !== undefined) throw new Unsupported('webPreferences.partition');
  if (preferences.session !== undefined) throw new Unsupported('webPreferences.session');
  if (preferences.preload !== undefined && !isAbsolute(preferences.preload)) {
    throw new Unsupported('a preload whose path is not absolute');
  }
}

/** In the middle of the display unless the options say where. */
function placed({ x, y, width = 800, height = 600 }: BrowserWindowConstructorOptions): Rectangle {
  const { workArea } = primaryDisplay();
  return {
    x: x ?? Math.round(workArea.x + (workArea.width - width) / 2),
    y: y ?? Math.round(workArea.y + (workArea.height - height) / 2),
    width,
    height,
  };
}
