import type { Answer, CdpConnection, CdpSession } from './cdp-connection.ts';
import { runtime } from './runtime.ts';
import type { WebContents } from './web-contents.ts';

interface Announced {
  readonly opener: WebContents;
  readonly url: string;
  readonly frameName: string;
  readonly features: string;
  readonly disposition: string;
}

/** Told by pages that open others, before there is another. */
const announced: Announced[] = [];

export function watchPopups(opener: WebContents, session: CdpSession): void {
  session.on('Page.windowOpen', ({ url, windowName, windowFeatures }) => {
    const features = windowFeatures.join(',');
    announced.push({ opener, url, frameName: windowName, features, disposition: 'foreground-tab' });
  });
  // A link that is clicked with the middle button, for example.
  session.on('Page.frameRequestedNavigation', ({ url, disposition }) => {
    if (disposition !== 'newTab' && disposition !== 'newWindow') return;
    announced.push({ opener, url, frameName: '', features: '', disposition: 'background-tab' });
  });
}

/**
 * Ends a page that Chromium has made because another asked for it, before anything of it is loaded, and asks the app.
 * Departure from Electron: to the page, `window.open` answers with a window that is closed, not with null.
 */
export function refusePopup(cdp: CdpConnection, { sessionId, targetInfo }: Answer): void {
  const session = cdp.session(sessionId);
  // It must run so that its opener goes on, and may load nothing.
  session.post('Fetch.enable');
  session.post('Runtime.runIfWaitingForDebugger');
  cdp.browser.post('Target.closeTarget', { targetId: targetInfo.targetId });
  const told = announced.shift();
  if (told === undefined) throw new Error(`stand-in: a page that nobody asked for: ${targetInfo.url}`);
  const { opener, ...facts } = told;
  if (runtime().contents.has(opener.id)) opener._opens(facts);
}
