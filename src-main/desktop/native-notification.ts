import { Notification } from 'electron';
import { toDisposable } from '../../src-shared/base/disposable.ts';
import type { ShowNotification } from './notifications.ts';

/** A notification of the system's own. */
export const nativeNotification: ShowNotification = ({ title, body }, on) => {
  if (!Notification.isSupported()) throw new Error('this system shows no notifications');
  const notification = new Notification({ title, body });
  notification.on('click', on.click);
  notification.on('close', on.closed);
  notification.on('failed', (_event, error) => on.failed(error));
  notification.show();
  return toDisposable(() => notification.close());
};
