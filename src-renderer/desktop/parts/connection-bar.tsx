import { CloudOff, LoaderCircle } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { ConnectionState } from '../../../src-shared/client/connection-state.ts';
import { shortDuration } from '../../../src-shared/labels/terminal-label.ts';
import { Button } from '../../ui/kit/button.tsx';
import { useAppWindow, useConnection, useSecondsSince } from './use-app-window.ts';

/** A break shorter than this many ms is over before anyone could read about it. */
const GRACE_MS = 700;

/** The truth about the connection, as soon as it is not simply there. */
export function ConnectionBar(): ReactNode {
  const { clock } = useAppWindow();
  const state = useConnection();
  const away = state.kind !== 'open';
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
  return away && late ? <AwayBar state={state} /> : null;
}

function AwayBar({ state }: { readonly state: ConnectionState }): ReactNode {
  const { clock, session } = useAppWindow();
  const lastHeard = 'lastHeard' in state ? state.lastHeard : null;
  const seconds = useSecondsSince(clock, lastHeard);
  const heard = seconds === undefined ? 'not heard from it yet' : `last heard ${shortDuration(seconds * 1000)} ago`;
  return (
    <div className="absolute inset-x-0 top-2 z-20 mx-auto flex w-fit max-w-[calc(100%-1rem)] items-center gap-2.5 rounded-lg border border-line-strong bg-warn-wash py-1.5 pr-1.5 pl-3 text-[12.5px] shadow-pop">
      {state.kind === 'connecting' ? (
        <LoaderCircle className="size-4 shrink-0 text-warn motion-safe:animate-spin" aria-hidden />
      ) : (
        <CloudOff className="size-4 shrink-0 text-warn" aria-hidden />
      )}
      <span className="min-w-0 py-0.5 pr-1.5">
        <span role="status">{lastHeard === null ? 'Connecting to the hub' : 'Reconnecting to the hub'}</span>
        <span className="tabular-nums">, {heard}.</span>
        <span className="text-muted"> Terminals go on without us; what you see may be old.</span>
      </span>
      {state.kind === 'waiting' && <Button onClick={() => session.client.wake()}>Try now</Button>}
    </div>
  );
}
