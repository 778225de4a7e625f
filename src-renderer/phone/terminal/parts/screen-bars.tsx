import { Eye, TriangleAlert, WifiOff } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { phaseSentence } from '../../../../src-shared/labels/terminal-label.ts';
import { cx } from '../../../ui/kit/class-names.ts';
import { Unsent } from '../../offline/unsent.tsx';
import { TouchButton } from './touch-button.tsx';
import { useInfo, useScreen, useStanding } from './use-screen.ts';

/**
 * What has to be said about a terminal, over its top. These lines lie above it and do not push it: a line that comes and
 * goes would resize the program each time.
 */
export function ScreenBars(): ReactNode {
  const { live } = useScreen();
  const bars = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = bars.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => live.view.setInset(element.offsetHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [live]);
  return (
    <div ref={bars} className="absolute inset-x-0 top-0 z-10">
      <LineBar />
      <PhaseBar />
      <DriverBar />
      <InputBar />
    </div>
  );
}

function Bar({ tone, children }: { readonly tone: 'plain' | 'warn'; readonly children: ReactNode }): ReactNode {
  return (
    <div
      role="status"
      className={cx(
        'flex min-h-12 items-center gap-2 border-line border-b py-0.5 pr-1 pl-3 text-[14px] leading-snug',
        tone === 'warn' ? 'bg-warn-wash text-text' : 'bg-chrome text-muted',
      )}
    >
      {children}
    </div>
  );
}

/** How long ago, told anew each second. */
function useSecondsSince(since: number | null): number | null {
  const { clock } = useScreen().options;
  const [now, setNow] = useState(() => clock.monotonic());
  useEffect(() => {
    if (since === null) return;
    setNow(clock.monotonic());
    const ticking = clock.every(1000, () => setNow(clock.monotonic()));
    return () => ticking.dispose();
  }, [clock, since]);
  return since === null ? null : Math.max(0, Math.round((now - since) / 1000));
}

function LineBar(): ReactNode {
  const { session } = useScreen().options;
  const state = useStore(session.connection);
  const away = state.kind === 'connecting' || state.kind === 'waiting';
  const seconds = useSecondsSince(away ? state.lastHeard : null);
  if (!away) return null;
  return (
    <Bar tone="warn">
      <WifiOff className="size-4.5 shrink-0 text-warn" aria-hidden />
      <span className="flex-1">Reconnecting{seconds === null ? '' : `, last heard ${seconds} s ago`}</span>
      {state.kind === 'waiting' && (
        <TouchButton look="quiet" keepsKeyboard className="px-3" onClick={() => session.client.wake()}>
          Try now
        </TouchButton>
      )}
    </Bar>
  );
}

function PhaseBar(): ReactNode {
  const info = useInfo();
  if (info === undefined)
    return (
      <Bar tone="warn">
        <TriangleAlert className="size-4.5 shrink-0 text-warn" aria-hidden />
        The hub does not know this terminal any more.
      </Bar>
    );
  const sentence = phaseSentence(info.phase);
  if (sentence === undefined) return null;
  return (
    <Bar tone={info.phase.kind === 'ended' ? 'plain' : 'warn'}>
      {info.phase.kind !== 'ended' && <TriangleAlert className="size-4.5 shrink-0 text-warn" aria-hidden />}
      <span>
        {sentence} {info.phase.kind === 'lost' && 'This is its last screen that was saved.'}
      </span>
    </Bar>
  );
}

function DriverBar(): ReactNode {
  const screen = useScreen();
  const info = useInfo();
  const standing = useStanding();
  if (info === undefined || (standing !== 'theirs' && standing !== 'never')) return null;
  const size = `${info.cols}×${info.rows}`;
  return (
    <Bar tone="plain">
      <Eye className="size-4.5 shrink-0 text-accent" aria-hidden />
      <span className="min-w-0 flex-1">
        {info.driver === null ? (
          'You may watch.'
        ) : (
          <>
            <strong className="font-medium text-text">{info.driver.name}</strong> drives, {size}
          </>
        )}
      </span>
      {standing === 'theirs' && (
        <TouchButton look="primary" className="min-h-10 px-3 text-[14px]" onClick={() => screen.takeControl()}>
          Take control
        </TouchButton>
      )}
    </Bar>
  );
}

function InputBar(): ReactNode {
  const { live, options } = useScreen();
  return <Unsent input={live.input} clock={options.clock} />;
}
