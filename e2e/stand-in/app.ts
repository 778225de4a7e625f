import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { AboutPanelOptionsOptions, App as ElectronApp, ProcessMetric } from 'electron';
import { commandLine, type LaunchLine } from './command-line.ts';
import { startAfter } from './relaunch.ts';
import { runtime } from './runtime.ts';
import { SingleInstanceLock } from './single-instance-lock.ts';
import { preventable, StrictEmitter, Unsupported } from './strict.ts';

const EVENTS = [
  'will-finish-launching',
  'ready',
  'window-all-closed',
  'before-quit',
  'will-quit',
  'quit',
  'activate',
  'second-instance',
  'open-url',
  'open-file',
  'browser-window-created',
  'browser-window-focus',
  'browser-window-blur',
  'web-contents-created',
  'render-process-gone',
  'child-process-gone',
];

type PathName = Parameters<ElectronApp['getPath']>[0];

type Covered = Pick<
  ElectronApp,
  | 'whenReady'
  | 'isReady'
  | 'quit'
  | 'exit'
  | 'relaunch'
  | 'requestSingleInstanceLock'
  | 'hasSingleInstanceLock'
  | 'releaseSingleInstanceLock'
  | 'getPath'
  | 'setPath'
  | 'getVersion'
  | 'getName'
  | 'setName'
  | 'getAppPath'
  | 'getLocale'
  | 'setAsDefaultProtocolClient'
  | 'isDefaultProtocolClient'
  | 'removeAsDefaultProtocolClient'
  | 'enableSandbox'
  | 'setBadgeCount'
  | 'getBadgeCount'
  | 'setAboutPanelOptions'
  | 'focus'
  | 'getAppMetrics'
  | 'isPackaged'
  | 'name'
>;

/** `app`, as it is on Linux. */
export class App extends StrictEmitter implements Covered {
  private readonly _line: LaunchLine;
  private readonly _lock: SingleInstanceLock;
  private readonly _paths = new Map<string, string>();
  private readonly _whenReady: Promise<void>;
  private _resolveReady: () => void = () => {};
  private _ready = false;
  private _quitting = false;
  private _exitCode: number | undefined;
  private _relaunch: { readonly execPath: string; readonly args: ReadonlyArray<string> } | undefined;
  private _badge = 0;
  private readonly _schemes = new Set<string>();
  readonly isPackaged: boolean;
  readonly commandLine: ReturnType<typeof commandLine>;
  /** macOS has one. */
  readonly dock: undefined = undefined;
  name: string;

