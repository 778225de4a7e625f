import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron';
import type { DesktopApi, DesktopCall } from '../src-shared/desktop/desktop-api.ts';
import { DESKTOP_CHANNELS, type DesktopReply } from '../src-shared/desktop/desktop-channels.ts';

/** Every call's name; one that is missing does not compile. The main process checks what is in them. */
const CALLS: Readonly<Record<DesktopCall, true>> = {
  takeLink: true,
  chooseDirectory: true,
  chooseExportFile: true,
  openExternal: true,
  showInFolder: true,
  setMenu: true,
  ready: true,
  openSettings: true,
  readAbout: true,
  readStatus: true,
  checkForUpdate: true,
  downloadUpdate: true,
  reload: true,
  restart: true,
};

async function call(name: string, args: ReadonlyArray<unknown>): Promise<unknown> {
  const reply: DesktopReply = await ipcRenderer.invoke(DESKTOP_CHANNELS.call, name, args);
  if (!reply.ok) throw new Error(reply.sentence);
  return reply.value;
}

/** The page gets what was told and never the event, which leads back to `ipcRenderer`. */
function listen<T>(channel: string, listener: (told: T) => void): () => void {
  const heard = (_event: IpcRendererEvent, told: T): void => listener(told);
  ipcRenderer.on(channel, heard);
  return () => {
    ipcRenderer.off(channel, heard);
  };
}

function pathOf(file: unknown): string {
  try {
    return webUtils.getPathForFile(file as File);
  } catch {
    // Thrown for what is no file, which has no path.
    return '';
  }
}

const calls = Object.fromEntries(
  Object.keys(CALLS).map((name) => [name, (...args: ReadonlyArray<unknown>) => call(name, args)]),
) as Pick<DesktopApi, DesktopCall>;

const api: DesktopApi = {
  ...calls,
  pathsOf: (files) => files.map(pathOf),
  onIntent: (listener) => listen(DESKTOP_CHANNELS.intent, listener),
  onStatus: (listener) => listen(DESKTOP_CHANNELS.status, listener),
};

contextBridge.exposeInMainWorld('homeport', api);
