import type { App } from './app.ts';
import type { BrowserWindow } from './browser-window.ts';
import type { Chromium } from './chromium-process.ts';
import type { IpcMain } from './ipc-main.ts';
import type { Records } from './records.ts';
import type { Session } from './session.ts';
import { Unsupported } from './strict.ts';
import type { WebContents } from './web-contents.ts';

/** What the parts of this process share; there is one, as there is one of Electron's. */
export interface Runtime {
  readonly app: App;
  readonly records: Records;
  readonly ipcMain: IpcMain;
  readonly defaultSession: Session;
  readonly windows: Set<BrowserWindow>;
  readonly contents: Map<number, WebContents>;
  /** There once the app is ready. */
  chromium?: Chromium;
}

let current: Runtime | undefined;

export function setRuntime(runtime: Runtime): void {
  current = runtime;
}

export function runtime(): Runtime {
  if (current === undefined) throw new Error('stand-in: nothing runs yet');
  return current;
}

/** Chromium, for what Electron refuses before the app is ready. */
export function chromium(what: string): Chromium {
  const running = runtime().chromium;
  if (running === undefined) throw new Unsupported(`${what} before the app is ready`);
  return running;
}
