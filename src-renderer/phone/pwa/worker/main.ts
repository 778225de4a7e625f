import { type PushMessage, pushMessageSchema } from '../../../../src-shared/protocol/channels/push/message.ts';
import { answerFor, isOurs } from './shell-files.ts';

declare const self: ServiceWorkerGlobalScope;
/** The files that make the page, and a name for exactly these; put in by the build. */
declare const __HOMEPORT_SHELL__: { readonly version: string; readonly files: readonly string[] };

const CACHE = `homeport-${__HOMEPORT_SHELL__.version}`;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([...__HOMEPORT_SHELL__.files])));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)))),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (!isOurs(request.method, request.url, self.registration.scope)) return;
  event.respondWith(
    caches.open(CACHE).then(async (cache) => {
      const kept = await cache.match(answerFor(request.url, self.registration.scope));
      return kept ?? fetch(request);
    }),
  );
});

self.addEventListener('push', (event) => {
  const message = read(event.data);
  if (message !== undefined) event.waitUntil(show(message));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { terminal } = (event.notification.data ?? {}) as { readonly terminal?: string };
  event.waitUntil(open(terminal === undefined ? '' : `#t/${terminal}`));
});

function read(data: PushMessageData | null): PushMessage | undefined {
  try {
    return pushMessageSchema.parse(data?.json());
  } catch {
    // Not of our hub, or of a newer one: there is nothing to show.
    return undefined;
  }
}

/** Browsers want every push to show something: one that withdraws replaces what was shown, silently, and takes it away. */
async function show(message: PushMessage): Promise<void> {
  const { tag } = message;
  if (message.withdraw === true) {
    await self.registration.showNotification('Homeport', { tag, silent: true, body: 'Seen to.' });
    for (const each of await self.registration.getNotifications({ tag })) each.close();
    return;
  }
  const data = message.terminal === null ? {} : { terminal: message.terminal };
  const look = { icon: './icon-192.png', badge: './badge-96.png' };
  await self.registration.showNotification(message.title, { body: message.body, tag, data, ...look });
}

/** A page that is open is brought to the terminal; else one is opened. */
async function open(fragment: string): Promise<void> {
  const address = new URL(fragment, self.registration.scope).href;
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find(({ url }) => url.startsWith(self.registration.scope));
  if (page === undefined) await self.clients.openWindow(address);
  else await (await page.focus()).navigate(address);
}
