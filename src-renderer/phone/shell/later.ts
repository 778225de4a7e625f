import { lazy } from 'react';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Disposable } from '../../../src-shared/base/disposable.ts';

/** The first screen is drawn by then. */
const CALM_MS = 500;

/** What the first screen does not need. Each is a file of its own. */
const parts = {
  terminal: async () => ({ default: (await import('../terminal/phone-terminal.tsx')).PhoneTerminal }),
  settings: async () => ({ default: (await import('./settings-page.tsx')).SettingsPage }),
  last: async () => ({ default: (await import('../offline/last-screen.tsx')).LastScreen }),
  groups: async () => ({ default: (await import('../away/phone-groups.tsx')).PhoneGroups }),
  pairing: async () => ({ default: (await import('./pairing.tsx')).Pairing }),
  sheet: async () => ({ default: (await import('./terminal-sheet.tsx')).TerminalSheet }),
  better: async () => ({ default: (await import('./better-page.tsx')).BetterPage }),
};

/** What the terminal asks for itself when somebody finds. */
const search = async (): Promise<unknown> => (await import('../../ui/terminal/terminal-search.ts')).fetchSearch();

export const PhoneTerminal = lazy(parts.terminal);
/** Everything before there is a hub. */
export const Pairing = lazy(parts.pairing);
export const TerminalSheet = lazy(parts.sheet);
export const SettingsPage = lazy(parts.settings);
export const LastScreen = lazy(parts.last);
/** What the settings page has of notifications, of what is kept, and of the home screen. */
export const PhoneGroups = lazy(parts.groups);
export const BetterPage = lazy(parts.better);

/**
 * Fetches them as soon as the page has nothing better to do. When somebody wants them, where the page came from may be out of
 * reach: the hub has another address by then, or the phone another network.
 */
export function preloadLater(clock: Clock): Disposable {
  const fetchAll = (): void => {
    // What cannot be had now is asked for again by whoever opens it.
    for (const part of [...Object.values(parts), search]) part().catch(() => {});
  };
  // Safari does not say when it is idle.
  const whenIdle = (window as { readonly requestIdleCallback?: (run: () => void) => number }).requestIdleCallback;
  return clock.after(CALM_MS, () => (whenIdle === undefined ? fetchAll() : whenIdle(fetchAll)));
}