  constructor(line: LaunchLine, packaged: boolean) {
    super('app', EVENTS);
    this._line = line;
    this.isPackaged = packaged;
    this.commandLine = commandLine(line.switches);
    const { manifest } = line.app;
    this.name = manifest.productName ?? manifest.name ?? 'Electron';
    this._whenReady = new Promise((resolve) => {
      this._resolveReady = resolve;
    });
    this._lock = new SingleInstanceLock((argv, directory, extra) =>
      this.emit('second-instance', {}, argv, directory, extra),
    );
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => {
        // As in Electron, an app that listens itself has replaced this.
        if (process.listenerCount(signal) === 1) this.quit();
      });
    }
  }

  /** What Electron's own start does once everything is there. */
  _becomeReady(): void {
    if (this._exitCode !== undefined) return;
    this.emit('will-finish-launching');
    this._ready = true;
    this.emit('ready', preventable({}), {});
    this._resolveReady();
  }

  get _switches(): ReadonlyMap<string, string> {
    return this._line.switches;
  }

  get _isEnding(): boolean {
    return this._exitCode !== undefined;
  }

  whenReady(): Promise<void> {
    return this._whenReady;
  }

  isReady(): boolean {
    return this._ready;
  }

  quit(): void {
    if (this._quitting || this._isEnding) return;
    const event = preventable({});
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this._quitting = true;
    const { windows } = runtime();
    if (windows.size === 0) this._windowsAreClosed();
    for (const window of [...windows]) {
      if (window._requestClose()) continue;
      // One window that stays stops the whole quit.
      this._quitting = false;
      return;
    }
  }

  /** The last window is gone. */
  _windowsAreClosed(): void {
    if (this._isEnding) return;
    if (!this._quitting) {
      if (this.listenerCount('window-all-closed') === 0) this.quit();
      else this.emit('window-all-closed');
      return;
    }
    const event = preventable({});
    this.emit('will-quit', event);
    if (event.defaultPrevented) this._quitting = false;
    else this._end(0);
  }

  exit(code = 0): void {
    if (this._isEnding) return;
    this._exitCode = code;
    for (const window of [...runtime().windows]) window._remove();
    this._end(code);
  }

  private _end(code: number): void {
    this._exitCode = code;
    this.emit('quit', {}, code);
    const running = runtime().chromium;
    // Later, as in Electron: what called this runs to its end first.
    setImmediate(() => {
      (running?.end() ?? Promise.resolve()).then(() => {
        if (this._relaunch !== undefined) startAfter(process.pid, this._relaunch);
        process.exit(code);
      });
    });
  }

  relaunch(options: { args?: string[]; execPath?: string } = {}): void {
    this._relaunch = {
      execPath: options.execPath ?? process.execPath,
      args: options.args ?? process.argv.slice(1),
    };
  }

  requestSingleInstanceLock(additionalData: Record<string, unknown> = {}): boolean {
    return this._lock.request(this.getPath('userData'), additionalData);
  }

  hasSingleInstanceLock(): boolean {
    return this._lock.held;
  }

  releaseSingleInstanceLock(): void {
    this._lock.release();
  }

  getPath(name: PathName): string {
    return this._paths.get(name) ?? this._usualPath(name);
  }

  private _usualPath(name: PathName): string {
    switch (name) {
      case 'home':
        return homedir();
      case 'appData':
        return process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
      case 'userData':
        return this._line.switches.get('user-data-dir') || join(this.getPath('appData'), this.name);
      case 'sessionData':
        return this.getPath('userData');
      case 'temp':
        return tmpdir();
      case 'exe':
        return process.execPath;
      case 'logs':
        return join(this.getPath('userData'), 'logs');
      case 'crashDumps':
        return join(this.getPath('userData'), 'Crashpad');
      default:
        throw new Unsupported(`app.getPath('${name}')`);
    }
  }

  setPath(name: string, path: string): void {
    if (!isAbsolute(path)) throw new Error('Path must be absolute');
    if (this._ready && (name === 'userData' || name === 'sessionData')) {
      throw new Unsupported(`app.setPath('${name}') after the app is ready`);
    }
    this._paths.set(name, path);
  }

  getVersion(): string {
    return this._line.app.manifest.version ?? '0.0.0';
  }

  getName(): string {
    return this.name;
  }

  setName(name: string): void {
    this.name = name;
  }

  getAppPath(): string {
    return this._line.app.directory;
  }

  getLocale(): string {
    return 'en-US';
  }

  setAsDefaultProtocolClient(protocol: string, path?: string, args?: string[]): boolean {
    runtime().records.calls.push({ what: 'app.setAsDefaultProtocolClient', with: { protocol, path, args } });
    this._schemes.add(protocol);
    return true;
  }

  isDefaultProtocolClient(protocol: string): boolean {
    return this._schemes.has(protocol);
  }

  removeAsDefaultProtocolClient(protocol: string): boolean {
    return this._schemes.delete(protocol);
  }

  enableSandbox(): void {
    // Everything is in one here; Electron refuses the call when it comes too late.
    if (this._ready) throw new Error('app.enableSandbox() can only be called before app is ready');
  }

  /** Only some Linux desktops show it; `getBadgeCount` tells what was asked for. */
  setBadgeCount(count = 0): boolean {
    this._badge = count;
    return true;
  }

  getBadgeCount(): number {
    return this._badge;
  }

  get badgeCount(): number {
    return this._badge;
  }

  set badgeCount(count: number) {
    this.setBadgeCount(count);
  }

  /** The name by which Windows groups windows; nothing elsewhere, as in Electron. */
  setAppUserModelId(_id: string): void {}

  setAboutPanelOptions(options: AboutPanelOptionsOptions): void {
    runtime().records.calls.push({ what: 'app.setAboutPanelOptions', with: options });
  }

  /** On Linux: makes the first visible window the one with the keyboard. */
  focus(): void {
    for (const window of runtime().windows) {
      if (!window.isVisible()) continue;
      window.focus();
      return;
    }
  }

  /** This process alone: what Chromium's processes take, it does not tell over the protocol. */
  getAppMetrics(): ProcessMetric[] {
    const usage = process.cpuUsage();
    return [
      {
        pid: process.pid,
        type: 'Browser',
        creationTime: Date.now() - process.uptime() * 1000,
        cpu: { percentCPUUsage: 0, cumulativeCPUUsage: (usage.user + usage.system) / 1e6, idleWakeupsPerSecond: 0 },
        memory: {
          workingSetSize: Math.round(process.memoryUsage.rss() / 1024),
          peakWorkingSetSize: process.resourceUsage().maxRSS,
        },
      },
    ];
  }

  /** Electron has these two on macOS and Windows only, and on Linux they do nothing: an app must not rely on them. */
  setLoginItemSettings(): never {
    throw new Unsupported('app.setLoginItemSettings on Linux');
  }

  getLoginItemSettings(): never {
    throw new Unsupported('app.getLoginItemSettings on Linux');
  }
}
