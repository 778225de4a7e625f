/** Lets the browser keep the page, so that it opens without a network. Only where it came by https. */
export function keepShell(navigator: Pick<Navigator, 'serviceWorker'>): void {
  // Pages that came over plain http have no workers.
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  // A browser that refuses (private windows) shows the page all the same.
  workers?.register('./sw.js').catch(() => {});
}
