import { ChevronRight, Plus } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { labelOf, phaseWord, plainLine } from '../../../src-shared/labels/terminal-label.ts';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import type { TrustLevel } from '../../../src-shared/protocol/trust.ts';
import type { HubSession } from '../../ui/state/hub-session.ts';
import { TouchButton } from '../terminal/parts/touch-button.tsx';
import type { KeptHub } from './kept-hub.ts';
import { lastHeardWords } from './last-heard.ts';
import { Thumbnail } from './thumbnail.tsx';

export interface TerminalListProps {
  readonly session: HubSession;
  readonly kept: KeptHub;
  readonly clock: Clock;
  readonly onOpen: (terminal: string) => void;
  readonly onForget: () => void;
}

/** Every terminal of the hub as a card, those where something runs first. */
export function TerminalList({ session, kept, clock, onOpen, onForget }: TerminalListProps): ReactNode {
  const connection = useStore(session.connection);
  const { state, condition } = useStore(session.terminals);
  const all = Object.values(state.terminals).sort(byActivity);
  const rights = connection.kind === 'open' ? connection.welcome.device.rights : [];
  const level = connection.kind === 'open' ? connection.welcome.device.level : undefined;
  const [error, setError] = useState<string>();
  const start = (): void => {
    setError(undefined);
    session.client.request('terminal.session.start', {}).then(
      ({ id }) => onOpen(id),
      (thrown: Error) => setError(thrown.message),
    );
  };
  if (connection.kind === 'refused')
    return <Removed sentence={connection.error.message} hub={kept.hub.name} onForget={onForget} />;
  return (
    <main className="mx-auto flex min-h-full max-w-2xl flex-col px-4 pt-[max(1rem,env(safe-area-inset-top))] pb-[max(2rem,env(safe-area-inset-bottom))]">
      <header className="flex items-center justify-between gap-3 pb-3">
        <h1 className="truncate font-semibold text-[20px] tracking-tight">{kept.hub.name}</h1>
        {rights.includes('type') && (
          <TouchButton look="icon" aria-label="New terminal" onClick={start}>
            <Plus className="size-6" aria-hidden />
          </TouchButton>
        )}
      </header>
      <StandingLine session={session} clock={clock} level={level} />
      {error !== undefined && (
        <p role="alert" className="mb-3 rounded-lg bg-warn-wash px-4 py-3 text-[14px]">
          {error}
        </p>
      )}
      <ul className="flex flex-col gap-3" aria-label="Terminals">
        {all.map((info) => (
          <li key={info.id}>
            <Card info={info} session={session} clock={clock} onOpen={() => onOpen(info.id)} />
          </li>
        ))}
      </ul>
      {all.length === 0 && condition === 'current' && (
        <p className="py-10 text-center text-[15px] text-muted">Nothing runs on {kept.hub.name} just now.</p>
      )}
      <footer className="mt-auto pt-8">
        <TouchButton look="quiet" className="w-full text-[14px]" onClick={onForget}>
          Forget this computer
        </TouchButton>
      </footer>
    </main>
  );
}

function Card(props: {
  readonly info: TerminalInfo;
  readonly session: HubSession;
  readonly clock: Clock;
  readonly onOpen: () => void;
}): ReactNode {
  const { info, session, clock, onOpen } = props;
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex w-full touch-manipulation flex-col overflow-hidden rounded-xl border border-line bg-raised text-left active:bg-hover"
    >
      <Thumbnail session={session} info={info} clock={clock} />
      <span className="flex min-h-14 w-full items-center gap-3 px-4 py-2.5">
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium text-[15px]">{labelOf(info)}</span>
          <span className="block truncate text-[13px] text-muted">{activityOf(info)}</span>
        </span>
        {info.bells > 0 && (
          <span role="img" className="size-2.5 shrink-0 rounded-full bg-accent-solid" aria-label="The bell rang" />
        )}
        <ChevronRight className="size-5 shrink-0 text-faint" aria-hidden />
      </span>
    </button>
  );
}

function activityOf(info: TerminalInfo): string {
  if (info.phase.kind !== 'running') return phaseWord(info.phase);
  const driver = info.driver === null ? '' : ` · ${plainLine(info.driver.name)} drives`;
  if (info.run.kind === 'running') return `${plainLine(info.run.line) || 'Running'}${driver}`;
  return `${info.run.kind === 'prompt' ? 'Waits for a command' : 'Running'}${driver}`;
}

function byActivity(one: TerminalInfo, other: TerminalInfo): number {
  const rank = ({ phase, run }: TerminalInfo): number =>
    phase.kind !== 'running' ? 2 : run.kind === 'running' ? 0 : 1;
  return rank(one) - rank(other) || other.startedAt - one.startedAt;
}

const LEVEL_WORDS: Readonly<Record<TrustLevel, string>> = {
  local: 'On this computer',
  L0: 'Protected from eavesdroppers, not from someone who controls this Wi-Fi',
  L1: 'Protected by this install’s own certificate',
  L2: 'Protected by Tailscale',
};

/** How we stand with the hub, in words: the level while there is a line, what was heard last while there is none. */
function StandingLine(props: {
  readonly session: HubSession;
  readonly clock: Clock;
  readonly level: TrustLevel | undefined;
}): ReactNode {
  const { session, clock, level } = props;
  const connection = useStore(session.connection);
  const [, tick] = useState(0);
  useEffect(() => {
    const ticking = clock.every(1_000, () => tick((n) => n + 1));
    return () => ticking.dispose();
  }, [clock]);
  const words =
    connection.kind === 'open'
      ? level === undefined
        ? ''
        : LEVEL_WORDS[level]
      : lastHeardWords(session.client.lastHeard, clock.monotonic());
  return (
    <p
      role="status"
      className={
        connection.kind === 'open'
          ? 'pb-4 text-[13px] text-muted'
          : 'mb-4 rounded-lg bg-warn-wash px-4 py-2.5 text-[14px]'
      }
    >
      {words}
    </p>
  );
}

function Removed(props: { readonly sentence: string; readonly hub: string; readonly onForget: () => void }): ReactNode {
  return (
    <main className="mx-auto flex min-h-full max-w-md flex-col justify-center gap-5 px-6 py-10 text-[15px] leading-relaxed">
      <h1 className="font-semibold text-[22px] tracking-tight">{props.hub} does not let this phone in</h1>
      <p>It may have been removed there, or its time is over. Pair it anew to come back.</p>
      <p className="text-[13px] text-muted">{props.sentence}</p>
      <TouchButton look="primary" onClick={props.onForget}>
        Pair anew
      </TouchButton>
    </main>
  );
}
