import { type Badges, type Notice, noticesBetween, updateBadges } from '../../src-shared/attention/attention.ts';
import { type Disposable, DisposableStore } from '../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../src-shared/base/emitter.ts';
import type { Shell, ShellState } from './shell.ts';

/** Follows what happens in terminals that nobody looks at, on any client: badges until somebody does, and word of it. */
export class Attention implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly badgesChanged = this.owned.add(new Emitter<Badges>());
  private readonly noticed = this.owned.add(new Emitter<Notice>());
  private last: ShellState;
  private current: Badges = {};

  /** Fires with every change of {@link badges}. */
  readonly onBadges: Event<Badges> = this.badgesChanged.event;
  /**
   * Something happened in a terminal that nobody looks at. What happened while we were not connected is in the badges
   * alone: it is too late to tell.
   */
  readonly onNotice: Event<Notice> = this.noticed.event;

  constructor(shell: Shell) {
    this.last = shell.state;
    this.owned.add(shell.onChange((state) => this.take(state)));
  }

  /** The terminals that want to be looked at. */
  get badges(): Badges {
    return this.current;
  }

  dispose(): void {
    this.owned.dispose();
  }

  private take(state: ShellState): void {
    const before = this.last;
    this.last = state;
    const notices = noticesBetween(before.terminals, state.terminals);
    const looked = lookedAt(state);
    const badges = updateBadges(this.current, notices, looked, (id) => state.terminals.terminals[id] !== undefined);
    if (badges !== this.current) {
      this.current = badges;
      this.badgesChanged.fire(badges);
    }
    if (!before.caughtUp) return;
    for (const notice of notices) if (!looked.has(notice.terminal.id)) this.noticed.fire(notice);
  }
}

/** The terminals that the user of some client looks at. */
function lookedAt({ presence }: ShellState): ReadonlySet<string> {
  return new Set(Object.values(presence.clients).flatMap(({ viewing }) => (viewing === null ? [] : [viewing])));
}
