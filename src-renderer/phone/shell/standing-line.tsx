import { ShieldPlus, WifiOff } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { TouchButton } from '../terminal/parts/touch-button.tsx';
import { betterWays } from './better.ts';
import type { PhoneSession } from './phone-session.ts';
import { Notice } from './screen.tsx';
import { LEVEL_WORDS, lastHeardWords, lessHere, lineWords } from './words.ts';

export interface StandingLineProps {
  readonly session: PhoneSession;
  readonly clock: Clock;
  readonly onBetter: () => void;
}

/** How we stand with the hub, in words: the level while there is a line, what was heard last while there is none. */
export function StandingLine({ session, clock, onBetter }: StandingLineProps): ReactNode {
  const connection = useStore(session.hub.connection);
  return connection.kind === 'open' ? (
    <LevelLine session={session} onBetter={onBetter} />
  ) : (
    <AwayLine session={session} clock={clock} />
  );
}

function LevelLine({ session, onBetter }: Omit<StandingLineProps, 'clock'>): ReactNode {
  const connection = useStore(session.hub.connection);
  const entrances = useStore(session.network, ({ state }) => state.entrances);
  if (connection.kind !== 'open') return null;
  const { level } = connection.welcome.device;
  const less = lessHere(connection.welcome);
  return (
    <>
      <p role="status" className="pb-2 text-[13px] text-muted">
        {level !== undefined && LEVEL_WORDS[level]}
      </p>
      {less !== undefined && <Notice>{less}</Notice>}
      {betterWays(level, entrances).length > 0 && (
        <TouchButton look="quiet" className="-ml-3 mb-1 px-3 text-[14px]" onClick={onBetter}>
          <ShieldPlus className="size-4.5" aria-hidden />
          Make this connection better
        </TouchButton>
      )}
    </>
  );
}

function AwayLine({ session, clock }: Omit<StandingLineProps, 'onBetter'>): ReactNode {
  const connection = useStore(session.hub.connection);
  const [now, setNow] = useState(() => clock.monotonic());
  useEffect(() => {
    const ticking = clock.every(1_000, () => setNow(clock.monotonic()));
    return () => ticking.dispose();
  }, [clock]);
  const reason = connection.kind === 'waiting' && navigator.onLine ? connection.reason : '';
  return (
    <div
      role="status"
      className="mb-3 flex min-h-12 items-center gap-3 rounded-xl bg-warn-wash py-1 pr-1 pl-4 text-[14px] leading-snug"
    >
      <WifiOff className="size-4.5 shrink-0 text-warn" aria-hidden />
      <span className="min-w-0 flex-1 py-1.5">
        {navigator.onLine ? lineWords(connection) : 'This phone has no network.'}{' '}
        {lastHeardWords(session.hub.client.lastHeard, now)}
        {reason !== '' && reason !== LOST && <span className="block text-muted">{reason}</span>}
      </span>
      <TouchButton look="quiet" className="px-3" onClick={() => session.wake()}>
        Try now
      </TouchButton>
    </div>
  );
}

/** What the client says when it knows nothing more; the line says so already. */
const LOST = 'The connection to the hub was lost.';
