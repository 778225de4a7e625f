import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import { TouchButton } from '../terminal/parts/touch-button.tsx';
import type { PhoneSession } from './phone-session.ts';
import { PlainScreen } from './screen.tsx';

export interface BarredPageProps {
  readonly session: PhoneSession;
  readonly error: ProtocolError;
  /** Gives up this hub and the key with it. */
  readonly onForget: () => void;
  readonly reload: () => void;
}

/** The hub has said no for a reason that trying again does not change: which one, and what a person can do. */
export function BarredPage({ session, error, onForget, reload }: BarredPageProps): ReactNode {
  const { hub, about } = useStore(session.kept);
  const again = (): void => session.hub.client.connect();
  switch (error.error) {
    case 'deviceEnded': {
      const until = about?.expiresAt ?? null;
      return (
        <PlainScreen title={`This phone’s time on ${hub.name} is over`}>
          <p>
            {until === null
              ? 'It may be suspended, or its time may have been ended by hand.'
              : `It could come until ${dateWords(until)}.`}{' '}
            On the computer, under Devices, it can be given a new end. Its key stays good: nothing has to be paired
            anew.
          </p>
          <TouchButton look="primary" onClick={again}>
            Try again
          </TouchButton>
          <TouchButton onClick={onForget}>Forget this computer</TouchButton>
        </PlainScreen>
      );
    }
    case 'versionRefused':
      return (
        <PlainScreen title={`${hub.name} speaks another version`}>
          <p>
            This page and Homeport on {hub.name} are too far apart to understand each other. Load the page anew; if that
            does not help, update Homeport on the computer. The phone stays paired.
          </p>
          <TouchButton look="primary" onClick={reload}>
            Load the page anew
          </TouchButton>
          <TouchButton onClick={again}>Try again</TouchButton>
        </PlainScreen>
      );
    default:
      return (
        <PlainScreen title={`${hub.name} does not let this phone in`}>
          <p>
            It does not know this phone’s key (any more). It may have been put back from a copy of before this phone was
            paired. Pairing it anew makes a new key.
          </p>
          <p className="text-[13px] text-muted">{error.error === 'notAuthenticated' ? '' : error.message}</p>
          <TouchButton look="primary" onClick={onForget}>
            Pair anew
          </TouchButton>
          <TouchButton onClick={again}>Try again</TouchButton>
        </PlainScreen>
      );
  }
}

/** In the phone's own language and zone. */
export function dateWords(at: number): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
