import { ChevronRight, Hourglass } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { labelOf } from '../../../src-shared/labels/terminal-label.ts';
import type { HubSession } from '../../ui/state/hub-session.ts';
import { asItWas } from './as-it-was.ts';
import type { KeptScreen } from './kept-screens.ts';
import type { PocketContents } from './pocket.ts';
import { Unsent } from './unsent.tsx';
import { useContents, useKeptScreens } from './use-pocket.ts';

export interface OfflineListProps {
  readonly session: Pick<HubSession, 'terminals'>;
  readonly clock: Clock;
  readonly onOpen: (terminal: string) => void;
}

const ROWS = 8;

/** Terminals for which something was typed and not sent. */
export function WaitingInput(props: OfflineListProps): ReactNode {
  const contents = useContents();
  return contents === undefined ? null : <Waiting {...props} contents={contents} />;
}

function Waiting({ session, clock, onOpen, contents }: OfflineListProps & { contents: PocketContents }): ReactNode {
  const waiting = useStore(contents.inputs.waiting);
  const { state, condition } = useStore(session.terminals);
  const screens = useKeptScreens();
  const ids = Object.keys(waiting);
  if (ids.length === 0) return null;
  return (
    <ul aria-label="Not sent" className="mb-4 flex flex-col gap-2">
      {ids.map((id) => {
        const info = state.terminals[id] ?? screens[id]?.terminal;
        const isGone = condition === 'current' && state.terminals[id] === undefined;
        const label = info === undefined ? 'A terminal' : labelOf(info);
        return (
          <li key={id} className="overflow-hidden rounded-xl border border-line">
            {isGone ? (
              <>
                <p className="bg-warn-wash px-3 pt-2.5 text-[14px]">
                  {label} is gone. What you typed for it was not sent.
                </p>
                <Unsent input={contents.inputs.of(id)} clock={clock} isGone />
              </>
            ) : (
              <button
                type="button"
                onClick={() => onOpen(id)}
                className="flex min-h-12 w-full touch-manipulation items-center gap-2 bg-warn-wash py-2 pr-3 pl-3 text-left text-[14px] active:bg-hover"
              >
                <Hourglass className="size-4.5 shrink-0 text-warn" aria-hidden />
                <span className="min-w-0 flex-1">
                  <span className="font-medium">{label}</span>:{' '}
                  {waiting[id] === 'held' ? 'what you typed was not sent. Still meant?' : 'what you typed waits'}
                </span>
                <ChevronRight className="size-5 shrink-0 text-faint" aria-hidden />
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

export interface LastSeenProps extends Pick<OfflineListProps, 'clock' | 'onOpen'> {
  /** For a phone that has seen nothing yet. */
  readonly children: ReactNode;
}

/** Terminals as this phone saw them last, in place of the hub's list until that has come. */
export function LastSeen({ clock, onOpen, children }: LastSeenProps): ReactNode {
  const all = Object.values(useKeptScreens()).sort((one, other) => other.at - one.at);
  if (all.length === 0) return children;
  return (
    <ul className="flex flex-col gap-3" aria-label="Terminals as they were seen last">
      {all.map((kept) => (
        <li key={kept.terminal.id}>
          <LastCard kept={kept} now={clock.now()} onOpen={() => onOpen(kept.terminal.id)} />
        </li>
      ))}
    </ul>
  );
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

function LastCard(props: { readonly kept: KeptScreen; readonly now: number; readonly onOpen: () => void }): ReactNode {
  const { kept, now, onOpen } = props;
  const text = kept.lines.map((line) => line.map(({ t }) => t).join('')).filter((line) => line.trim() !== '');
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex w-full touch-manipulation flex-col overflow-hidden rounded-xl border border-line bg-raised text-left active:bg-hover"
    >
      <pre
        aria-hidden
        className={`h-[6.5rem] w-full overflow-hidden bg-bg px-3 py-2 font-mono leading-[1.32] text-muted opacity-60 ${kept.cols > 90 ? 'text-[7.5px]' : 'text-[9px]'}`}
      >
        {text.slice(-ROWS).join('\n')}
      </pre>
      <span className="flex min-h-15 w-full items-center gap-3 border-line border-t py-2 pr-4 pl-4">
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium text-[15px]">{labelOf(kept.terminal)}</span>
          <span className="block truncate text-[13px] text-muted">{capital(asItWas(kept.at, now))}</span>
        </span>
        <ChevronRight className="size-5 shrink-0 text-faint" aria-hidden />
      </span>
    </button>
  );
}
