import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Settings, ThemeChoice } from '../../../src-shared/protocol/channels/settings/state.ts';
import { resolveTheme } from '../../ui/state/appearance.ts';

/** Read by `public/first-look.js` before anything is drawn. */
const KEPT = 'homeport.phone.theme';
const CHOICES: readonly ThemeChoice[] = ['system', 'light', 'dark'];

/** The theme of this phone, whatever that of the computer is: the one lies in the sun, the other stands in a room. */
export function phoneTheme(storage: Pick<Storage, 'getItem' | 'setItem'>): StoreApi<ThemeChoice> {
  const kept = CHOICES.find((choice) => choice === storage.getItem(KEPT));
  const store = createStore<ThemeChoice>(() => kept ?? 'system');
  store.subscribe((theme) => {
    try {
      storage.setItem(KEPT, theme);
    } catch {
      // Storage full or forbidden: the next start has the theme of before.
    }
  });
  return store;
}

/** The hub's settings with this phone's theme in them. Ends with what it is made of. */
export function withTheme(settings: StoreApi<Settings>, theme: StoreApi<ThemeChoice>): StoreApi<Settings> {
  const read = (): Settings => {
    const values = settings.getState();
    return { ...values, appearance: { ...values.appearance, theme: theme.getState() } };
  };
  const store = createStore<Settings>(read);
  settings.subscribe(() => store.setState(read(), true));
  theme.subscribe(() => store.setState(read(), true));
  return store;
}

/** Draws the page, and the browser's bars around it, in this phone's theme from now on. */
export function followPhoneTheme(theme: StoreApi<ThemeChoice>, system: MediaQueryList): void {
  const draw = (): void => {
    const root = document.documentElement;
    root.dataset['theme'] = resolveTheme(theme.getState(), system.matches);
    const color = getComputedStyle(root).getPropertyValue('--chrome').trim();
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', color);
  };
  theme.subscribe(draw);
  system.addEventListener('change', draw);
  draw();
}
