import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { labelOf } from '../../../src-shared/labels/terminal-label.ts';
import { TouchButton } from '../terminal/parts/touch-button.tsx';
import type { PhoneSession } from './phone-session.ts';
import { Screen } from './screen.tsx';
import { StandingLine } from './standing-line.tsx';

export interface WaitingTerminalProps {
  readonly session: PhoneSession;
  readonly clock: Clock;
  readonly id: string;
  readonly onBack: () => void;
}

/** In the place of a terminal's screen while it comes, or when there is none of that name. */
export function WaitingTerminal({ session, clock, id, onBack }: WaitingTerminalProps): ReactNode {
  const { state, condition } = useStore(session.hub.terminals);
  const open = useStore(session.hub.connection, ({ kind }) => kind === 'open');
  const info = state.terminals[id];
  const gone = open && info === undefined && condition === 'current';
  return (
    <Screen title={info === undefined ? 'Terminal' : labelOf(info)} onBack={onBack}>
      {!open && <StandingLine session={session} clock={clock} onBetter={() => {}} />}
      {gone && (
        <div className="flex flex-col items-center gap-4 py-16 text-center text-[15px] text-muted">
          <p>This terminal is not there any more.</p>
          <TouchButton look="primary" onClick={onBack}>
            Back to the list
          </TouchButton>
        </div>
      )}
    </Screen>
  );
}
