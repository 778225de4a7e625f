import { LAPSED, leadsTo, readMessage, show } from './notices.ts';
import { openPage } from './open-page.ts';
import { resubscribe } from './resubscribe.ts';
import { ShellCache, type ShellList } from './shell-cache.ts';

declare const self: ServiceWorkerGlobalScope;
/** Put in by the build. */
declare const __HOMEPORT_SHELL__: ShellList;

const shell = new ShellCache(caches, __HOMEPORT_SHELL__, self.registration.scope);

self.addEventListener('install', (event) => {
  event.waitUntil(shell.fill());
});

self.addEventListener('activate', (event) => {
  // The first worker of all takes the page that is open, so that it opens without a network from then on.
  event.waitUntil(shell.sweep().then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  // A page says so at its start, when nothing is lost by it: see `Shell`.
  if (event.data === 'take') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const answer = shell.answer(event.request, (request) => fetch(request));
  if (answer !== undefined) event.respondWith(answer);
});

self.addEventListener('push', (event) => {
  event.waitUntil(show(self.registration, readMessage(event.data?.text())).then(count));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const fragment = leadsTo(event.notification.data);
  event.waitUntil(Promise.all([openPage(self.clients, self.registration.scope, fragment), count()]));
});

self.addEventListener('notificationclose', (event) => {
  event.waitUntil(count());
});

self.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(resubscribe(self.registration, event).then(() => show(self.registration, LAPSED)));
});

/** The number on the app's icon is that of the notifications which nobody has seen to. */
async function count(): Promise<void> {
  // Not in every browser, and not in every worker of those that have it.
  const { setAppBadge } = self.navigator as Partial<Pick<WorkerNavigator, 'setAppBadge'>>;
  if (setAppBadge === undefined) return;
  const shown = await self.registration.getNotifications();
  await setAppBadge.call(self.navigator, shown.length).catch(() => {
    // Only for pages that are installed: the others have no icon.
  });
}
