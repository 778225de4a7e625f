import { LoaderCircle, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { NetworkInfo } from '../../../../../src-shared/protocol/channels/network/state.ts';
import { Button } from '../../../../ui/kit/button.tsx';
import { DialogFooter } from '../../../../ui/kit/dialog.tsx';
import { networkTitle } from '../../network/network-words.ts';
import type { PairStep } from './pair-step.ts';
import { Refusals } from './refusals.tsx';
import type { PairingDialogState } from './use-pairing.ts';

interface StepProps {
  readonly pairing: PairingDialogState;
  readonly onClose: () => void;
}

/** The first time, whether the hub may be reached from the network at all is the user's word. */
export function AskLanStep(props: StepProps & { readonly networks: readonly NetworkInfo[] }): ReactNode {
  const { networks, pairing, onClose } = props;
  return (
    <>
      <div className="px-4 pt-1 text-pretty">
        <p className="text-muted">
          So far Homeport answers this computer alone. To let a phone in, it has to listen in{' '}
          {networks.length === 1 ? 'the network that this computer is in' : 'the networks that this computer is in'}:
        </p>
        <ul className="mt-3 divide-y divide-line rounded-lg border border-line">
          {networks.map((network) => (
            <li key={network.address} className="px-3 py-2">
              {networkTitle(network)}
              <span className="block text-[12px] text-muted">
                <span className="font-mono">{network.subnet}</span>, where this computer is{' '}
                <span className="font-mono">{network.address}</span>
              </span>
            </li>
          ))}
        </ul>
        <p className="mt-3 text-muted">
          Only devices that you let in can do anything there. The network is also told that this computer is here (by
          mDNS), so that phones find it again. Both can be taken back under Network.
        </p>
        <ErrorLine error={pairing.error} />
      </div>
      <DialogFooter>
        <Button onClick={onClose}>Not now</Button>
        <Button look="primary" focusableWhenDisabled disabled={pairing.busy} onClick={pairing.listen}>
          Listen there
        </Button>
      </DialogFooter>
    </>
  );
}

/** What was shown is worth nothing any more, and another code is a press away. */
export function OverStep({ why, pairing, onClose }: StepProps & { readonly why: string }): ReactNode {
  return (
    <>
      <p className="px-4 pt-1 text-pretty text-muted" role="status">
        {why}
      </p>
      <Refusals className="mx-4 mt-3" />
      <DialogFooter>
        <Button onClick={onClose}>Close</Button>
        <Button look="primary" focusableWhenDisabled disabled={pairing.busy} onClick={() => pairing.offer()}>
          New code
        </Button>
      </DialogFooter>
    </>
  );
}

type Blocked = Extract<PairStep, { kind: 'asking' | 'notAllowed' | 'locked' | 'noNetwork' | 'cannotListen' | 'ready' }>;

/** Says why there is no code (yet), and what helps. */
export function BlockedStep(props: StepProps & { readonly step: Blocked; readonly onNetwork: () => void }): ReactNode {
  const { step, pairing, onClose, onNetwork } = props;
  const again = retryOf(step, pairing);
  return (
    <>
      <div className="px-4 pt-1">
        <p className="flex items-start gap-2 text-pretty text-muted" role="status">
          {isWaiting(step, pairing) && (
            <LoaderCircle className="mt-px size-4 shrink-0 motion-safe:animate-spin" aria-hidden />
          )}
          <span>{sentenceOf(step, pairing)}</span>
        </p>
        <ErrorLine error={pairing.error} />
      </div>
      <DialogFooter>
        {(step.kind === 'cannotListen' || step.kind === 'noNetwork') && (
          <Button look="quiet" className="mr-auto" onClick={onNetwork}>
            Network settings
          </Button>
        )}
        <Button onClick={onClose}>Close</Button>
        {again !== undefined && (
          <Button look="primary" focusableWhenDisabled disabled={pairing.busy} onClick={again}>
            Try again
          </Button>
        )}
      </DialogFooter>
    </>
  );
}

function retryOf(step: Blocked, pairing: PairingDialogState): (() => void) | undefined {
  if (step.kind === 'cannotListen') return pairing.listen;
  if (step.kind === 'locked' && step.secrets.phase !== 'opening') return pairing.retrySecrets;
  return step.kind === 'ready' && pairing.error !== undefined ? () => pairing.offer() : undefined;
}

function isWaiting(step: Blocked, { error }: PairingDialogState): boolean {
  if (step.kind === 'locked') return step.secrets.phase === 'opening';
  return step.kind === 'asking' || (step.kind === 'ready' && error === undefined);
}

function sentenceOf(step: Blocked, { error }: PairingDialogState): string {
  switch (step.kind) {
    case 'asking':
      return 'Asking the hub…';
    case 'notAllowed':
      return 'This browser may not let others in. Use one with full control, or the window on the computer itself.';
    case 'locked':
      return `The key by which phones know this computer is not available. ${step.secrets.sentence}`;
    case 'noNetwork':
      return 'This computer is in no network. Connect it to the one that the phone is in, and this goes on by itself.';
    case 'cannotListen':
      return `Homeport cannot listen in the network. ${step.sentence}`;
    case 'ready':
      return error === undefined ? 'Making a code…' : 'There is no code yet.';
  }
}

export function ErrorLine({ error }: { readonly error: string | undefined }): ReactNode {
  if (error === undefined) return null;
  return (
    <p role="alert" className="mt-3 flex items-start gap-1.5 text-danger">
      <TriangleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
      <span>{error}</span>
    </p>
  );
}
