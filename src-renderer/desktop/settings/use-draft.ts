import { useEffect, useState } from 'react';
import type { Entered } from './entered.ts';
import { type Setting, useSettingsWindow } from './use-settings-window.ts';

/** Who stops typing this long has typed it, ms. */
const PAUSE_MS = 700;

/** A setting while it is being typed: what stands in the field counts once it is meant and right. */
export interface Draft {
  readonly text: string;
  readonly error: string | undefined;
  change(text: string): void;
  /** A whole text at once, as from a list. */
  choose(text: string): void;
  /** The field is left, or Enter was pressed. */
  settle(): void;
  /** Back to the setting as it is; true when there was something to take back. */
  drop(): boolean;
}

export function useDraft<T extends string | number>(setting: Setting<T>, entered: (text: string) => Entered<T>): Draft {
  const { clock } = useSettingsWindow();
  // What is typed and not yet kept; a wrong text stays for its author to mend.
  const [draft, setDraft] = useState<string>();
  const [wrong, setWrong] = useState<string>();

  const take = (text: string): boolean => {
    const result = entered(text);
    setWrong(result.ok ? undefined : result.error);
    if (result.ok && result.value !== setting.value) setting.set(result.value);
    return result.ok;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts the pause anew
  useEffect(() => {
    if (draft === undefined) return;
    const waiting = clock.after(PAUSE_MS, () => void take(draft));
    return () => waiting.dispose();
  }, [draft]);

  return {
    text: draft ?? String(setting.value),
    error: wrong ?? setting.error,
    change: (text) => {
      setDraft(text);
      setWrong(undefined);
    },
    choose: (text) => setDraft(take(text) ? undefined : text),
    settle: () => {
      if (draft !== undefined && take(draft)) setDraft(undefined);
    },
    drop: () => {
      setDraft(undefined);
      setWrong(undefined);
      return draft !== undefined;
    },
  };
}
