/** Pages of ours, as the worker sees them. */
export interface Pages {
  matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<readonly WindowClient[]>;
  openWindow(url: string): Promise<WindowClient | null>;
}

/** Brings a page that is open to `fragment`, the one in sight first; without one it opens another. */
export async function openPage(pages: Pages, scope: string, fragment: string): Promise<void> {
  const address = new URL(fragment, scope).href;
  const open = (await pages.matchAll({ type: 'window', includeUncontrolled: true })).filter(({ url }) =>
    url.startsWith(scope),
  );
  const page = open.find(({ url }) => url === address) ?? open.find(({ focused }) => focused) ?? open[0];
  if (page === undefined) {
    await pages.openWindow(address);
    return;
  }
  // The page follows the message at once, without loading anew: what was typed and not sent stays.
  page.postMessage({ kind: 'open', fragment });
  await page.focus().catch(() => {
    // A browser that lets no worker raise a window: the page is where it should be when its user comes to it.
  });
}
