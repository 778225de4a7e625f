import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Badges, type Notice, noticesBetween, updateBadges } from '../../../src-shared/attention/attention.ts';
import { type NotificationText, notificationText } from '../../../src-shared/attention/notification-text.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../../src-shared/base/disposable.ts';
import { labelOf } from '../../../src-shared/labels/terminal-label.ts';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import type { Toasts } from '../../ui/kit/toasts.tsx';
import type { HubSession } from '../../ui/state/hub-session.ts';

export interface AttentionOptions {
  readonly session: HubSession;
  readonly toasts: Toasts;
  /** The terminals that the user looks at: visible, in a window that is in front. */
  readonly looked: () => ReadonlySet<string>;
  readonly show: (terminal: string) => void;
  /** Tells through the browser; does nothing where the user or the browser does not allow it. */
  readonly notify: (notice: Notice, text: NotificationText, show: () => void) => void;
}

/** Follows what happens in terminals nobody looks at, and says so: badges on tabs, a toast, a desktop notification. */
export class AttentionWatch implements Disposable {
  readonly badges: StoreApi<Badges> = createStore<Badges>(() => ({}));
  private readonly options: AttentionOptions;
  private readonly owned = new DisposableStore();

  constructor(options: AttentionOptions) {
    this.options = options;
    const { terminals } = options.session;
    this.owned.add(
      toDisposable(
        terminals.subscribe((now, before) => {
          // A snapshot after an absence is one step too: what ended meanwhile is told.
          if (now.state !== before.state) this.take(noticesBetween(before.state, now.state));
        }),
      ),
    );
  }

  /** The user looks at something else now. */
  lookedElsewhere(): void {
    this.take([]);
  }

  dispose(): void {
    this.owned.dispose();
  }

  private take(notices: ReadonlyArray<Notice>): void {
    const looked = this.options.looked();
    const { terminals } = this.options.session.terminals.getState().state;
    const before = this.badges.getState();
    const after = updateBadges(before, notices, looked, (id) => terminals[id] !== undefined);
    if (after !== before) this.badges.setState(after, true);
    for (const notice of notices) if (!looked.has(notice.terminal.id)) this.say(notice);
  }

  private say(notice: Notice): void {
    const { toasts, notify, show } = this.options;
    const text = notificationText(notice);
    const open = (): void => show(notice.terminal.id);
    // The others are marked on their tabs, which is enough while the window is in front.
    if (notice.badge.kind === 'finished') {
      const description = notice.badge.line === '' ? labelOf(notice.terminal) : notice.badge.line;
      toasts.say(text.title, { description, action: { label: 'Show', run: open } });
    }
    notify(notice, text, open);
  }
}

/** The window's title: what is in front, and how many terminals want to be looked at. */
export function documentTitle(front: TerminalInfo | undefined, badges: Badges): string {
  const count = Object.keys(badges).length;
  const name = front === undefined ? 'Homeport' : `${labelOf(front)} — Homeport`;
  return count === 0 ? name : `(${count}) ${name}`;
}
