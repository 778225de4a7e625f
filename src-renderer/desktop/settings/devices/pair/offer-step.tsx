import type { ReactNode } from 'react';
import { Button } from '../../../../ui/kit/button.tsx';
import { DialogFooter } from '../../../../ui/kit/dialog.tsx';
import { QrCode } from '../../../parts/qr-code.tsx';
import { levelWords } from '../role-words.ts';
import { useSecondsUntil } from '../use-seconds-until.ts';
import type { Offered } from './pair-step.ts';
import { Refusals } from './refusals.tsx';

interface OfferStepProps {
  readonly offered: Offered;
  readonly onClose: () => void;
}

/** The code, for two minutes and one phone; beside it the way for phones without a camera. */
export function OfferStep({ offered, onClose }: OfferStepProps): ReactNode {
  const { offer, url, code } = offered;
  const left = useSecondsUntil(offer.expiresAt);
  const where = new URL(url);
  return (
    <>
      <div className="flex flex-wrap items-start justify-center gap-x-6 gap-y-4 px-4 pt-3">
        <QrCode text={url} label="Code to scan with the phone’s camera" className="size-72" />
        <div className="flex min-w-56 flex-1 flex-col gap-4 self-stretch">
          <p className="text-pretty text-muted">
            The phone must be in the same network as this computer. It then shows a number, which you pick here.
          </p>
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

/** "1:07". */
export function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
