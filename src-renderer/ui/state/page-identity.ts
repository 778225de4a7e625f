import { BrowserIdentity } from './browser-identity.ts';
import { desktopApi } from './desktop-bridge.ts';
import { deviceName } from './device-name.ts';
import { IndexedDbKeyStore, MemoryKeyStore } from './key-store.ts';
import { takeLink } from './link-fragment.ts';

/** How pages call themselves in presence and in lists of devices. */
export function pageName(): string {
  return deviceName(navigator.userAgent);
}

/**
 * Who this page is. In a browser: the holder of the link in the address, or the device that this browser became by one.
 * In the desktop app: the holder of a link that the app hands over, once for each document, and keeps nowhere.
 */
export async function pageIdentity(): Promise<BrowserIdentity> {
  const desktop = desktopApi();
  if (desktop === undefined) {
    return new BrowserIdentity(crypto.subtle, new IndexedDbKeyStore(indexedDB), pageName(), takeLink(window));
  }
  // Without a link the hub refuses, and the page says so with a way to try again.
  const link = await desktop.takeLink().catch(() => undefined);
  return new BrowserIdentity(crypto.subtle, new MemoryKeyStore(), pageName(), link);
}
