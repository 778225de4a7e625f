import { Eye, Hourglass, RotateCcw, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react';
import type { InputState } from '../../../src-shared/client/input-log.ts';
import { phaseSentence } from '../../../src-shared/labels/terminal-label.ts';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import { Button } from '../../ui/kit/button.tsx';
import { cx } from '../../ui/kit/class-names.ts';
import { useAppWindow, useConnected, useLive, useOwnConnection, useSecondsSince } from './use-app-window.ts';

const CLEAR: InputState = { kind: 'clear' };

/**
 * What has to be said about a terminal, in lines over its top. They lie above the terminal and do not push it, since a
 * line that comes and goes would resize the program each time.
 */
export function PaneBars({ info }: { readonly info: TerminalInfo }): ReactNode {
  const bars = useRef<HTMLDivElement>(null);
  const live = useLive(info.id);
  useEffect(() => {
    const element = bars.current;
    if (element === null || live === undefined) return;
    const observer = new ResizeObserver(() => live.view.setInset(element.offsetHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [live]);
  return (
    <div ref={bars} className="absolute inset-x-0 top-0 z-10">
      <PhaseBar info={info} />
      <DriverBar info={info} />
      <InputBar id={info.id} />
    </div>
  );
}

function Bar({ tone, children }: { readonly tone: 'plain' | 'warn'; readonly children: ReactNode }): ReactNode {
  return (
    <div
      role="status"
      className={cx(
        'flex min-h-9 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-line border-b px-3 py-1 text-[12px]',
        tone === 'warn' ? 'bg-warn-wash text-text' : 'bg-chrome text-muted',
      )}
    >
      {children}
    </div>
  );
}

function PhaseBar({ info }: { readonly info: TerminalInfo }): ReactNode {
  const { actions } = useAppWindow();
  const connected = useConnected();
  const sentence = phaseSentence(info.phase);
  if (sentence === undefined) return null;
  const over = info.phase.kind === 'ended' || info.phase.kind === 'lost';
  return (
    <Bar tone={info.phase.kind === 'ended' ? 'plain' : 'warn'}>
      {info.phase.kind !== 'ended' && <TriangleAlert className="size-3.5 shrink-0 text-warn" aria-hidden />}
      <span className="min-w-24 flex-1">
        {sentence} {info.phase.kind === 'lost' && 'This is its last screen that was saved.'}
      </span>
      {over && (
        <>
          <Button look="quiet" disabled={!connected} onClick={() => actions.remove(info.id)}>
            Forget
          </Button>
          <Button disabled={!connected} onClick={() => void actions.restart(info.id)}>
            <RotateCcw className="size-3.5" aria-hidden />
            Start again
          </Button>
        </>
      )}
    </Bar>
  );
}

function DriverBar({ info }: { readonly info: TerminalInfo }): ReactNode {
  const own = useOwnConnection();
  const live = useLive(info.id);
  const { driver } = info;
  if (info.phase.kind !== 'running' || driver === null || own === undefined || driver.connection === own) return null;
  return (
    <Bar tone="plain">
      <Eye className="size-3.5 shrink-0 text-accent" aria-hidden />
      <span className="min-w-24 flex-1">
        <strong className="font-medium text-text">{driver.name}</strong> drives, {info.cols}×{info.rows}. Type to take
        over.
      </span>
      <Button
        onClick={() => {
          live?.claim();
          live?.view.focus();
        }}
      >
        Fit to this screen
      </Button>
    </Bar>
  );
}

function InputBar({ id }: { readonly id: string }): ReactNode {
  const { clock } = useAppWindow();
  const live = useLive(id);
  const state = useSyncExternalStore(
    (changed) => {
      const listening = live?.onChange(changed);
      return () => listening?.dispose();
    },
    // Told anew only when it differs, since the log makes a fresh object each time it is asked.
    () => stateKey(live?.input.state ?? CLEAR),
  );
  const [kind, operations, since] = state.split(' ');
  const seconds = useSecondsSince(clock, kind === 'unsent' || kind === 'held' ? Number(since) : null);
  if (live === undefined || (kind !== 'unsent' && kind !== 'held')) return null;
  const keys = Number(operations) === 1 ? 'One key press' : `${operations} key presses`;
  return (
    <Bar tone="warn">
      <Hourglass className="size-3.5 shrink-0 text-warn" aria-hidden />
      <span className="min-w-24 flex-1">
        {kind === 'unsent'
          ? `${keys} not sent yet; Homeport sends them when the connection is back.`
          : `${keys} from ${seconds ?? 0} s ago not sent. Still meant?`}
      </span>
      <Button
        look="quiet"
        onClick={() => {
          live.input.discard();
          live.view.focus();
        }}
      >
        Discard
      </Button>
      {kind === 'held' && (
        <Button
          look="primary"
          onClick={() => {
            live.input.send();
            live.view.focus();
          }}
        >
          Send
        </Button>
      )}
    </Bar>
  );
}

function stateKey(state: InputState): string {
  return state.kind === 'clear' ? 'clear' : `${state.kind} ${state.operations} ${state.since}`;
}
