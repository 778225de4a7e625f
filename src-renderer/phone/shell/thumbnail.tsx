import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import type { HubSession } from '../../ui/state/hub-session.ts';
import { useContents } from '../offline/use-pocket.ts';
import { nextPause, PAUSE_MS, screenTail } from './screen-tail.ts';

export interface ThumbnailProps {
  readonly session: HubSession;
  readonly info: TerminalInfo;
  readonly clock: Clock;
  /** What was seen last, also by an earlier list. */
  readonly seen: Map<string, readonly string[]>;
}

/** The last lines of a terminal's screen, asked for now and then while they are in sight, and less often where nothing moves. */
export function Thumbnail({ session, info, clock, seen }: ThumbnailProps): ReactNode {
  const { id, cols } = info;
  const screens = useContents()?.screens;
  const latest = useRef(info);
  latest.current = info;
  const [lines, setLines] = useState<readonly string[]>(() => seen.get(id) ?? []);
  const element = useRef<HTMLPreElement>(null);
  const open = useStore(session.connection, ({ kind }) => kind === 'open');
  const inSight = useInSight(element);
  // A terminal that is over stands still; a command that begins or ends, or the bell, is news at once.
  const { phase, run, bells } = info;
  const news = `${phase.kind} ${run.kind} ${bells}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `news` begins the asking anew
  useEffect(() => {
    if (!open || !inSight) return;
    let pause: number = PAUSE_MS.least;
    let next = clock.after(0, () => {});
    let current = true;
    const ask = async (): Promise<void> => {
      if (document.visibilityState === 'visible') {
        try {
          const screen = await session.client.request('terminal.session.screen', { id });
          if (!current) return;
          const tail = screenTail(screen.lines);
          screens?.glanced(latest.current, screen);
          pause = nextPause(pause, tail.join('\n') !== (seen.get(id) ?? []).join('\n'));
          seen.set(id, tail);
          setLines(tail);
        } catch {
          // Without a line the next one begins anew; a terminal that is gone leaves the list.
        }
      }
      if (current && phase.kind === 'running') next = clock.after(pause, () => void ask());
    };
    void ask();
    return () => {
      current = false;
      next.dispose();
    };
  }, [session, id, open, inSight, clock, seen, screens, news]);
  return (
    <pre
      ref={element}
      aria-hidden
      data-thumbnail={id}
      className={`h-[6.5rem] w-full overflow-hidden bg-bg px-3 py-2 font-mono leading-[1.32] text-muted ${cols > 90 ? 'text-[7.5px]' : 'text-[9px]'} ${open ? '' : 'opacity-60'}`}
    >
      {lines.join('\n')}
    </pre>
  );
}

function useInSight(element: { readonly current: HTMLElement | null }): boolean {
  const [inSight, setInSight] = useState(false);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver(([entry]) => setInSight(entry?.isIntersecting === true));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return inSight;
}
