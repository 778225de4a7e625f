import { type Disposable, toDisposable } from '../../../src-shared/base/disposable.ts';

/** Everything by which a browser says that a phone was taken out of a pocket, or has a network again. */
export function onWake(page: Window, wake: () => void): Disposable {
  const { document } = page;
  const look = (): void => {
    if (document.visibilityState === 'visible') wake();
  };
  const names = ['online', 'pageshow', 'focus'] as const;
  for (const name of names) page.addEventListener(name, look);
  for (const name of ['visibilitychange', 'resume']) document.addEventListener(name, look);
  // Browsers that know it say so also when one network follows another without a gap.
  const network = (page.navigator as { readonly connection?: EventTarget }).connection;
  network?.addEventListener('change', look);
  return toDisposable(() => {
    for (const name of names) page.removeEventListener(name, look);
    for (const name of ['visibilitychange', 'resume']) document.removeEventListener(name, look);
    network?.removeEventListener('change', look);
  });
}
