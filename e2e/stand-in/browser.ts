import { join } from 'node:path';
import { type Chromium, startChromium } from './chromium-process.ts';
import { nativeTheme } from './native-theme.ts';
import { refusePopup } from './popups.ts';
import type { Runtime } from './runtime.ts';
import { setDisplays } from './screen.ts';
import type { WebContents } from './web-contents.ts';

/** Starts Chromium for the app and then says that the app is ready. */
export function startBrowser(runtime: Runtime): void {
  const { app } = runtime;
  if (app._isEnding) return;
  startChromium(join(app.getPath('sessionData'), 'stand-in-chromium'), app._switches)
    .then(async (chromium) => {
      runtime.chromium = chromium;
      if (app._isEnding) {
        await chromium.end();
        return;
      }
      chromium.process.once('exit', () => {
        if (app._isEnding) return;
        console.error('stand-in: Chromium went away');
        process.exit(1);
      });
      await watch(chromium, runtime);
      // Playwright reads this line.
      console.error(`DevTools listening on ${chromium.address}`);
      app._becomeReady();
    })
    .catch((error: unknown) => {
      console.error('stand-in: Chromium could not be started', error);
      process.exit(1);
    });
}

async function watch({ cdp }: Chromium, runtime: Runtime): Promise<void> {
  const { browser } = cdp;
  const contents = (targetId: string): WebContents | undefined =>
    [...runtime.contents.values()].find(({ _target }) => _target === targetId);
  browser.on('Target.attachedToTarget', (attached) => {
    const { sessionId, targetInfo } = attached;
    const session = cdp.session(sessionId);
    const go = (): void => session.post('Runtime.runIfWaitingForDebugger');
    const number = /^about:blank#stand-in-(\d+)$/.exec(targetInfo.url)?.[1];
    const own = number === undefined ? undefined : runtime.contents.get(Number(number));
    if (targetInfo.type !== 'page') {
      go();
    } else if (number !== undefined && own === undefined) {
      // Its window was closed before Chromium had made it.
      go();
      browser.post('Target.closeTarget', { targetId: targetInfo.targetId });
    } else if (own === undefined) refusePopup(cdp, attached);
    else own._attach(session, targetInfo.targetId, nativeTheme).then(go, go);
  });
  browser.on('Target.detachedFromTarget', ({ sessionId }) => cdp.forget(sessionId));
  browser.on('Target.targetDestroyed', ({ targetId }) => contents(targetId)?._window._remove());
  browser.on('Target.targetCrashed', ({ targetId, status, errorCode }) =>
    contents(targetId)?._processGone(status, errorCode),
  );
  runtime.defaultSession._watchDownloads(cdp);
  const [{ product }, { screenInfos }] = await Promise.all([
    browser.send('Browser.getVersion'),
    browser.send('Emulation.getScreenInfos'),
    browser.send('Browser.setDownloadBehavior', { behavior: 'deny', eventsEnabled: true }),
    browser.send('Target.setDiscoverTargets', { discover: true }),
    browser.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }),
  ]);
  Object.defineProperty(process.versions, 'chrome', { value: product.split('/')[1], enumerable: true });
  setDisplays(screenInfos);
}
