import type { WebPreferences } from 'electron';

/** Every window of the app is made with these. */
export const WEB_PREFERENCES: Readonly<WebPreferences> = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  navigateOnDragDrop: false,
  // Its dictionaries would come from a server of Chromium's makers.
  spellcheck: false,
};

/** The documents that our windows show. */
const PAGES: ReadonlySet<string> = new Set(['/', '/settings.html', '/error.html']);

/** Whether `url` is one of our pages on the hub at `hub`. */
export function isOwnPage(url: string, hub: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && parsed.origin === originOf(hub) && PAGES.has(parsed.pathname) && parsed.search === '';
}

/** Whether `url` belongs to the hub at `hub`, and to nobody who only has its name in front. */
export function isOwnOrigin(url: string, hub: string): boolean {
  const parsed = URL.parse(url);
  // A `blob:` has the origin of whoever made it, and is no document that the hub served.
  return parsed !== null && parsed.origin === originOf(hub) && parsed.protocol === new URL(hub).protocol;
}

function originOf(hub: string): string {
  return new URL(hub).origin;
}

const OUTSIDE: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);
/** What the shells of all systems still take. */
const LONGEST_URL = 2048;

/** The address as the system's browser or mail program may be given it; undefined for what must not leave the app. */
export function outsideUrl(url: string): string | undefined {
  const parsed = URL.parse(url);
  if (parsed === null || !OUTSIDE.has(parsed.protocol) || parsed.href.length > LONGEST_URL) return undefined;
  // Names and passwords in an address are there to deceive, or are secrets that would end up in a history.
  if (parsed.username !== '' || parsed.password !== '') return undefined;
  return parsed.href;
}

/**
 * The permissions that our own page has: copy and paste, which a terminal is no use without. Everything else is
 * refused, now and when Chromium invents more.
 */
const GRANTED: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'clipboard-read']);

export interface PermissionAsk {
  readonly permission: string;
  /** Where the asking document is from; empty or a word such as `null` for none. */
  readonly url: string;
  readonly mainFrame: boolean;
}

export function isPermitted({ permission, url, mainFrame }: PermissionAsk, hub: string): boolean {
  return mainFrame && GRANTED.has(permission) && isOwnOrigin(url, hub);
}
