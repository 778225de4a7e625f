import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { TrustLevel } from '../../../../../src-shared/protocol/trust.ts';
import { Button } from '../../../../ui/kit/button.tsx';
import { DialogFooter } from '../../../../ui/kit/dialog.tsx';
import { Segmented } from '../../../../ui/kit/segmented.tsx';
import { QrCode } from '../../../parts/qr-code.tsx';
import { useSettingsWindow } from '../../use-settings-window.ts';
import { levelWords } from '../role-words.ts';
import { useSecondsUntil } from '../use-seconds-until.ts';
import type { Offered } from './pair-step.ts';
import { Refusals } from './refusals.tsx';
import type { PairingDialogState } from './use-pairing.ts';

interface OfferStepProps {
  readonly offered: Offered;
  readonly pairing: PairingDialogState;
  readonly onClose: () => void;
}

/** The code, for two minutes and one phone; beside it the way for phones without a camera. */
export function OfferStep({ offered, pairing, onClose }: OfferStepProps): ReactNode {
  const { offer, url, code } = offered;
  const left = useSecondsUntil(offer.expiresAt);
  const where = new URL(url);
  return (
    <>
      <div className="flex flex-wrap items-start justify-center gap-x-6 gap-y-4 px-4 pt-3">
        <QrCode text={url} label="Code to scan with the phone’s camera" className="size-72" />
        <div className="flex min-w-56 flex-1 flex-col gap-4 self-stretch">
          <WayChoice level={offer.level} onChange={pairing.offer} />
          <p className="text-pretty text-muted">{NEEDS[offer.level]} It then shows a number, which you pick here.</p>
          <div>
            <h3 className="font-medium">No camera?</h3>
            <p className="mt-1 text-muted">Open this address on the phone</p>
            <p className="select-all break-all font-mono text-[14px]">{`${where.host}${where.pathname}`}</p>
            <p className="mt-2 text-muted">and type</p>
            <p className="select-all whitespace-nowrap font-mono text-[20px] tracking-wide">{code}</p>
          </div>
          <p className="mt-auto text-[12px] text-pretty text-muted">The phone comes {levelWords(offer.level)}.</p>
        </div>
      </div>
      <Refusals className="mx-4 mt-4" />
      <DialogFooter>
        <p className="mr-auto self-center text-muted" role="timer" aria-label="Time left">
          Good for one phone, <span className="tabular-nums">{minutes(left)}</span> left
        </p>
        <Button onClick={onClose}>Cancel</Button>
      </DialogFooter>
    </>
  );
}

/** What a phone must have to follow a code. */
const NEEDS: Readonly<Record<TrustLevel, string>> = {
  local: 'The browser must be on this computer.',
  L0: 'The phone must be in the same network as this computer.',
  L1: 'The phone must be in the same network, and have installed this computer’s authority.',
  L2: 'The phone must be signed in to your tailnet; where it is does not matter.',
};

const WAYS: ReadonlyArray<{ readonly value: TrustLevel; readonly label: string }> = [
  { value: 'L0', label: 'Network' },
  { value: 'L1', label: 'Https' },
  { value: 'L2', label: 'Tailscale' },
];

/** By which way the phone comes, where there are several. */
function WayChoice(props: { readonly level: TrustLevel; readonly onChange: (level: TrustLevel) => void }): ReactNode {
  const { network } = useSettingsWindow();
  const open = useStore(network, ({ state }) => state.entrances.map(({ level }) => level).join());
  const options = WAYS.filter(({ value }) => open.includes(value));
  if (options.length < 2) return null;
  return (
    <div>
      <Segmented label="The phone comes by" value={props.level} options={options} onChange={props.onChange} />
    </div>
  );
}

/** "1:07". */
export function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
