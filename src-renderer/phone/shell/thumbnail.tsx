import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import type { HubSession } from '../../ui/state/hub-session.ts';

/** Often enough to see that something goes on; a screen as text is some hundred bytes. */
const EVERY_MS = 2_500;
const ROWS = 8;

interface ThumbnailProps {
  readonly session: HubSession;
  readonly info: TerminalInfo;
  readonly clock: Clock;
}

/** The last lines of a terminal's screen, asked for now and then while they are in sight. */
export function Thumbnail({ session, info, clock }: ThumbnailProps): ReactNode {
  const [lines, setLines] = useState<readonly string[]>([]);
  const element = useRef<HTMLPreElement>(null);
  const open = useStore(session.connection, ({ kind }) => kind === 'open');
  const inSight = useInSight(element);
  const { id } = info;
  useEffect(() => {
    if (!open || !inSight) return;
    let current = true;
    const ask = (): void => {
      if (document.visibilityState !== 'visible') return;
      session.client.request('terminal.session.screen', { id }).then(
        ({ lines: all }) => current && setLines(lastOf(all)),
        // The next one says how it is; a terminal that is gone leaves the list.
        () => {},
      );
    };
    ask();
    const asking = clock.every(EVERY_MS, ask);
    return () => {
      current = false;
      asking.dispose();
    };
  }, [session, id, open, inSight, clock]);
  return (
    <pre
      ref={element}
      aria-hidden
      className={`h-[7.25rem] w-full overflow-hidden bg-bg px-3 py-2 font-mono text-[9px] text-muted leading-[12px] ${open ? '' : 'opacity-50'}`}
    >
      {lines.join('\n')}
    </pre>
  );
}

/** The last rows that have something on them. */
function lastOf(lines: readonly string[]): string[] {
  const end = lines.findLastIndex((line) => line.trim() !== '') + 1;
  return lines.slice(Math.max(0, end - ROWS), end);
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
