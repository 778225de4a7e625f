import { type PushMessage, pushMessageSchema } from '../../../../src-shared/protocol/channels/push/message.ts';

/** What the worker needs of its registration to show and take away. */
export type Notifier = Pick<ServiceWorkerRegistration, 'showNotification' | 'getNotifications'>;

/** What is shown of a message that cannot be read: browsers want every push to show something. */
export const UNREADABLE: PushMessage = {
  title: 'News from your terminals',
  body: 'Open Homeport to see what happened.',
  tag: 'unreadable',
  terminal: null,
};

/** The push service has ended the subscription, and only the page can tell the hub of another. */
export const LAPSED: PushMessage = {
  title: 'Open Homeport once',
  body: 'The browser has changed where notifications go. Homeport tells your computer when it is opened.',
  tag: 'lapsed',
  terminal: null,
};

/** The message as its sender wrote it, or one that says only that there was one. */
export function readMessage(text: string | undefined): PushMessage {
  try {
    return pushMessageSchema.parse(JSON.parse(text ?? ''));
  } catch {
    // Of a newer hub, or not of ours.
    return UNREADABLE;
  }
}

/** A message that withdraws replaces what was shown, without a sound, and takes it away: no push may show nothing. */
export async function show(notifier: Notifier, message: PushMessage): Promise<void> {
  const { tag, title, body, terminal } = message;
  if (message.withdraw === true) {
    await notifier.showNotification('Homeport', { tag, silent: true, body: 'Seen to.' });
    for (const each of await notifier.getNotifications({ tag })) each.close();
    return;
  }
  const data = terminal === null ? {} : { terminal };
  // Whoever has not looked at the last one is told again that there is another.
  const again = { renotify: true } as NotificationOptions;
  const look = { icon: './icon-192.png', badge: './badge-96.png' };
  await notifier.showNotification(title, { body, tag, data, ...again, ...look });
}

/** Where a tap on a notification leads, below the page's folder. */
export function leadsTo(data: unknown): string {
  const { terminal } = (data ?? {}) as { readonly terminal?: unknown };
  return typeof terminal === 'string' ? `#t/${terminal}` : '';
}
