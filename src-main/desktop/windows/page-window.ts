import { BrowserWindow, type BrowserWindowConstructorOptions } from 'electron';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { DesktopStatus, WindowIntent } from '../../../src-shared/desktop/desktop-api.ts';
import { DESKTOP_CHANNELS } from '../../../src-shared/desktop/desktop-channels.ts';
import { CallRefused } from '../call-gate.ts';
import type { HubHost } from '../hub-host.ts';
import { ask } from '../say.ts';
import { WEB_PREFERENCES } from './hardening.ts';
import { IntentQueue } from './intent-queue.ts';
import { RendererRecovery } from './renderer-recovery.ts';

export interface PageWindowNeeds {
  readonly host: HubHost;
  readonly clock: Clock;
  readonly log: Log;
  /** The bundled preload. */
  readonly preload: string;
}

/** Chromium's number for a load that was given up for another one. */
const ABORTED = -3;

/** One window that shows a page of the hub and outlives the process that draws it. */
export class PageWindow {
  readonly browser: BrowserWindow;
  private readonly needs: PageWindowNeeds;
  private readonly path: string;
  private readonly recovery = new RendererRecovery();
  private readonly intents = new IntentQueue((intent) =>
    this.browser.webContents.send(DESKTOP_CHANNELS.intent, intent),
  );
  /** A document becomes a client once. */
  private linkTaken = false;
  /** The page could not be had; it is loaded when the hub answers again. */
  private unloaded = false;
  /** The process was ended because it did not answer and the user did not want to wait. */
  private endedByUser = false;

  constructor(path: string, options: BrowserWindowConstructorOptions, needs: PageWindowNeeds) {
    this.path = path;
    this.needs = needs;
    this.browser = new BrowserWindow({
      show: false,
      autoHideMenuBar: true,
      ...options,
      webPreferences: { ...WEB_PREFERENCES, preload: needs.preload },
    });
    this.watchDocument();
    this.watchProcess();
    this.load();
  }

  /** The secret of a link for the document that is shown; each gets one. */
  async takeLink(): Promise<string> {
    if (this.linkTaken) throw new CallRefused('This document has had its link. Reload the window for another.');
    this.linkTaken = true;
    try {
      return await this.needs.host.takeLink();
    } catch (thrown) {
      this.linkTaken = false;
      throw thrown;
    }
  }

  push(intent: WindowIntent): void {
    this.intents.push(intent);
  }

  /** The one with the terminals, whose commands are the app's menu. */
  get isMain(): boolean {
    return this.path === '/';
  }

  /** The document listens. */
  ready(): void {
    this.intents.ready();
  }

  tell(status: DesktopStatus): void {
    this.browser.webContents.send(DESKTOP_CHANNELS.status, status);
  }

  /** Loads the page anew; by the user's word, so that what fell before is forgiven. */
  reload(): void {
    this.recovery.forgive();
    this.load();
  }

  /** The hub answers: a page that could not be had is fetched now. */
  hubAnswers(): void {
    if (this.unloaded) this.load();
  }

  private load(page = this.path): void {
    this.unloaded = false;
    // Refused loads come back as an event, where they are dealt with.
    this.browser.loadURL(new URL(page, this.needs.host.url).href).catch(() => {});
  }

  private watchDocument(): void {
    const { webContents } = this.browser;
    webContents.on('did-navigate', () => {
      this.linkTaken = false;
      this.intents.reset();
    });
    webContents.on('did-fail-load', (_event, code, description, _url, mainFrame) => {
      if (!mainFrame || code === ABORTED) return;
      this.unloaded = true;
      // A window that never had a page is shown all the same, empty: why is asked about elsewhere.
      this.browser.show();
      this.needs.log.warn('a page could not be loaded', { path: this.path, code, description });
    });
    webContents.on('preload-error', (_event, _path, error) =>
      this.needs.log.error('the preload failed', { error: String(error) }),
    );
  }

  private watchProcess(): void {
    const { webContents } = this.browser;
    const { clock, log } = this.needs;
    // The window stays as it is; closing it, or the tray, leads out.
    const unasked = (error: unknown): void =>
      log.error('it could not be asked what to do with a window', { error: String(error) });
    webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      if (reason === 'clean-exit' || this.browser.isDestroyed()) return;
      log.error('the process of a window is gone', { path: this.path, reason, exitCode });
      this.intents.reset();
      const next = this.endedByUser ? 'page' : this.recovery.gone(clock.monotonic());
      this.endedByUser = false;
      if (next === 'nothing') this.askUndrawn().catch(unasked);
      else this.load(next === 'page' ? this.path : '/error.html');
    });
    let asking: AbortController | undefined;
    this.browser.on('responsive', () => asking?.abort());
    this.browser.on('unresponsive', () => {
      if (asking !== undefined) return;
      asking = new AbortController();
      log.warn('a window does not answer', { path: this.path });
      this.askUnresponsive(asking.signal)
        .catch(unasked)
        .finally(() => {
          asking = undefined;
        });
    });
  }

  /** Drawn again without end, a page that falls at once would keep the computer busy. */
  private async askUndrawn(): Promise<void> {
    const answer = await ask({
      type: 'error',
      message: 'The window cannot be drawn.',
      detail: 'Its process ended again and again. Your terminals are not affected: they run in processes of their own.',
      buttons: [
        { answer: 'again', label: 'Try again' },
        { answer: 'close', label: 'Close window' },
      ],
      cancel: 'close',
    });
    if (this.browser.isDestroyed()) return;
    if (answer === 'again') this.reload();
    else this.browser.destroy();
  }

  private async askUnresponsive(signal: AbortSignal): Promise<void> {
    const answer = await ask({
      type: 'warning',
      message: 'The window does not answer.',
      detail: 'Your terminals are not affected: they run in processes of their own.',
      buttons: [
        { answer: 'wait', label: 'Wait' },
        { answer: 'reload', label: 'Reload' },
      ],
      cancel: 'wait',
      signal,
    });
    if (answer !== 'reload' || this.browser.isDestroyed()) return;
    this.endedByUser = true;
    this.browser.webContents.forcefullyCrashRenderer();
  }
}
