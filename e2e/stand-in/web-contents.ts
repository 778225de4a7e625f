import { randomUUID } from 'node:crypto';
import type { WebContents as ElectronWebContents, WebPreferences, WindowOpenHandlerResponse } from 'electron';
import type { BrowserWindow } from './browser-window.ts';
import { type Answer, CdpError, type CdpSession } from './cdp-connection.ts';
import type { IpcEvent } from './ipc-main.ts';
import { NativeImage } from './native-image.ts';
import { Navigation } from './navigation.ts';
import { watchPopups } from './popups.ts';
import {
  answerFilePaths,
  installPreload,
  POST,
  PRELOAD_WORLD,
  type PreloadScripts,
  preloadScripts,
} from './preload-script.ts';
import { runtime } from './runtime.ts';
import type { Session } from './session.ts';
import { preventable, StrictEmitter, Unsupported } from './strict.ts';
import { FrameTree, type WebFrame } from './web-frame.ts';
import { makeWire } from './wire.ts';

const EVENTS = [
  'did-start-loading',
  'did-stop-loading',
  'did-finish-load',
  'did-fail-load',
  'did-frame-finish-load',
  'dom-ready',
  'did-start-navigation',
  'will-navigate',
  'will-frame-navigate',
  'will-redirect',
  'did-redirect-navigation',
  'did-navigate',
  'did-frame-navigate',
  'did-navigate-in-page',
  'page-title-updated',
  'will-attach-webview',
  'render-process-gone',
  'unresponsive',
  'responsive',
  'preload-error',
  'console-message',
  'ipc-message',
  'destroyed',
  'focus',
  'blur',
  // Nothing here prints, has developer tools, or asks for certificates and passwords.
  'devtools-opened',
  'devtools-closed',
  'certificate-error',
  'login',
];

/** What a page is told about light and dark. */
interface Theme {
  _applyTo(session: CdpSession): Promise<void>;
}

/** Editing commands, by the names that Chromium's keyboard gives them. */
type EditCommand = 'undo' | 'redo' | 'cut' | 'copy' | 'paste' | 'selectAll';

type Covered = Pick<
  ElectronWebContents,
  | 'loadURL'
  | 'reload'
  | 'send'
  | 'getURL'
  | 'getTitle'
  | 'isCrashed'
  | 'isDestroyed'
  | 'isLoading'
  | 'executeJavaScript'
  | 'forcefullyCrashRenderer'
  | 'setWindowOpenHandler'
  | 'isDevToolsOpened'
  | 'undo'
  | 'redo'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'selectAll'
  | 'focus'
  | 'isFocused'
  | 'id'
>;

const wire = makeWire();

/** `webContents`: one page of Chromium, and all frames in it. */
export class WebContents extends StrictEmitter implements Covered {
  readonly id: number;
  readonly session: Session;
  readonly _frames: FrameTree = new FrameTree();
  readonly _window: BrowserWindow;
  /** The last main document's answer. */
  _status = 200;
  _target = '';
  /** Fulfilled once the page can be told to load something. */
  readonly _attached: Promise<CdpSession>;
  private readonly _navigation: Navigation;
  private readonly _preferences: WebPreferences;
  private readonly _scripts: PreloadScripts;
  /** The preload's world of each frame, by frame. */
  private readonly _worlds = new Map<WebFrame, string>();
  private readonly _worldFrames = new Map<string, WebFrame>();
  private _resolveAttached: (session: CdpSession) => void = () => {};
  private _title = '';
  private _loading = false;
  private _crashed = false;
  private _destroyed = false;
  private _openHandler: ((details: Answer) => WindowOpenHandlerResponse) | undefined;

  constructor(window: BrowserWindow, id: number, preferences: WebPreferences) {
    super('webContents', EVENTS);
    this.id = id;
    this._window = window;
    this._preferences = preferences;
    this.session = runtime().defaultSession;
    this._navigation = new Navigation(this);
    this._scripts = preloadScripts(preferences.preload, preferences.nodeIntegrationInSubFrames === true, randomUUID());
    this._attached = new Promise((resolve) => {
      this._resolveAttached = resolve;
    });
  }

