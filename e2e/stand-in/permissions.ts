import type { Session as ElectronSession, WebContents as ElectronWebContents } from 'electron';
import { chromium, runtime } from './runtime.ts';
import type { WebContents } from './web-contents.ts';

type RequestHandler = Parameters<ElectronSession['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<ElectronSession['setPermissionCheckHandler']>[0];
type Name = Parameters<NonNullable<CheckHandler>>[1];

/** Electron's names, and what Chromium's protocol calls them. What is not here, nobody is given in Chromium either. */
const DESCRIPTORS: ReadonlyArray<readonly [Name, ReadonlyArray<Readonly<Record<string, unknown>>>]> = [
  ['clipboard-read', [{ name: 'clipboard-read' }]],
  ['clipboard-sanitized-write', [{ name: 'clipboard-write', allowWithoutSanitization: false }]],
  ['geolocation', [{ name: 'geolocation' }]],
  ['notifications', [{ name: 'notifications' }]],
  ['media', [{ name: 'camera' }, { name: 'microphone' }]],
  ['midi', [{ name: 'midi' }]],
  ['midiSysex', [{ name: 'midi', sysex: true }]],
  ['idle-detection' as Name, [{ name: 'idle-detection' }]],
  ['window-management' as Name, [{ name: 'window-management' }]],
];

/**
 * Makes Chromium give a page what the app's handlers say. Chromium asks nobody over its protocol, so the handlers are
 * asked about every permission as a document of an origin is on its way, and not when a page wants one: a request
 * handler is called more often than in Electron, and never later. A permission is given when both handlers say so.
 */
export class Permissions {
  private request: RequestHandler = null;
  private check: CheckHandler = null;

  requested(handler: RequestHandler): void {
    this.request = handler;
    this.again();
  }

  checked(handler: CheckHandler): void {
    this.check = handler;
    this.again();
  }

  /** Before the document at `url` is loaded in the main frame. */
  async apply(contents: WebContents, url: string): Promise<void> {
    const { protocol, origin } = new URL(url);
    if (protocol !== 'http:' && protocol !== 'https:') return;
    const { browser } = chromium('session').cdp;
    const set = (permission: object, granted: boolean): Promise<unknown> =>
      browser.send('Browser.setPermission', { permission, setting: granted ? 'granted' : 'denied', origin });
    await Promise.all(
      DESCRIPTORS.flatMap(([name, descriptors]) => {
        const checked = this.isChecked(contents, name, url, origin);
        const denied = descriptors.map((each) => set(each, checked && this.request === null));
        // The handler may take its time; until then the answer is no.
        if (checked) {
          this.ask(contents, name, url, (granted) => {
            for (const each of descriptors) set(each, granted).catch(() => {});
          });
        }
        return denied;
      }),
    );
  }

  private isChecked(contents: WebContents, name: Name, url: string, origin: string): boolean {
    if (this.check === null) return true;
    const details = { requestingUrl: url, isMainFrame: true } as Parameters<NonNullable<CheckHandler>>[3];
    return this.check(contents as unknown as ElectronWebContents, name, `${origin}/`, details);
  }

  private ask(contents: WebContents, name: Name, url: string, answer: (granted: boolean) => void): void {
    if (this.request === null) return;
    const details = { requestingUrl: url, isMainFrame: true, mediaTypes: ['video', 'audio'] };
    const named = name as Parameters<NonNullable<RequestHandler>>[1];
    this.request(contents as unknown as ElectronWebContents, named, answer, details as never);
  }

  /** Handlers that came after a document hold for it from now on. */
  private again(): void {
    for (const contents of runtime().contents.values()) {
      const url = contents.getURL();
      if (url !== '') this.apply(contents, url).catch(() => {});
    }
  }
}
