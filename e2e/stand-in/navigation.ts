import type { Answer, CdpSession } from './cdp-connection.ts';
import { loadError, type NetError, namedNetError, netError } from './net-error.ts';
import { preventable } from './strict.ts';
import type { WebContents } from './web-contents.ts';

interface Load {
  readonly url: string;
  readonly done: () => void;
  readonly failed: (error: Error) => void;
}

/**
 * The documents that a page's frames go to. Every request for one is held until the app's listeners have been asked.
 *
 * Departures from Electron: what a test's own driver navigates to is asked about as if the page had done it, and blob
 * documents never pass here, so that one is an error (`WebContents`).
 */
export class Navigation {
  private readonly contents: WebContents;
  private load: Load | undefined;
  /** The address that this process itself sent the main frame to, until it is asked for. */
  private expected: string | undefined;
  /** Main documents that were asked about and let through. */
  private readonly passed = new Set<string>();

  constructor(contents: WebContents) {
    this.contents = contents;
  }

  /** Where this process has sent the main frame, which is not there yet. */
  get pendingUrl(): string | undefined {
    return this.load?.url;
  }

  async install(session: CdpSession): Promise<void> {
    session.on('Fetch.requestPaused', (paused) => this.paused(session, paused));
    await session.send('Fetch.enable', {
      patterns: (['Request', 'Response'] as const).map((requestStage) => ({
        urlPattern: '*',
        resourceType: 'Document',
        requestStage,
      })),
    });
  }

  /** Loads `url` in the main frame as soon as there is a page, as `loadURL` does. */
  go(attached: Promise<CdpSession>, url: string): Promise<void> {
    const { href } = new URL(url);
    this.giveUp();
    let load: Load | undefined;
    const loaded = new Promise<void>((done, failed) => {
      load = { url: href, done, failed };
    });
    this.load = load;
    this.expected = href;
    this.contents.emit('did-start-loading');
    attached
      .then(async (session) => {
        // Given up for another before it began.
        if (this.load !== load) return;
        const { errorText, loaderId } = await session.send('Page.navigate', { url: href });
        if (errorText !== undefined) this.refused(namedNetError(errorText), href, true);
        // Within a document there is no load to wait for.
        else if (loaderId === undefined && this.load === load) this.finished();
      })
      .catch((error: Error) => {
        if (this.load === load) this.settle()?.failed(error);
      });
    return loaded;
  }

  reload(session: CdpSession, url: string): void {
    this.expected = url;
    // A page whose process is gone has nothing to load again.
    session.send('Page.reload').catch(() => session.post('Page.navigate', { url }));
  }

  /** Whether a main document came in the way that asks. */
  wasAsked(url: string): boolean {
    return url.startsWith('about:') || this.passed.delete(withoutHash(url));
  }

  finished(): void {
    this.settle()?.done();
  }

  /** Its process or its window is gone, or another load takes its place. */
  giveUp(): void {
    const load = this.settle();
    load?.failed(loadError(netError('Aborted'), load.url));
  }

  private settle(): Load | undefined {
    const load = this.load;
    this.load = undefined;
    return load;
  }

  private paused(session: CdpSession, paused: Answer): void {
    const { requestId, request, frameId } = paused;
    const frame = this.contents._frames.attach(frameId, undefined, session);
    const isMainFrame = frame.parent === null;
    const url: string = request.url + (request.urlFragment ?? '');
    const go = (): void => session.post('Fetch.continueRequest', { requestId });
    const stop = (): void => session.post('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
    if (paused.responseErrorReason !== undefined) {
      // The answer to our own `Page.navigate` says it with more words.
      if (this.load === undefined || !isMainFrame) this.refused(netError(paused.responseErrorReason), url, isMainFrame);
      go();
    } else if (paused.responseStatusCode !== undefined) {
      if (isMainFrame) this.contents._status = paused.responseStatusCode;
      go();
    } else if (this.mayGo(paused, url, isMainFrame, frame)) {
      if (isMainFrame) this.passed.add(withoutHash(url));
      if (isMainFrame) this.contents.session._permissions.apply(this.contents, url).then(go, go);
      else go();
    } else {
      stop();
    }
  }

  /** Asks the app's listeners in Electron's order. */
  private mayGo(paused: Answer, url: string, isMainFrame: boolean, frame: unknown): boolean {
    const facts = { url, isSameDocument: false, isMainFrame, frame, initiator: frame };
    const ask = (event: string): boolean => {
      const details = preventable({ ...facts });
      this.contents.emit(event, details, url, false, isMainFrame, 1, 1);
      return !details.defaultPrevented;
    };
    if (paused.redirectedRequestId !== undefined) {
      const going = ask('will-redirect');
      if (going) this.contents.emit('did-redirect-navigation', facts, url, false, isMainFrame, 1, 1);
      return going;
    }
    this.contents.emit('did-start-navigation', facts, url, false, isMainFrame, 1, 1);
    if (isMainFrame && this.expected !== undefined && withoutHash(this.expected) === withoutHash(url)) {
      this.expected = undefined;
      return true;
    }
    return ask('will-frame-navigate') && (!isMainFrame || ask('will-navigate'));
  }

  private refused(error: NetError, url: string, isMainFrame: boolean): void {
    this.contents.emit('did-fail-load', {}, error.code, error.name, url, isMainFrame, 1, 1);
    if (!isMainFrame || this.load?.url !== url) return;
    this.expected = undefined;
    this.settle()?.failed(loadError(error, url));
  }
}

function withoutHash(url: string): string {
  return url.split('#')[0] ?? '';
}
