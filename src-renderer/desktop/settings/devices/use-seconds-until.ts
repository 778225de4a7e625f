import { useEffect, useState } from 'react';
import { useSettingsWindow } from '../use-settings-window.ts';

/** Whole seconds until a time of the wall clock, counted down. */
export function useSecondsUntil(at: number): number {
  const { clock } = useSettingsWindow();
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    const ticking = clock.every(1000, () => setNow(clock.now()));
    return () => ticking.dispose();
  }, [clock]);
  return Math.max(0, Math.ceil((at - now) / 1000));
}
