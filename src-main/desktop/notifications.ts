import type { Notice } from '../../src-shared/attention/attention.ts';
import { type NotificationText, notificationText } from '../../src-shared/attention/notification-text.ts';
import { isWanted } from '../../src-shared/attention/wanted.ts';
import type { Clock } from '../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../src-shared/base/disposable.ts';
import type { Log } from '../../src-shared/base/log.ts';
import type { Attention } from './attention.ts';
import type { Intents, Shell } from './shell.ts';

/** A program that rings without end is told of this seldom; the badge stands all the while. */
const BELL_PAUSE_MS = 5_000;

/** Shows one notification; disposing takes it away. May throw, and `failed` may be called, where the system has none. */
export type ShowNotification = (
  text: NotificationText,
  on: { readonly click: () => void; readonly closed: () => void; readonly failed: (error: string) => void },
) => Disposable;

export interface NotificationNeeds {
  readonly shell: Shell;
  readonly attention: Pick<Attention, 'badges' | 'onBadges' | 'onNotice'>;
  readonly intents: Pick<Intents, 'openTerminal'>;
  readonly show: ShowNotification;
  readonly clock: Clock;
  readonly log: Log;
}

/** Tells the user of what happened in terminals nobody looks at: one notification a terminal, gone once it is looked at. */
export function startNotifications({ shell, attention, intents, show, clock, log }: NotificationNeeds): Disposable {
  const owned = new DisposableStore();
  const shown = new Map<string, Disposable>();
  /** When each terminal was last told of, monotonic ms; kept while it has a badge. */
  const toldAt = new Map<string, number>();

  const takeAway = (terminal: string): void => {
    const notification = shown.get(terminal);
    shown.delete(terminal);
    notification?.dispose();
  };
  const tell = (notice: Notice): void => {
    const { id } = notice.terminal;
    const last = toldAt.get(id);
    if (notice.badge.kind === 'bell' && last !== undefined && clock.monotonic() - last < BELL_PAUSE_MS) return;
    toldAt.set(id, clock.monotonic());
    takeAway(id);
    let notification: Disposable | undefined;
    try {
      notification = show(notificationText(notice), {
        click: () => {
          takeAway(id);
          intents.openTerminal(id);
        },
        closed: () => {
          if (shown.get(id) === notification) shown.delete(id);
        },
        failed: (error) => log.warn('a notification could not be shown', { error }),
      });
      shown.set(id, notification);
    } catch (error) {
      // The badge still tells; a desktop without notifications must not hurt anything.
      log.warn('a notification could not be shown', { error: String(error) });
    }
  };

  owned.add(
    attention.onNotice((notice) => {
      const { notifications } = shell.state.settings;
      if (isWanted(notifications, notice.badge, clock.now())) tell(notice);
    }),
  );
  owned.add(
    attention.onBadges((badges) => {
      for (const id of [...shown.keys()]) if (badges[id] === undefined) takeAway(id);
      for (const id of [...toldAt.keys()]) if (badges[id] === undefined) toldAt.delete(id);
    }),
  );
  owned.add(
    toDisposable(() => {
      for (const id of [...shown.keys()]) takeAway(id);
    }),
  );
  return owned;
}
