import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright-core';
import { hubClient } from '../../src-main/access/hub-client.ts';
import type { TerminalInfo } from '../../src-shared/protocol/channels/terminal/state.ts';
import type { CoreMethod, CoreParams, CoreResult } from '../../src-shared/protocol/request-table.ts';
import { eventually } from '../page/hands.ts';
import { HELD_DIALOGS } from './dialogs.ts';
import { type LaunchOptions, newDataDir, type Started, start } from './launch.ts';

/** Arguments with which a spec sees what the app hands to the system. */
const WATCHED_NATIVES: ReadonlyArray<string> = ['-r', join(import.meta.dirname, 'natives.cjs')];

interface NativeItem {
  readonly id: string;
  readonly label: string;
  readonly type: string;
  readonly enabled: boolean;
  readonly checked: boolean;
  click(): void;
}

interface Natives {
  readonly homeportNatives: {
    readonly menu: { readonly items: ReadonlyArray<NativeItem> } | undefined;
    readonly tooltip: string;
    readonly notifications: ReadonlyArray<{
      readonly title: string;
      readonly body: string;
      readonly closed: boolean;
      click(): void;
    }>;
    readonly badge: number;
    readonly awake: ReadonlySet<number>;
  };
}

/** The app, a client of its hub that acts for another device, and the user's hands on what the system shows. */
export interface Desk extends Started {
  /** Where the session keeps what it starts, empty at first. */
  readonly config: string;
  request<M extends CoreMethod>(method: M, params: CoreParams<M>): Promise<CoreResult<M>>;
  /** Runs a script in a new terminal, and comes back once the hub lists it; `when` is a file that the script can wait for. */
  run(script: string, name?: string): Promise<Ran>;
  terminals(): Promise<ReadonlyArray<TerminalInfo>>;
}

export interface Ran {
  readonly id: string;
  /** Makes the file `$GO`, once for each wait of the script. */
  go(): void;
}

/** Starts the app with a session of its own: no tray host, no notification daemon, no settings of this machine's user. */
export async function startDesk(options: LaunchOptions = {}): Promise<Desk> {
  const own = mkdtempSync(join(tmpdir(), 'hp-desk-'));
  const config = join(own, 'config');
  const dataDir = options.dataDir ?? newDataDir();
  const started = await start({
    ...options,
    dataDir,
    before: [...HELD_DIALOGS, ...WATCHED_NATIVES, ...(options.before ?? [])],
    env: { XDG_CONFIG_HOME: config, DBUS_SESSION_BUS_ADDRESS: '', XDG_RUNTIME_DIR: '', ...options.env },
  });
  const client = hubClient(dataDir, 'script', 'spec');
  await eventually(() => {
    // Refused as long as the hub has not written the key of this machine's programs.
    client.connect();
    return client.state.kind;
  }).toBe('open');
  const request: Desk['request'] = (method, params) => client.request(method, params);
  const terminals: Desk['terminals'] = async () => (await request('terminal.session.list', {})).terminals;
  let count = 0;
  return {
    ...started,
    config,
    request,
    terminals,
    async run(script, name) {
      count += 1;
      const go = join(own, `go-${count}`);
      const waiting = 'wait_go() { until rm "$GO" 2>/dev/null; do sleep 0.02; done; }\n';
      const { id } = await request('terminal.session.start', {
        command: { file: '/bin/sh', args: ['-c', `${waiting}${script}`] },
        env: { GO: go },
        size: { cols: 80, rows: 24 },
        ...(name === undefined ? {} : { name }),
      });
      return { id, go: () => writeFileSync(go, '') };
    },
    async close() {
      client.dispose();
      await started.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
      rmSync(own, { recursive: true, force: true });
    },
  };
}

/** The tray's menu as it reads: `(line)`, `[x] switch`, `---`. */
export function trayMenu(app: ElectronApplication): Promise<ReadonlyArray<string>> {
  return app.evaluate(() =>
    ((globalThis as unknown as Natives).homeportNatives.menu?.items ?? []).map(({ type, label, enabled, checked }) => {
      if (type === 'separator') return '---';
      if (type === 'checkbox') return `[${checked ? 'x' : ' '}] ${label}`;
      return enabled ? label : `(${label})`;
    }),
  );
}

export function trayTooltip(app: ElectronApplication): Promise<string> {
  return app.evaluate(() => (globalThis as unknown as Natives).homeportNatives.tooltip);
}

/** Clicks an entry of the tray's menu by what it says. */
export async function clickTray(app: ElectronApplication, label: string): Promise<void> {
  await eventually(async () => (await trayMenu(app)).map((each) => each.replace(/^\[.\] /, ''))).toContain(label);
  await app.evaluate((_electron, wanted) => {
    const items = (globalThis as unknown as Natives).homeportNatives.menu?.items ?? [];
    items.find((each) => each.label === wanted)?.click();
  }, label);
}

export interface ShownNotification {
  readonly title: string;
  readonly body: string;
}

/** Notifications that are on the screen now. */
export function notifications(app: ElectronApplication): Promise<ReadonlyArray<ShownNotification>> {
  return app.evaluate(() =>
    (globalThis as unknown as Natives).homeportNatives.notifications
      .filter(({ closed }) => !closed)
      .map(({ title, body }) => ({ title, body })),
  );
}

/** How many notifications there were, those that have gone included. */
export function notificationCount(app: ElectronApplication): Promise<number> {
  return app.evaluate(() => (globalThis as unknown as Natives).homeportNatives.notifications.length);
}

export async function clickNotification(app: ElectronApplication, title: string): Promise<void> {
  await eventually(async () => (await notifications(app)).map((each) => each.title)).toContain(title);
  await app.evaluate((_electron, wanted) => {
    const { notifications } = (globalThis as unknown as Natives).homeportNatives;
    notifications.find((each) => each.title === wanted && !each.closed)?.click();
  }, title);
}

/** The number on the app's icon. */
export function badge(app: ElectronApplication): Promise<number> {
  return app.evaluate(() => (globalThis as unknown as Natives).homeportNatives.badge);
}

/** How often the app keeps the computer awake now. */
export function heldAwake(app: ElectronApplication): Promise<number> {
  return app.evaluate(() => (globalThis as unknown as Natives).homeportNatives.awake.size);
}

/** Each window as it is: its page, and whether a person could see it. */
export function windowStates(
  app: ElectronApplication,
): Promise<ReadonlyArray<{ readonly page: string; readonly visible: boolean; readonly minimized: boolean }>> {
  return app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => ({
      // A window that has just been made has no page yet.
      page: URL.parse(window.webContents.getURL())?.pathname ?? '',
      visible: window.isVisible(),
      minimized: window.isMinimized(),
    })),
  );
}

/** Asks the main window to close, as its button does. */
export async function closeMainWindow(app: ElectronApplication): Promise<void> {
  await eventually(async () => (await windowStates(app)).map(({ page }) => page)).toContain('/');
  await app.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows())
      if (URL.parse(window.webContents.getURL())?.pathname === '/') window.close();
  });
}

/** Files below a directory, or none where it is not there. */
export function filesIn(directory: string): ReadonlyArray<string> {
  return existsSync(directory) ? readdirSync(directory) : [];
}
