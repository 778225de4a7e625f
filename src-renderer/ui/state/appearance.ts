import type { StoreApi } from 'zustand/vanilla';
import { type Disposable, DisposableStore, toDisposable } from '../../../src-shared/base/disposable.ts';
import { FONT_SIZES, type Settings, type ThemeChoice } from '../../../src-shared/protocol/channels/settings/state.ts';

/** The next font size in a direction; 0 is back to the usual one. */
export function stepFontSize(size: number, by: -1 | 0 | 1): number {
  if (by === 0) return FONT_SIZES.usual;
  return Math.max(FONT_SIZES.least, Math.min(FONT_SIZES.most, size + by));
}

/** Which of the two themes a choice means now. */
export function resolveTheme(choice: ThemeChoice, systemDark: boolean): 'light' | 'dark' {
  return choice === 'system' ? (systemDark ? 'dark' : 'light') : choice;
}

/** Whether the system is dark now, and word when that changes. */
export function systemTheme(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: dark)');
}

/** Draws the document in the theme that is set, from now on. `public/first-theme.js` has done so for the first paint. */
export function followTheme(values: StoreApi<Settings>, system: MediaQueryList): Disposable {
  const owned = new DisposableStore();
  const apply = (): void => {
    document.documentElement.dataset['theme'] = resolveTheme(values.getState().appearance.theme, system.matches);
  };
  owned.add(toDisposable(values.subscribe(apply)));
  system.addEventListener('change', apply);
  owned.add(toDisposable(() => system.removeEventListener('change', apply)));
  apply();
  return owned;
}