  /** The page is there and stands still until this is done. */
  async _attach(session: CdpSession, target: string, theme: Theme): Promise<void> {
    this._target = target;
    session.on('Inspector.targetCrashed', () => {
      this._crashed = true;
      this._navigation.giveUp();
    });
    session.on('Page.domContentEventFired', () => {
      if (this._showsDocument) this.emit('dom-ready', {});
    });
    session.on('Page.loadEventFired', () => this._loaded());
    session.on('Page.lifecycleEvent', ({ name, frameId }) => {
      if (name === 'firstContentfulPaint' && frameId === this._frames.main?._id) this._window._painted();
    });
    const { frameTree } = await session.send('Page.getFrameTree');
    this._frames.navigated(frameTree.frame, session);
    await Promise.all([
      this._watch(session),
      session.send('Inspector.enable'),
      session.send('Page.setLifecycleEventsEnabled', { enabled: true }),
      theme._applyTo(session),
    ]);
    this._resolveAttached(session);
  }

  /** A session of this page: its own, or that of a frame with a process of its own. */
  private async _watch(session: CdpSession): Promise<void> {
    session.on('Page.frameAttached', ({ frameId, parentFrameId }) =>
      this._frames.attach(frameId, parentFrameId, session),
    );
    session.on('Page.frameDetached', ({ frameId, reason }) => {
      if (reason !== 'swap') this._frames.detach(frameId);
    });
    session.on('Page.frameNavigated', ({ frame }) => this._navigated(frame, session));
    session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      const frame = this._frames.get(frameId);
      if (frame === undefined) return;
      frame.url = url;
      this.emit('did-navigate-in-page', {}, url, frame.parent === null, 1, 1);
    });
    session.on('Runtime.executionContextCreated', ({ context }) => {
      const frame = this._frames.get(context.auxData?.frameId);
      if (context.name !== PRELOAD_WORLD || frame === undefined) return;
      this._worlds.set(frame, context.uniqueId);
      this._worldFrames.set(`${session.id}:${context.id}`, frame);
    });
    session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      const frame = this._worldFrames.get(`${session.id}:${executionContextId}`);
      if (name === POST && frame !== undefined) this._receive(JSON.parse(payload), frame);
    });
    watchPopups(this, session);
    session.on('Runtime.consoleAPICalled', (called) => this._console(called));
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      const child = runtime().chromium?.cdp.session(sessionId);
      if (child === undefined) return;
      // Workers have neither preload nor navigation.
      const ready = targetInfo.type === 'iframe' ? this._watch(child) : Promise.resolve();
      ready.catch(ignoreGone).finally(() => child.post('Runtime.runIfWaitingForDebugger'));
    });
    await Promise.all([
      session.send('Page.enable'),
      installPreload(session, this._scripts),
      this._navigation.install(session),
      session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }),
      session.send('Runtime.enable'),
      ...(this._scripts.asksForPaths ? [answerFilePaths(session)] : []),
    ]);
  }

  private get _showsDocument(): boolean {
    return !this.mainFrame.url.startsWith('about:blank#stand-in') && !this.mainFrame.url.startsWith('chrome-error:');
  }

  private _navigated(told: Answer, session: CdpSession): void {
    const frame = this._frames.navigated(told, session);
    if (frame.parent !== null) {
      this.emit('did-frame-navigate', {}, frame.url, 200, '', false, 1, 1);
      return;
    }
    if (!this._showsDocument) return;
    this._crashed = false;
    if (!this._navigation.wasAsked(told.url)) {
      // A test must not go on with a page that no policy has seen.
      throw new Unsupported(`going to ${told.url.slice(0, 100)}, which no listener could be asked about,`);
    }
    this._loading = true;
    this._title = '';
    if (this._scripts.error !== undefined) {
      console.error(`Unable to load preload script: ${this._preferences.preload}`);
      this.emit('preload-error', {}, this._preferences.preload, this._scripts.error);
    }
    this.emit('did-frame-navigate', {}, frame.url, this._status, '', true, 1, 1);
    this.emit('did-navigate', {}, frame.url, this._status, '');
  }

  private _loaded(): void {
    if (!this._showsDocument) return;
    this._loading = false;
    this.emit('did-frame-finish-load', {}, true, 1, 1);
    this.emit('did-finish-load', {});
    this.emit('did-stop-loading');
    this._navigation.finished();
    this._window._painted();
  }

  private _console({ type, args, stackTrace }: Answer): void {
    const levels: Record<string, string> = { error: 'error', assert: 'error', warning: 'warning', debug: 'debug' };
    const at = stackTrace?.callFrames[0];
    const message = args.map((each: Answer) => each.value ?? each.description ?? each.unserializableValue).join(' ');
    const facts = { level: levels[type] ?? 'info', message, lineNumber: at?.lineNumber ?? 0, sourceId: at?.url ?? '' };
    this.emit('console-message', { ...facts, frame: this.mainFrame });
  }

  private _receive(message: Answer, frame: WebFrame): void {
    if (message.kind === 'title') {
      if (frame.parent === null) this._titled(message.title);
      return;
    }
    if (message.kind === 'preload-error') {
      const { name, message: text, stack } = message.error;
      const error = Object.assign(new Error(text), { name, stack });
      this.emit('preload-error', {}, message.path, error);
      return;
    }
    const event: IpcEvent = {
      type: 'frame',
      sender: this,
      get senderFrame() {
        return frame.detached ? null : frame;
      },
      frameId: frame.routingId,
      processId: frame.processId,
    };
    const { ipcMain } = runtime();
    const args = wire.decode(message.args) as unknown[];
    if (message.kind === 'send') {
      this.emit('ipc-message', event, message.channel, ...args);
      ipcMain.emit(message.channel, event, ...args);
      return;
    }
    const world = this._worlds.get(frame);
    ipcMain._invoke(message.channel, event, args).then(
      (result) => this._tell(frame, 'result', message.channel, encodedOrError(result), message.id, world),
      (thrown) =>
        this._tell(frame, 'error', message.channel, { kind: 'error', text: String(thrown) }, message.id, world),
    );
  }

  /** Calls into the preload's world of a frame, if it is still the one that asked. */
  private _tell(
    frame: WebFrame,
    kind: string,
    channel: string,
    { kind: outcome, text }: Encoded,
    id: number,
    world: string | undefined,
  ): void {
    if (world === undefined || this._worlds.get(frame) !== world || this._destroyed) return;
    const args = [outcome === 'error' ? 'error' : kind, channel, text, id].map((each) => JSON.stringify(each));
    frame._session.post('Runtime.evaluate', { uniqueContextId: world, expression: `standInReceive(${args.join()})` });
  }

  send(channel: string, ...args: unknown[]): void {
    this._check();
    const frame = this.mainFrame as unknown as WebFrame;
    this._tell(frame, 'message', channel, { kind: 'value', text: wire.encode(args) }, 0, this._worlds.get(frame));
  }

  get mainFrame(): WebFrame {
    const main = this._frames.main;
    if (main === undefined) throw new Unsupported('webContents.mainFrame before there is a page');
    return main;
  }

  /** A page wants another: asked of the handler, and never allowed here. */
  _opens(facts: {
    readonly url: string;
    readonly frameName: string;
    readonly features: string;
    readonly disposition: string;
  }): void {
    const response = this._openHandler?.({
      ...facts,
      referrer: { url: this.mainFrame.url, policy: 'strict-origin-when-cross-origin' },
    });
    if (response?.action !== 'deny') throw new Unsupported('a window that a page opens');
  }

  setWindowOpenHandler(handler: (details: Answer) => WindowOpenHandlerResponse): void {
    this._openHandler = handler;
  }

  async loadURL(url: string): Promise<void> {
    this._check();
    await this._navigation.go(this._attached, url);
  }

  reload(): void {
    this._check();
    this._crashed = false;
    const { url } = this.mainFrame;
    this._attached.then((session) => this._navigation.reload(session, url)).catch(ignoreGone);
  }

  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    this._check();
    const session = await this._attached;
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression: code,
      awaitPromise: true,
      returnByValue: true,
      userGesture,
    });
    if (exceptionDetails === undefined) return result.value;
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  }

  async capturePage(): Promise<NativeImage> {
    this._check();
    const { data } = await (await this._attached).send('Page.captureScreenshot');
    return NativeImage._ofPng(Buffer.from(data, 'base64'));
  }

  forcefullyCrashRenderer(): void {
    this._attached.then((session) => session.post('Page.crash')).catch(ignoreGone);
  }

  /** Chromium's word for how the page's process ended. */
  _processGone(status: string, exitCode: number): void {
    if (this._destroyed) return;
    this._crashed = true;
    this._loading = false;
    const details = { reason: status === 'killed' ? 'killed' : status === 'oom' ? 'oom' : 'crashed', exitCode };
    this.emit('render-process-gone', {}, details);
    runtime().app.emit('render-process-gone', {}, this, details);
  }

  private _titled(title: string): void {
    if (title === this._title) return;
    this._title = title;
    const event = preventable({});
    this.emit('page-title-updated', event, title, true);
    this._window._titled(title);
  }

  /** The page is gone. */
  _remove(): void {
    if (this._destroyed) return;
    this._destroyed = true;
    this._navigation.giveUp();
    runtime().contents.delete(this.id);
    this.emit('destroyed');
  }

  private _check(): void {
    if (this._destroyed) throw new TypeError('Object has been destroyed');
  }

  private _edit(command: EditCommand): void {
    this._check();
    this._attached
      .then((session) => session.post('Input.dispatchKeyEvent', { type: 'keyDown', commands: [command] }))
      .catch(ignoreGone);
  }

  undo(): void {
    this._edit('undo');
  }

  redo(): void {
    this._edit('redo');
  }

  cut(): void {
    this._edit('cut');
  }

  copy(): void {
    this._edit('copy');
  }

  paste(): void {
    this._edit('paste');
  }

  selectAll(): void {
    this._edit('selectAll');
  }

  close(): void {
    this._window.close();
  }

  focus(): void {
    this._window.focus();
  }

  isFocused(): boolean {
    return this._window.isFocused();
  }

  /** As Electron has it: that of a load of the app's own counts before it is there. */
  getURL(): string {
    const { pendingUrl } = this._navigation;
    if (pendingUrl !== undefined) return pendingUrl;
    return this._frames.main !== undefined && this._showsDocument ? this.mainFrame.url : '';
  }

  getTitle(): string {
    return this._title;
  }

  getLastWebPreferences(): WebPreferences {
    return { ...this._preferences };
  }

  isLoading(): boolean {
    return this._loading;
  }

  isCrashed(): boolean {
    return this._crashed;
  }

  isDestroyed(): boolean {
    return this._destroyed;
  }

  isDevToolsOpened(): boolean {
    return false;
  }

  /** `getType` of everything that a BrowserWindow shows. */
  getType(): 'window' {
    return 'window';
  }
}

interface Encoded {
  readonly kind: 'value' | 'error';
  readonly text: string;
}

/** What cannot be cloned is the caller's error, as in Electron. */
function encodedOrError(result: unknown): Encoded {
  try {
    return { kind: 'value', text: wire.encode(result) };
  } catch (thrown) {
    return { kind: 'error', text: String(thrown) };
  }
}

/** For what fails when its page goes away, which `destroyed` tells. */
function ignoreGone(error: unknown): void {
  if (!(error instanceof CdpError)) throw error;
}

/** The `webContents` export. */
export const webContents = {
  getAllWebContents: (): WebContents[] => [...runtime().contents.values()],
  fromId: (id: number): WebContents | undefined => runtime().contents.get(id),
  fromDevToolsTargetId: (target: string): WebContents | undefined =>
    [...runtime().contents.values()].find(({ _target }) => _target === target),
  getFocusedWebContents: (): WebContents | null =>
    [...runtime().contents.values()].find((each) => each.isFocused()) ?? null,
  fromFrame: (frame: WebFrame): WebContents | undefined =>
    [...runtime().contents.values()].find(({ _frames }) => _frames.get(frame._id) !== undefined),
};
