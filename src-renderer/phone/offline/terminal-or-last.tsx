import { type ReactNode, Suspense, useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { StyledLine } from '../../ui/terminal/styled-lines.ts';
import { useCompanions } from '../pwa/companions.ts';
import { LastScreen, PhoneTerminal } from '../shell/later.ts';
import type { PhoneTerminalProps } from '../terminal/phone-terminal-props.ts';
import { PartFault } from './part-fault.tsx';
import { useContents, useKeptScreen } from './use-pocket.ts';

export interface TerminalOrLastProps extends Omit<PhoneTerminalProps, 'input' | 'onPicture'> {
  /** Whether this phone could type when it was heard last. */
  readonly couldType: boolean;
  /** Stands there while neither has come. */
  readonly waiting: ReactNode;
}

/** A terminal: live once the hub is there, and until then as this phone saw it last. */
export function TerminalOrLast({ waiting, couldType, ...props }: TerminalOrLastProps): ReactNode {
  const { session, id, clock, onBack } = props;
  const contents = useContents();
  const kept = useKeptScreen(id);
  const isOpen = useStore(session.connection, ({ kind }) => kind === 'open');
  const condition = useStore(session.terminals, (mirrored) => mirrored.condition);
  const isKnown = useStore(session.terminals, ({ state }) => state.terminals[id] !== undefined);
  useSeen(id);
  // Once live it stays: it has the screen itself, and says how old that is.
  const [wasLive, setWasLive] = useState(false);
  const isLive = wasLive || (isOpen && isKnown);
  if (isLive && !wasLive) setWasLive(true);
  const onPicture = useCallback(
    (cols: number, lines: ReadonlyArray<StyledLine>) => {
      const terminal = session.terminals.getState().state.terminals[id];
      if (terminal !== undefined) contents?.screens.saw({ terminal, cols, lines });
    },
    [session, id, contents],
  );
  // Read in a moment; what is typed must find its place.
  if (contents === undefined) return waiting;
  const input = contents.inputs.of(id);
  // Between the welcome and the list it is not known yet.
  const isGone = isOpen && condition === 'current';
  if (!isLive && kept === undefined) return waiting;
  return (
    <PartFault onBack={onBack}>
      <Suspense fallback={waiting}>
        {isLive || kept === undefined ? (
          <PhoneTerminal {...props} input={input} onPicture={onPicture} />
        ) : (
          <LastScreen {...{ session, clock, kept, isGone, input, mayType: couldType, onBack }} />
        )}
      </Suspense>
    </PartFault>
  );
}

/** Whoever looks at a terminal has seen to what was told of it. */
function useSeen(terminal: string): void {
  const { push } = useCompanions();
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState === 'visible') push.seen(terminal);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [push, terminal]);
}
