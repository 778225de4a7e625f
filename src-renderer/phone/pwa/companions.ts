import { createContext, useContext } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { RandomBytes } from '../../../src-shared/base/ids.ts';
import { RealPushBrowser } from '../away/push-browser.ts';
import { PushDesk } from '../away/push-desk.ts';
import { keptDrawers, MemoryDrawer } from '../offline/drawer.ts';
import { Pocket } from '../offline/pocket.ts';
import type { Standing } from '../shell/phone-app.ts';
import type { PhoneSession } from '../shell/phone-session.ts';
import { InstallOffer } from './install-offer.ts';
import { Shell } from './shell.ts';

/** What stands beside the session with a hub, for the whole of the page's life. */
export interface Companions {
  readonly shell: Shell;
  readonly install: InstallOffer;
  readonly pocket: Pocket;
  readonly push: PushDesk;
  /** Goes along with where this phone stands. */
  follow(standing: StoreApi<Standing>): void;
  /** This phone is nobody any more: nothing of the hub stays in this browser. */
  forget(): Promise<void>;
}

export interface CompanionsParts {
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** There is no pairing in the address, so that loading anew loses nothing. */
  readonly mayReload: boolean;
}

/** Begins them in the page's window. */
export function startCompanions({ clock, random, mayReload }: CompanionsParts): Companions {
  // Over plain http browsers have neither workers nor locks.
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  const locks = navigator.locks as LockManager | undefined;
  const around = { isSecure: isSecureContext && workers !== undefined, isInstalled: isInstalled(), isApple: isApple() };
  const shell = new Shell({
    workers,
    since: () => clock.monotonic(),
    untouched: untouched(),
    script: ownScript(),
    fetchPage: async () => (await fetch('./')).text(),
    tab: sessionStorage,
    reload: () => location.reload(),
    open: goTo,
  });
  const install = new InstallOffer({ page: window, storage: localStorage, ...around });
  const pocket = new Pocket({
    clock,
    random,
    storage: localStorage,
    drawers: isSecureContext ? keptDrawers(indexedDB) : undefined,
    locks,
    memory: () => new MemoryDrawer(),
  });
  const browser = new RealPushBrowser({ ...around, registration: () => shell.ready() });
  const push = new PushDesk({ browser, clock, storage: localStorage });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') pocket.flush();
  });
  window.addEventListener('pagehide', () => pocket.flush());
  const forget = async (): Promise<void> => {
    await Promise.all([pocket.empty(), push.leave()]);
  };
  const meet = ({ hub, kept }: PhoneSession): void => {
    void pocket.begin(kept.getState().device, hub);
    push.follow(hub);
    hub.connection.subscribe((state) => {
      if (state.kind === 'open') shell.look();
      // Only a newer page can speak with it.
      if (state.kind === 'refused' && state.error.error === 'versionRefused') shell.renew();
    });
  };
  shell.start(mayReload);
  return {
    shell,
    install,
    pocket,
    push,
    follow(standing) {
      standing.subscribe((now, before) => {
        if (now.kind === 'paired') meet(now.session);
        // Also by what another tab did.
        else if (now.kind === 'stranger' && before.kind !== 'asking') void forget();
      });
    },
    forget,
  };
}

export const CompanionsContext: React.Context<Companions | undefined> = createContext<Companions | undefined>(
  undefined,
);

export function useCompanions(): Companions {
  const companions = useContext(CompanionsContext);
  if (companions === undefined) throw new Error('this part is drawn outside of the phone’s page');
  return companions;
}

/** To what a notification was about, as if its user had gone there. */
function goTo(fragment: string): void {
  if (location.hash === fragment) return;
  history.pushState(null, '', `${location.pathname}${location.search}${fragment}`);
  window.dispatchEvent(new PopStateEvent('popstate'));
}

/** Tells whether the user has left this page alone so far. What browsers know of it outlives a reload. */
function untouched(): () => boolean {
  let isTouched = false;
  const touch = (): void => {
    isTouched = true;
  };
  for (const name of ['pointerdown', 'keydown']) window.addEventListener(name, touch, { capture: true, once: true });
  return () => !isTouched;
}

/** What the build has named the page's script. */
function ownScript(): string {
  return document.querySelector<HTMLScriptElement>('script[type="module"]')?.src.split('/').at(-1) ?? '';
}

function isInstalled(): boolean {
  const { standalone } = navigator as { readonly standalone?: boolean };
  return standalone === true || matchMedia('(display-mode: standalone)').matches;
}

/** Safari and all that must be it. An iPad says that it is a Mac; no Mac has several fingers. */
function isApple(): boolean {
  const { userAgent, maxTouchPoints } = navigator;
  return /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
}
