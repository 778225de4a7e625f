import type { Notice } from '../../../../src-shared/attention/attention.ts';
import type { Clock } from '../../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../../../src-shared/base/disposable.ts';
import type { PushMessage } from '../../../../src-shared/protocol/channels/push/message.ts';
import type { News } from './news.ts';
import { noticeMessage, withdrawal } from './payload.ts';

/** Somebody who has not looked by then was not told, or has forgotten. Once; more would be nagging. */
export const REMIND_AFTER_MS = 5 * 60 * 1000;

/** Those who may be told. */
export interface Audience {
  /** Devices that want to hear of this now and may see the terminal. */
  wanting(notice: Notice): ReadonlyArray<string>;
  put(device: string, message: PushMessage): void;
  withdraw(device: string, message: PushMessage): void;
}

/** A notice that nobody has seen to yet. */
interface Open {
  readonly notice: Notice;
  /** Devices and what each was told. */
  readonly told: Map<string, PushMessage>;
  readonly reminder: Disposable;
}

/** Tells devices of what happens in terminals, reminds them once, and takes it back when somebody has seen to it. */
export class Telling implements Disposable {
  private readonly news: News;
  private readonly audience: Audience;
  private readonly clock: Clock;
  private readonly owned = new DisposableStore();
  private readonly open = new Map<string, Open>();

  constructor(news: News, audience: Audience, clock: Clock) {
    this.news = news;
    this.audience = audience;
    this.clock = clock;
    this.owned.add(news.onNotice((notice) => this.tell(notice)));
    this.owned.add(news.onHandled((terminal) => this.takeBack(terminal)));
    this.owned.add(
      toDisposable(() => {
        for (const { reminder } of this.open.values()) reminder.dispose();
      }),
    );
  }

  /** A device that is gone is told nothing, not even that there is nothing. */
  forget(device: string): void {
    for (const { told } of this.open.values()) told.delete(device);
  }

  dispose(): void {
    this.owned.dispose();
  }

  private tell(notice: Notice): void {
    const { id } = notice.terminal;
    const before = this.open.get(id);
    // A bell that goes on ringing says nothing new, and must not drown what is more.
    if (before !== undefined && notice.badge.kind === 'bell') return;
    before?.reminder.dispose();
    const told = new Map(before?.told);
    this.send(notice, false, told, this.audience.wanting(notice));
    if (told.size === 0) {
      this.open.delete(id);
      return;
    }
    const reminder = this.clock.after(REMIND_AFTER_MS, () => this.remind(notice, told));
    this.open.set(id, { notice, told, reminder });
  }

  private remind(notice: Notice, told: Map<string, PushMessage>): void {
    const wanting = this.audience.wanting(notice).filter((device) => told.has(device));
    this.send(notice, true, told, wanting);
  }

  private send(
    notice: Notice,
    isReminder: boolean,
    told: Map<string, PushMessage>,
    devices: ReadonlyArray<string>,
  ): void {
    const message = noticeMessage(notice, isReminder);
    for (const device of devices) {
      if (this.news.isShownOn(device, notice.terminal.id)) continue;
      told.set(device, message);
      this.audience.put(device, message);
    }
  }

  private takeBack(terminal: string): void {
    const open = this.open.get(terminal);
    if (open === undefined) return;
    this.open.delete(terminal);
    open.reminder.dispose();
    for (const [device, message] of open.told) this.audience.withdraw(device, withdrawal(message));
  }
}
