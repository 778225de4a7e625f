import { type ReactNode, useEffect, useRef } from 'react';
import { Dialog, type FinalFocus } from '../../../../ui/kit/dialog.tsx';
import { AskLanStep, BlockedStep, OverStep } from './blocked-steps.tsx';
import { DoneStep } from './done-step.tsx';
import { OfferStep } from './offer-step.tsx';
import type { PairStep } from './pair-step.ts';
import { RequestStep } from './request-step.tsx';
import { type PairingDialogState, usePairing } from './use-pairing.ts';

const TITLES: Readonly<Record<PairStep['kind'], string>> = {
  asking: 'Pair a phone',
  notAllowed: 'Pair a phone',
  locked: 'No phone can be paired just now',
  noNetwork: 'No phone can be paired just now',
  cannotListen: 'No phone can be paired just now',
  askLan: 'May phones reach this computer?',
  ready: 'Pair a phone',
  offer: 'Scan this with the phone’s camera',
  over: 'This code is over',
  request: 'A phone wants to be let in',
  done: 'The phone is in',
};

export interface PairDialogProps {
  readonly onClose: () => void;
  readonly onNetwork: () => void;
  readonly finalFocus: FinalFocus;
}

/** Lets a phone in: a code to scan, the number that it shows, and what it may do. Closing it withdraws the code. */
export function PairDialog({ onClose, onNetwork, finalFocus }: PairDialogProps): ReactNode {
  const pairing = usePairing();
  const { step } = pairing;
  const close = (): void => {
    if (step.kind === 'offer' || step.kind === 'request') pairing.refuse();
    onClose();
  };
  const title = TITLES[step.kind];
  return (
    <Dialog title={title} onClose={close} finalFocus={finalFocus} className={isWide(step) ? 'max-w-2xl' : 'max-w-lg'}>
      <StepBody key={step.kind} title={title}>
        <StepContent pairing={pairing} onClose={close} onNetwork={onNetwork} />
      </StepBody>
    </Dialog>
  );
}

function isWide({ kind }: PairStep): boolean {
  return kind === 'offer' || kind === 'request';
}

/** What comes next takes the keyboard, and is read out. */
function StepBody({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => body.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form's
    <div ref={body} tabIndex={-1} role="group" aria-label={title} className="text-[13px] outline-none">
      {children}
    </div>
  );
}

interface StepContentProps {
  readonly pairing: PairingDialogState;
  readonly onClose: () => void;
  readonly onNetwork: () => void;
}

function StepContent({ pairing, onClose, onNetwork }: StepContentProps): ReactNode {
  const { step } = pairing;
  switch (step.kind) {
    case 'askLan':
      return <AskLanStep networks={step.networks} pairing={pairing} onClose={onClose} />;
    case 'offer':
      return <OfferStep offered={step.offered} pairing={pairing} onClose={onClose} />;
    case 'request':
      return <RequestStep key={step.request.id} request={step.request} pairing={pairing} />;
    case 'over':
      return <OverStep why={step.why} pairing={pairing} onClose={onClose} />;
    case 'done':
      return <DoneStep device={step.device} pairing={pairing} onClose={onClose} onNetwork={onNetwork} />;
    default:
      return <BlockedStep step={step} pairing={pairing} onClose={onClose} onNetwork={onNetwork} />;
  }
}
