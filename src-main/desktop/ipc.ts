import { ipcMain, type WebContents } from 'electron';
import { type Disposable, toDisposable } from '../../src-shared/base/disposable.ts';
import type { Log } from '../../src-shared/base/log.ts';
import { DESKTOP_CHANNELS } from '../../src-shared/desktop/desktop-channels.ts';
import { answerCall, type CallHandlers } from './call-gate.ts';

/** Takes the calls of the app's windows. Nothing else of the app listens to Electron's IPC. */
export function serveCalls<W>(needs: {
  readonly hub: () => string;
  readonly windowOf: (contents: WebContents) => W | undefined;
  readonly handlers: CallHandlers<W>;
  readonly log: Log;
}): Disposable {
  const { handlers, log } = needs;
  ipcMain.handle(DESKTOP_CHANNELS.call, ({ sender, senderFrame }, name: unknown, args: unknown) => {
    const frame = senderFrame === null ? undefined : { url: senderFrame.url, main: senderFrame.parent === null };
    return answerCall({ window: needs.windowOf(sender), frame, name, args }, { hub: needs.hub(), handlers, log });
  });
  return toDisposable(() => ipcMain.removeHandler(DESKTOP_CHANNELS.call));
}
