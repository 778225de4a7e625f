import { app, BrowserWindow, nativeImage } from 'electron';
import type { Badges } from '../../src-shared/attention/attention.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../src-shared/base/disposable.ts';
import type { Log } from '../../src-shared/base/log.ts';
import type { Attention } from './attention.ts';
import { DOT_SIZE, dot } from './dot.ts';

export interface BadgeNeeds {
  readonly attention: Pick<Attention, 'badges' | 'onBadges'>;
  readonly log: Log;
}

/**
 * The number of terminals that wait for the user, on the app's icon in dock or taskbar. Windows has room for a dot on
 * each window's button; Linux desktops show a number if they know how to, and say nothing if not.
 */
export function startBadge({ attention, log }: BadgeNeeds): Disposable {
  const owned = new DisposableStore();
  const overlay = (window: BrowserWindow, count: number): void => {
    const picture = count === 0 ? null : nativeImage.createFromBitmap(dot(), { width: DOT_SIZE, height: DOT_SIZE });
    window.setOverlayIcon(picture, count === 0 ? '' : `${count} waiting`);
  };
  const show = (badges: Badges): void => {
    const count = Object.keys(badges).length;
    try {
      if (process.platform === 'win32') for (const window of BrowserWindow.getAllWindows()) overlay(window, count);
      else app.setBadgeCount(count);
    } catch (error) {
      // The tray and the window tell the same.
      log.warn('the badge could not be shown', { error: String(error) });
    }
  };
  owned.add(attention.onBadges(show));
  if (process.platform === 'win32') {
    const created = (_event: unknown, window: BrowserWindow): void =>
      overlay(window, Object.keys(attention.badges).length);
    app.on('browser-window-created', created);
    owned.add(toDisposable(() => app.removeListener('browser-window-created', created)));
  }
  owned.add(toDisposable(() => show({})));
  return owned;
}
