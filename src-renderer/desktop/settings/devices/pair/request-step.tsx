import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import type { NetworkInfo } from '../../../../../src-shared/protocol/channels/network/state.ts';
import type { PairingRequest } from '../../../../../src-shared/protocol/channels/pairing/state.ts';
import type { Role } from '../../../../../src-shared/protocol/rights.ts';
import { Button } from '../../../../ui/kit/button.tsx';
import { DialogFooter } from '../../../../ui/kit/dialog.tsx';
import { SelectField } from '../../../../ui/kit/select-field.tsx';
import { Switch } from '../../../../ui/kit/switch.tsx';
import { TextField } from '../../../../ui/kit/text-field.tsx';
import { networkTitle } from '../../network/network-words.ts';
import { useSettingsWindow } from '../../use-settings-window.ts';
import { endOf, LIFETIMES, levelWords } from '../role-words.ts';
import { useSecondsUntil } from '../use-seconds-until.ts';
import { ErrorLine } from './blocked-steps.tsx';
import { NumberChoice } from './number-choice.tsx';
import { minutes } from './offer-step.tsx';
import { RoleChoice } from './role-choice.tsx';
import type { PairingDialogState } from './use-pairing.ts';

interface RequestStepProps {
  readonly request: PairingRequest;
  readonly pairing: PairingDialogState;
}

/** Somebody holds the code. The number that stands on the phone says whether it is the user's own. */
export function RequestStep({ request, pairing }: RequestStepProps): ReactNode {
  const { clock, network } = useSettingsWindow();
  const place = useStore(network, ({ state }) => state.networks.find(({ id }) => id === request.network));
  const [number, setNumber] = useState<string>();
  const [name, setName] = useState(request.name);
  const [role, setRole] = useState<Role>('operator');
  const [lifetime, setLifetime] = useState('ever');
  const [trust, setTrust] = useState(false);
  const left = useSecondsUntil(request.expiresAt);
  const needsWord = role === 'admin' && request.level === 'L0' && place !== undefined && place.trustedUntil === null;
  const letIn = (): void => {
    if (number === undefined) return;
    const shown = name.trim() === '' ? undefined : name.trim();
    const expiresAt = endOf(lifetime, clock.now());
    pairing.approve(request, { number, name: shown, role, expiresAt, trustNetwork: needsWord && trust });
  };
  return (
    <>
      <div className="flex flex-col gap-4 px-4 pt-1">
        <p className="text-pretty text-muted">
          <bdi className="text-text">{request.platform === '' ? request.name : request.platform}</bdi> at{' '}
          <span className="font-mono">{request.from}</span>, {levelWords(request.level)}.
        </p>
        <NumberChoice candidates={request.candidates} value={number} onChange={setNumber} />
        <RoleChoice value={role} onChange={setRole} />
        {needsWord && <NetworkWord place={place} value={trust} onChange={setTrust} />}
        <div className="grid gap-3 min-[36rem]:grid-cols-2">
          <TextField label="Name" value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />
          <SelectField label="Until" value={lifetime} options={LIFETIMES} onChange={setLifetime} />
        </div>
        <ErrorLine error={pairing.error} />
      </div>
      <DialogFooter>
        <Button className="mr-auto" onClick={pairing.refuse}>
          It shows none of them
        </Button>
        <span className="self-center text-[12px] text-muted" role="timer" aria-label="Time left">
          <span className="tabular-nums">{minutes(left)}</span> left
        </span>
        <Button
          look="primary"
          focusableWhenDisabled
          disabled={number === undefined || pairing.busy}
          title={number === undefined ? 'First pick the number that stands on the phone' : undefined}
          onClick={letIn}
        >
          Let it in
        </Button>
      </DialogFooter>
    </>
  );
}

interface NetworkWordProps {
  readonly place: NetworkInfo;
  readonly value: boolean;
  readonly onChange: (trust: boolean) => void;
}

/** Full control over plain http takes the operator's word for this very network. */
function NetworkWord({ place, value, onChange }: NetworkWordProps): ReactNode {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the switch is the control
    <label className="flex items-start gap-3 rounded-lg bg-warn-wash px-3 py-2.5">
      <Switch checked={value} onChange={onChange} />
      <span className="min-w-0 text-pretty text-[12.5px]">
        <span className="block font-medium">
          Let it type from {networkTitle(place)}, {place.subnet}, for thirty days
        </span>
        Somebody who controls this network could then type as this phone. Without your word it watches and approves
        until it comes by https.
      </span>
    </label>
  );
}
