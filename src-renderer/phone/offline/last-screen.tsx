import { ChevronLeft, WifiOff } from 'lucide-react';
import { type CSSProperties, type ReactNode, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { InputLog } from '../../../src-shared/client/input-log.ts';
import { labelOf, shortPath } from '../../../src-shared/labels/terminal-label.ts';
import type { HubSession } from '../../ui/state/hub-session.ts';
import type { ThemeName } from '../../ui/terminal/themes.ts';
import { TouchButton } from '../terminal/parts/touch-button.tsx';
import { asItWas } from './as-it-was.ts';
import type { KeptScreen } from './kept-screens.ts';
import { OfflineLine } from './offline-line.tsx';
import { Picture } from './picture.tsx';
import { Unsent } from './unsent.tsx';

export interface LastScreenProps {
  readonly session: Pick<HubSession, 'client' | 'connection'>;
  readonly clock: Clock;
  readonly kept: KeptScreen;
  /** The hub is there, and knows nothing of this terminal any more. */
  readonly isGone: boolean;
  readonly input: InputLog;
  /** By what this phone was allowed when it was heard last. */
  readonly mayType: boolean;
  readonly onBack: () => void;
}

/** A terminal as this phone saw it last, with a line to write for when the hub is back. */
export function LastScreen({ session, clock, kept, isGone, input, mayType, onBack }: LastScreenProps): ReactNode {
  const connection = useStore(session.connection);
  const theme = useShownTheme();
  const runs = kept.terminal.phase.kind === 'running';
  return (
    <main className="fixed inset-0 z-30 flex flex-col overflow-hidden bg-bg pr-[env(safe-area-inset-right,0px)] pl-[env(safe-area-inset-left,0px)] text-text">
      <header className="flex min-h-11 shrink-0 items-center border-line border-b bg-chrome pt-[env(safe-area-inset-top,0px)]">
        <TouchButton look="icon" aria-label="Back to the list" onClick={onBack}>
          <ChevronLeft className="size-6" aria-hidden />
        </TouchButton>
        <div className="min-w-0 flex-1 pr-3">
          <h1 className="truncate font-semibold text-[15px] leading-5">{labelOf(kept.terminal)}</h1>
          <p className="truncate text-[12px] text-muted leading-4">{shortPath(kept.terminal.cwd)}</p>
        </div>
      </header>
      <div
        role="status"
        className="flex min-h-12 shrink-0 items-center gap-2 border-line border-b bg-warn-wash py-0.5 pr-1 pl-3 text-[14px] leading-snug"
      >
        <WifiOff className="size-4.5 shrink-0 text-warn" aria-hidden />
        <span className="min-w-0 flex-1">{words(kept, isGone, clock.now())}</span>
        {connection.kind === 'waiting' && (
          <TouchButton look="quiet" keepsKeyboard className="px-3" onClick={() => session.client.wake()}>
            Try now
          </TouchButton>
        )}
      </div>
      <Unsent input={input} clock={clock} isGone={isGone} />
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled text must be reachable by keyboard
        tabIndex={0}
        aria-label="The last screen"
        data-last-screen
        // Upside down, so that its end is in sight, whatever else takes room.
        className="flex min-h-0 flex-1 flex-col-reverse overflow-auto overscroll-contain p-1 opacity-75 outline-none [container-type:size]"
      >
        <pre
          className="mb-auto w-max font-mono text-[length:clamp(7px,calc((100cqw-2px)/var(--cols)/0.603),13px)] leading-[1.2]"
          style={{ '--cols': kept.cols } as CSSProperties}
        >
          <Picture lines={kept.lines} theme={theme} />
        </pre>
      </section>
      {mayType && runs && !isGone && <OfflineLine onSend={(line) => input.type(line)} />}
    </main>
  );
}

function words(kept: KeptScreen, isGone: boolean, now: number): string {
  const was = asItWas(kept.at, now);
  return isGone ? `This terminal is gone. Shown ${was}.` : `The computer cannot be reached. Shown ${was}.`;
}

function themeNow(): ThemeName {
  return document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light';
}

/** The theme that the page is drawn in. */
function useShownTheme(): ThemeName {
  return useSyncExternalStore((changed) => {
    const observer = new MutationObserver(changed);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => observer.disconnect();
  }, themeNow);
}
