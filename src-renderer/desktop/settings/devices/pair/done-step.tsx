import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DeviceInfo } from '../../../../../src-shared/protocol/channels/device/state.ts';
import { Button } from '../../../../ui/kit/button.tsx';
import { DialogFooter } from '../../../../ui/kit/dialog.tsx';
import { roleHint, roleName } from '../role-words.ts';
import type { PairingDialogState } from './use-pairing.ts';

interface DoneStepProps {
  readonly device: DeviceInfo;
  readonly pairing: PairingDialogState;
  readonly onClose: () => void;
  readonly onNetwork: () => void;
}

/** It is in: what happens next. */
export function DoneStep({ device, pairing, onClose, onNetwork }: DoneStepProps): ReactNode {
  const { name, role, lastLevel } = device;
  const isPlain = lastLevel !== 'L1' && lastLevel !== 'L2';
  return (
    <>
      <div className="px-4 pt-2">
        <p className="flex items-start gap-2" role="status">
          <Check className="mt-0.5 size-4 shrink-0 text-ok" aria-hidden />
          <span className="min-w-0 break-words">
            <bdi className="font-medium">{name}</bdi> <span className="text-muted">{roleName(role)}</span>
            <span className="block text-muted">{roleHint(role)}</span>
          </span>
        </p>
        <ul className="mt-3 ml-6 flex list-disc flex-col gap-1.5 text-pretty text-muted">
          <li>
            It shows your terminals now. Its page is kept in the browser: a bookmark brings it back, without a code.
          </li>
          <li>What it may do, until when, and “Revoke” are in the list of devices, here on this page.</li>
          {isPlain && (
            <li>
              It came by plain http. With https it can be installed like an app and be notified: “Better connections”
              under Network has the steps.
            </li>
          )}
        </ul>
      </div>
      <DialogFooter>
        {isPlain && (
          <Button look="quiet" className="mr-auto" onClick={onNetwork}>
            Better connections…
          </Button>
        )}
        <Button onClick={() => pairing.offer()}>Pair another</Button>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFooter>
    </>
  );
}
