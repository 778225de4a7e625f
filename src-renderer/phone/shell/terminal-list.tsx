import { Plus, Settings } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { LastSeen } from '../offline/offline-list.tsx';
import { ListNotices } from '../pwa/list-notices.tsx';
import { TouchButton } from '../terminal/parts/touch-button.tsx';
import { TerminalSheet } from './later.ts';
import { Later } from './later-part.tsx';
import type { ListMemory } from './list-memory.ts';
import type { PhoneSession } from './phone-session.ts';
import type { Place } from './place.ts';
import { Notice, Screen } from './screen.tsx';
import { StandingLine } from './standing-line.tsx';
import { TerminalCard } from './terminal-card.tsx';
import { activityOf, byActivity } from './terminal-marks.ts';
import { inWords } from './why.ts';
import { rightsOn } from './words.ts';

/** How long something runs is told in seconds at first; nobody watches them pass here. */
const TOLD_EVERY_MS = 5_000;

export interface TerminalListProps {
  readonly session: PhoneSession;
  readonly clock: Clock;
  readonly memory: ListMemory;
  readonly go: (place: Place) => void;
}

/** Every terminal of the hub as a card, those where something runs first. */
export function TerminalList({ session, clock, memory, go }: TerminalListProps): ReactNode {
  const { hub } = session;
  const name = useStore(session.kept, (kept) => kept.hub.name);
  const connection = useStore(hub.connection);
  const { state, condition } = useStore(hub.terminals);
  const now = useHubTime(session, clock);
  const [more, setMore] = useState<string>();
  const [error, setError] = useState<string>();
  const scroller = useScrollMemory(memory);
  const welcome = connection.kind === 'open' ? connection.welcome : undefined;
  const all = useMemo(() => Object.values(state.terminals).sort(byActivity), [state]);
  const { bells } = memory;
  useEffect(() => {
    if (condition === 'current') bells.meet(state.terminals);
  }, [bells, state, condition]);
  const open = useCallback((id: string) => go({ kind: 'terminal', id }), [go]);
  const start = (): void => {
    setError(undefined);
    hub.client.request('terminal.session.start', {}).then(
      ({ id }) => open(id),
      (thrown) => setError(inWords(thrown)),
    );
  };
  const mayStart = welcome?.device.rights.includes('type') === true;
  const chosen = more === undefined ? undefined : state.terminals[more];
  return (
    <Screen
      title={name}
      scroller={scroller}
      end={
        <>
          {mayStart && (
            <TouchButton look="icon" aria-label="New terminal" onClick={start}>
              <Plus className="size-6" aria-hidden />
            </TouchButton>
          )}
          <TouchButton look="icon" className="-mr-2.5" aria-label="Settings" onClick={() => go({ kind: 'settings' })}>
            <Settings className="size-5.5" aria-hidden />
          </TouchButton>
        </>
      }
    >
      <StandingLine session={session} clock={clock} onBetter={() => go({ kind: 'better' })} />
      <ListNotices session={hub} clock={clock} onOpen={open} />
      {error !== undefined && <Notice alert>{error}</Notice>}
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,19rem),1fr))] gap-3" aria-label="Terminals">
        {all.map((info) => (
          <li key={info.id} className="[contain-intrinsic-height:auto_10.4rem] [content-visibility:auto]">
            <TerminalCard
              info={info}
              activity={activityOf(info, now)}
              rings={bells.rings(info)}
              session={hub}
              clock={clock}
              seen={memory.seen}
              onOpen={open}
              onMore={setMore}
            />
          </li>
        ))}
      </ul>
      {all.length === 0 &&
        (condition === 'current' ? (
          <Nothing name={name} {...(mayStart ? { start } : {})} />
        ) : (
          <LastSeen clock={clock} onOpen={open}>
            <Soon />
          </LastSeen>
        ))}
      {chosen !== undefined && (
        <Later onBack={() => setMore(undefined)}>
          <TerminalSheet
            session={hub}
            info={chosen}
            mayType={welcome !== undefined && rightsOn(welcome, chosen.id).includes('type')}
            onOpen={(id) => {
              setMore(undefined);
              open(id);
            }}
            onClose={() => setMore(undefined)}
          />
        </Later>
      )}
    </Screen>
  );
}

function Nothing({ name, start }: { readonly name: string; readonly start?: () => void }): ReactNode {
  return (
    <div className="flex flex-col items-center gap-4 py-16 text-center text-[15px] text-muted">
      <p>Nothing runs on {name} just now.</p>
      {start !== undefined && (
        <TouchButton look="primary" onClick={start}>
          <Plus className="size-5" aria-hidden />
          New terminal
        </TouchButton>
      )}
    </div>
  );
}

/** Where the cards will be, until the hub has said which there are. */
function Soon(): ReactNode {
  return (
    <div aria-hidden className="flex flex-col gap-3">
      {[0, 1].map((at) => (
        <div key={at} className="h-[10.4rem] rounded-xl border border-line bg-raised opacity-50" />
      ))}
    </div>
  );
}

/** The hub's wall clock, ms, told anew now and then: a phone's own may be wrong. */
function useHubTime(session: PhoneSession, clock: Clock): number {
  const connection = useStore(session.hub.connection);
  const ahead = useRef(0);
  const welcome = connection.kind === 'open' ? connection.welcome : undefined;
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    if (welcome !== undefined) ahead.current = welcome.now - clock.now();
    const tell = (): void => setNow(clock.now() + ahead.current);
    tell();
    const telling = clock.every(TOLD_EVERY_MS, tell);
    return () => telling.dispose();
  }, [clock, welcome]);
  return now;
}

/** Whoever comes back from a terminal finds the list where they left it. */
function useScrollMemory(memory: ListMemory): (element: HTMLDivElement | null) => void {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const scroller = element.current;
    if (scroller === null) return;
    scroller.scrollTop = memory.scrolled;
    return () => {
      memory.scrolled = scroller.scrollTop;
    };
  }, [memory]);
  return useCallback((next: HTMLDivElement | null) => {
    if (next !== null) element.current = next;
  }, []);
}
