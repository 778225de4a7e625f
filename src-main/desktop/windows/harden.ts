import { app, type Session, type WebContents } from 'electron';
import type { Log } from '../../../src-shared/base/log.ts';
import { isOwnPage, isPermitted, outsideUrl } from './hardening.ts';

export interface PolicyNeeds {
  /** Where our hub is. */
  hub(): string;
  openExternal(url: string): void;
  readonly log: Log;
}

/** Holds every document of the app, also those nobody meant to open, to the policy in `hardening.ts`. */
export function hardenContents(needs: PolicyNeeds): void {
  app.on('web-contents-created', (_event, contents) => hardenOne(contents, needs));
}

function hardenOne(contents: WebContents, { hub, openExternal, log }: PolicyNeeds): void {
  const stay = (event: { readonly url: string; preventDefault(): void }): void => {
    if (isOwnPage(event.url, hub())) return;
    event.preventDefault();
    log.warn('a navigation was refused', { protocol: URL.parse(event.url)?.protocol ?? 'none' });
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-frame-navigate', (event) => {
    // Our pages have no frames; the main frame's own event comes as well.
    if (!event.isMainFrame) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    const outside = outsideUrl(url);
    if (outside === undefined) log.warn('a window was refused', { protocol: URL.parse(url)?.protocol ?? 'none' });
    else openExternal(outside);
    return { action: 'deny' };
  });
}

/** Holds a session's permissions and downloads to the policy. The app uses the default one alone. */
export function hardenSession(session: Session, { hub, log }: PolicyNeeds): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const granted = isPermitted({ permission, url: details.requestingUrl, mainFrame: details.isMainFrame }, hub());
    if (!granted) log.warn('a permission was refused', { permission });
    answer(granted);
  });
  session.setPermissionCheckHandler((_contents, permission, origin, details) =>
    isPermitted({ permission, url: details.requestingUrl ?? origin, mainFrame: details.isMainFrame }, hub()),
  );
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => {
    event.preventDefault();
    log.warn('a download was refused');
  });
}
