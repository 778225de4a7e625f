import { CloudOff } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../ui/kit/button.tsx';
import { useSettingsWindow } from './use-settings-window.ts';

/** A break shorter than this many ms is over before anyone could read about it. */
const GRACE_MS = 700;

/** Says that nothing can be kept while there is no connection. */
export function AwayBar(): ReactNode {
  const { session, clock } = useSettingsWindow();
  const { kind } = useStore(session.connection);
  const away = kind !== 'open';
  // Only whether the grace is over; what the connection is stays in its store.
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!away) return;
    const waiting = clock.after(GRACE_MS, () => setLate(true));
    return () => {
      waiting.dispose();
      setLate(false);
    };
  }, [away, clock]);
  if (!away || !late) return null;
  return (
    <div className="absolute inset-x-0 top-2 z-20 mx-auto flex w-fit max-w-[calc(100%-1rem)] items-center gap-2.5 rounded-lg border border-line-strong bg-warn-wash py-1.5 pr-1.5 pl-3 text-[12.5px] shadow-pop">
      <CloudOff className="size-4 shrink-0 text-warn" aria-hidden />
      <span className="min-w-0 py-0.5 pr-1.5" role="status">
        No connection to the hub. Changes cannot be kept until it is back.
      </span>
      {kind === 'waiting' && <Button onClick={() => session.client.wake()}>Try now</Button>}
    </div>
  );
}
