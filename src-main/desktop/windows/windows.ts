import { type BrowserWindow, nativeTheme, screen, type WebContents } from 'electron';
import { type Disposable, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import type { DesktopStatus, SettingsPlace, WindowIntent } from '../../../src-shared/desktop/desktop-api.ts';
import type { ThemeChoice } from '../../../src-shared/protocol/channels/settings/state.ts';
import { backgroundOf } from './background.ts';
import { PageWindow, type PageWindowNeeds } from './page-window.ts';
import { LEAST, placeOf, readWindowState, type WindowState, writeWindowState } from './window-state.ts';

export interface WindowsNeeds extends PageWindowNeeds {
  /** Where the main window's place is remembered. */
  readonly stateFile: string;
  /** Whether a window that is hidden can be had back from the tray (or the dock). */
  readonly hasTray: () => Promise<boolean>;
}

/** Moving a window makes many events; so long after the last the place is written. */
const SETTLED_MS = 500;
const SETTINGS_SIZE = { width: 820, height: 620, minWidth: 560, minHeight: 420 };

/** The windows of the app: the main one and, now and then, the settings. */
export class Windows implements Disposable {
  private readonly needs: WindowsNeeds;
  private readonly writing = new MutableDisposable<Disposable>();
  private main: PageWindow | undefined;
  private settings: PageWindow | undefined;
  private state: WindowState;
  /** From here on windows close when they are asked to. */
  private leaving = false;

  constructor(needs: WindowsNeeds) {
    this.needs = needs;
    this.state = readWindowState(needs.stateFile, needs.log);
    nativeTheme.themeSource = this.state.theme;
    nativeTheme.on('updated', this.repaint);
  }

  /** The window of ours that shows `contents`. */
  of(contents: WebContents): PageWindow | undefined {
    return this.all.find(({ browser }) => browser.webContents === contents);
  }

  /** The window that the user is in. */
  get focused(): PageWindow | undefined {
    return this.all.find(({ browser }) => browser.isFocused());
  }

  /** Brings the main window to the user, from wherever it is. */
  show(): void {
    if (this.main === undefined) this.main = this.openMain();
    else present(this.main.browser);
  }

  /** Asks the main window for something and shows it. */
  ask(intent: WindowIntent): void {
    this.show();
    this.main?.push(intent);
  }

  showSettings(section: SettingsPlace): void {
    if (this.settings === undefined) this.settings = this.openSettings();
    else present(this.settings.browser);
    this.settings.push({ kind: 'section', section });
  }

  tell(status: DesktopStatus): void {
    for (const window of this.all) window.tell(status);
  }

  /** The hub is another one: every page becomes its client anew. */
  reload(): void {
    for (const window of this.all) window.reload();
  }

  /** The hub answers: pages that could not be had are fetched now. */
  hubAnswers(): void {
    for (const window of this.all) window.hubAnswers();
  }

  setTheme(theme: ThemeChoice): void {
    if (theme === this.state.theme) return;
    nativeTheme.themeSource = theme;
    this.remember({ theme });
    this.repaint();
  }

  /** The app ends, and no page is asked whether its window may close: what was typed is in the terminals. */
  leave(): void {
    this.leaving = true;
    if (this.main !== undefined) this.rememberPlace(this.main.browser);
    for (const { browser } of this.all) browser.destroy();
  }

  dispose(): void {
    nativeTheme.off('updated', this.repaint);
    if (this.writing.value !== undefined) this.write();
    this.writing.dispose();
  }

  private get all(): ReadonlyArray<PageWindow> {
    return [this.main, this.settings].filter((window) => window !== undefined);
  }

  private openMain(): PageWindow {
    const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea);
    const place = placeOf(this.state.bounds, areas);
    const bounds = place.kind === 'at' ? place.bounds : { width: place.width, height: place.height, center: true };
    const window = new PageWindow(
      '/',
      { ...bounds, minWidth: LEAST.width, minHeight: LEAST.height, ...this.look },
      this.needs,
    );
    const { browser } = window;
    const { maximized } = this.state;
    browser.once('ready-to-show', () => {
      if (maximized) browser.maximize();
      present(browser);
    });
    const moved = (): void => this.rememberPlace(browser);
    browser.on('resize', moved).on('move', moved).on('maximize', moved).on('unmaximize', moved);
    browser.on('close', (event) => {
      this.rememberPlace(browser);
      if (this.leaving) return;
      event.preventDefault();
      void this.putAway(browser);
    });
    browser.on('closed', () => {
      this.main = undefined;
    });
    return window;
  }

  private async putAway(browser: BrowserWindow): Promise<void> {
    const back = await this.needs.hasTray();
    if (browser.isDestroyed() || this.leaving) return;
    if (back) browser.hide();
    else browser.minimize();
  }

  private openSettings(): PageWindow {
    const window = new PageWindow('/settings.html', { ...SETTINGS_SIZE, ...this.look, title: 'Settings' }, this.needs);
    const { browser } = window;
    // The main window's commands are not about this one. A Mac has one menu for all.
    if (process.platform !== 'darwin') browser.removeMenu();
    browser.once('ready-to-show', () => present(browser));
    browser.on('closed', () => {
      this.settings = undefined;
    });
    return window;
  }

  private get look(): { readonly title: string; readonly backgroundColor: string } {
    return { title: 'Homeport', backgroundColor: this.background };
  }

  private get background(): string {
    return backgroundOf(this.state.theme, nativeTheme.shouldUseDarkColors);
  }

  private readonly repaint = (): void => {
    for (const { browser } of this.all) browser.setBackgroundColor(this.background);
  };

  private rememberPlace(browser: BrowserWindow): void {
    if (browser.isDestroyed() || browser.isMinimized()) return;
    const { x, y, width, height } = browser.getNormalBounds();
    this.remember({ bounds: { x, y, width, height }, maximized: browser.isMaximized() });
  }

  private remember(change: Partial<WindowState>): void {
    const next = { ...this.state, ...change };
    if (JSON.stringify(next) === JSON.stringify(this.state)) return;
    this.state = next;
    this.writing.value = this.needs.clock.after(SETTLED_MS, () => this.write());
  }

  private write(): void {
    this.writing.value = undefined;
    writeWindowState(this.needs.stateFile, this.state, this.needs.log);
  }
}

function present(browser: BrowserWindow): void {
  if (browser.isMinimized()) browser.restore();
  browser.show();
  browser.focus();
}
