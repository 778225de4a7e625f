import { type ReactNode, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { useHabits, useInfo, useScreen } from './use-screen.ts';

/** Long enough to be felt, ms. */
const SHAKE_MS = 30;

/** Flashes the screen's border once for each bell, and shakes the phone where it can and may. */
export function BellRing(): ReactNode {
  const { settings } = useScreen().options;
  const bells = useInfo()?.bells;
  const vibrate = useHabits((habits) => habits.vibrate);
  const wanted = useStore(settings, ({ notifications }) => notifications.bell);
  const first = useRef(bells);
  // What rang before the screen was opened is told in the list.
  first.current ??= bells;
  const rang = bells !== undefined && bells !== first.current;
  useEffect(() => {
    if (rang && bells !== undefined && vibrate && wanted && document.visibilityState === 'visible')
      navigator.vibrate?.(SHAKE_MS);
  }, [bells, rang, vibrate, wanted]);
  if (!rang) return null;
  return <div key={bells} className="ring-bell pointer-events-none absolute inset-0" aria-hidden />;
}
