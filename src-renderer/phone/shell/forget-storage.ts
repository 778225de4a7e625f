/** Of the phone and its user, not of a hub: the theme. */
const STAYS: ReadonlySet<string> = new Set(['homeport.phone.theme']);

/** Throws away what this page has kept of a hub in the browser's plain storage: settings, bells, key bar and snippets. */
export function forgetStorage(storage: Storage): void {
  const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '');
  for (const key of keys) if (key.startsWith('homeport.') && !STAYS.has(key)) storage.removeItem(key);
}
