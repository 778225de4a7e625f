import type { DesktopApi } from '../../../src-shared/desktop/desktop-api.ts';

declare global {
  interface Window {
    /** Put there by the preload of the desktop app; in a browser there is none. */
    readonly homeport?: DesktopApi;
  }
}

/** What only the desktop app can do; undefined in a browser. */
export function desktopApi(): DesktopApi | undefined {
  return window.homeport;
}
