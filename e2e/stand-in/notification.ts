import type { Notification as ElectronNotification, NotificationConstructorOptions } from 'electron';
import { runtime } from './runtime.ts';
import { StrictEmitter } from './strict.ts';

type Covered = Pick<ElectronNotification, 'show' | 'close' | 'title' | 'body' | 'silent' | 'subtitle' | 'urgency'>;

/** `Notification`: specs emit what a person would do with it, `click` for example. */
export class Notification extends StrictEmitter implements Covered {
  title: string;
  subtitle: string;
  body: string;
  silent: boolean;
  urgency: 'normal' | 'critical' | 'low';
  timeoutType: 'default' | 'never';
  actions: NonNullable<NotificationConstructorOptions['actions']>;
  private _shown = false;

  constructor(options: NotificationConstructorOptions = {}) {
    super('Notification', ['show', 'click', 'close', 'reply', 'action', 'failed']);
    this.title = options.title ?? '';
    this.subtitle = options.subtitle ?? '';
    this.body = options.body ?? '';
    this.silent = options.silent ?? false;
    this.urgency = options.urgency ?? 'normal';
    this.timeoutType = options.timeoutType ?? 'default';
    this.actions = options.actions ?? [];
  }

  show(): void {
    const { calls, notifications } = runtime().records;
    calls.push({ what: 'Notification.show', with: { title: this.title, body: this.body } });
    notifications.add(this);
    this._shown = true;
    setImmediate(() => this.emit('show', {}));
  }

  close(): void {
    if (!this._shown) return;
    this._shown = false;
    runtime().records.notifications.delete(this);
    setImmediate(() => this.emit('close', {}));
  }

  static isSupported(): boolean {
    return true;
  }
}
