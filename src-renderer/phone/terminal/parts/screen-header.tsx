import { ChevronLeft, Ellipsis } from 'lucide-react';
import type { ReactNode } from 'react';
import { labelOf, phaseWord, shortPath } from '../../../../src-shared/labels/terminal-label.ts';
import type { TerminalInfo } from '../../../../src-shared/protocol/channels/terminal/state.ts';
import { TouchButton } from './touch-button.tsx';
import { useInfo, useScreen, useStanding } from './use-screen.ts';

/** What the terminal is called, and the ways out of it. */
export function ScreenHeader({ onBack }: { readonly onBack: () => void }): ReactNode {
  const screen = useScreen();
  const info = useInfo();
  const standing = useStanding();
  return (
    <div className="flex h-11 items-center">
      <TouchButton look="icon" aria-label="Back to the list" onClick={onBack}>
        <ChevronLeft className="size-6" aria-hidden />
      </TouchButton>
      <div className="min-w-0 flex-1">
        <h1 className="truncate font-semibold text-[15px] leading-5">
          {info === undefined ? 'Terminal' : labelOf(info)}
        </h1>
        <p className="truncate text-[12px] text-muted leading-4">
          {info !== undefined && subtitle(info, standing === 'theirs' || standing === 'never')}
        </p>
      </div>
      <TouchButton
        look="icon"
        keepsKeyboard
        aria-label="More"
        aria-haspopup="dialog"
        onClick={() => screen.open({ kind: 'menu' })}
      >
        <Ellipsis className="size-6" aria-hidden />
      </TouchButton>
    </div>
  );
}

function subtitle(info: TerminalInfo, watching: boolean): string {
  if (info.phase.kind !== 'running') return phaseWord(info.phase);
  return watching ? `Watching · ${shortPath(info.cwd)}` : shortPath(info.cwd);
}
