import { resolve } from 'node:path';
import { app, dialog } from 'electron';
import { type Disposable, toDisposable } from '../../src-shared/base/disposable.ts';
import type { Log } from '../../src-shared/base/log.ts';
import { type DeepLinks, LINK_SCHEME, type LinkDialogs } from './deep-links.ts';

/**
 * macOS hands links over as events, and may do so before the app is ready: call this first of all, and the returned
 * function once there is somebody to take them.
 */
export function catchLinks(): (links: DeepLinks) => Disposable {
  const early: string[] = [];
  let taker: DeepLinks | undefined;
  const opened = (event: { preventDefault(): void }, url: string): void => {
    event.preventDefault();
    if (taker !== undefined) taker.take(url);
    // One is enough: it is asked about, and what comes meanwhile is dropped anyhow.
    else if (early.length === 0) early.push(url);
  };
  app.on('open-url', opened);
  return (links) => {
    taker = links;
    for (const url of early.splice(0)) links.take(url);
    return toDisposable(() => app.removeListener('open-url', opened));
  };
}

/** Makes this app the one that opens our links. `entry` is its main file, for a start that is not an installed app. */
export function registerLinks(entry: string, log: Log): void {
  // On Linux the installed desktop file says it, and only an installed one can.
  if (process.platform === 'linux' && !app.isPackaged) return;
  // What follows `--` is no option, whatever a link looks like.
  const args = app.isPackaged ? ['--'] : [resolve(entry), '--'];
  const registered = app.setAsDefaultProtocolClient(LINK_SCHEME, process.execPath, args);
  if (!registered) log.info('links are not opened by this app: the system did not take it as the one for them');
}

export const nativeLinkDialogs: LinkDialogs = {
  async confirm(question) {
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: question,
      detail: 'It comes from another program or a web page. Showing a terminal types nothing into it.',
      buttons: ['Show', 'Cancel'],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    });
    return response === 0;
  },
  async say(sentence) {
    await dialog.showMessageBox({ type: 'info', message: sentence, buttons: ['OK'], noLink: true });
  },
};
