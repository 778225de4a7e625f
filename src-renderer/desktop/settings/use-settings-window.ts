import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { invariant } from '../../../src-shared/base/invariant.ts';
import type { Settings, SettingsPatch } from '../../../src-shared/protocol/channels/settings/state.ts';
import { resolveTheme } from '../../ui/state/appearance.ts';
import type { SettingsWindow } from './settings-window.ts';

export const SettingsWindowContext = createContext<SettingsWindow | null>(null);

export function useSettingsWindow(): SettingsWindow {
  const window = useContext(SettingsWindowContext);
  invariant(window !== null, 'a part of the settings outside of their window');
  return window;
}

/** One setting as a row shows it. */
export interface Setting<T> {
  readonly value: T;
  /** Why the last change was not kept; gone with the next one. */
  readonly error: string | undefined;
  set(value: T): void;
}

export function useSetting<T>(read: (settings: Settings) => T, patch: (value: T) => SettingsPatch): Setting<T> {
  const { settings } = useSettingsWindow();
  const value = useStore(settings.values, read);
  const [error, setError] = useState<string>();
  return {
    value,
    error,
    set: (next) => {
      setError(undefined);
      settings.change(patch(next)).catch((thrown: Error) => setError(thrown.message));
    },
  };
}

/** An answer of the hub or the desktop app, as far as it has come. */
export type Asked<T> =
  | { readonly kind: 'asking' }
  | { readonly kind: 'answer'; readonly answer: T }
  | { readonly kind: 'refused'; readonly sentence: string };

/** Asks once there is a connection, again after each new one, and whenever `key` changes. The last answer stays meanwhile. */
export function useAsked<T>(ask: () => Promise<T>, key = ''): Asked<T> {
  const { session } = useSettingsWindow();
  const connection = useStore(session.connection, (state) => (state.kind === 'open' ? state.welcome.connection : ''));
  const [asked, setAsked] = useState<Asked<T>>({ kind: 'asking' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `ask` is another function with each drawing; `key` says when it asks something else
  useEffect(() => {
    if (connection === '') return;
    let current = true;
    ask().then(
      (answer) => current && setAsked({ kind: 'answer', answer }),
      (thrown: Error) => current && setAsked({ kind: 'refused', sentence: thrown.message }),
    );
    return () => {
      current = false;
    };
  }, [connection, key]);
  return asked;
}

/** The theme that is drawn now. */
export function useTheme(): 'light' | 'dark' {
  const { settings, system } = useSettingsWindow();
  const dark = useSyncExternalStore(
    (changed) => {
      system.addEventListener('change', changed);
      return () => system.removeEventListener('change', changed);
    },
    () => system.matches,
  );
  return useStore(settings.values, ({ appearance }) => resolveTheme(appearance.theme, dark));
}
