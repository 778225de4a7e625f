import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import type { PairingRequest } from '../../../../src-shared/protocol/channels/pairing/state.ts';
import type { Role } from '../../../../src-shared/protocol/rights.ts';
import { Button } from '../../../ui/kit/button.tsx';
import { Segmented } from '../../../ui/kit/segmented.tsx';
import { SelectField } from '../../../ui/kit/select-field.tsx';
import { Switch } from '../../../ui/kit/switch.tsx';
import { TextField } from '../../../ui/kit/text-field.tsx';
import { useSettingsWindow } from '../use-settings-window.ts';
import { endOf, LIFETIMES, levelWords, ROLE_OPTIONS, roleHint } from './role-words.ts';
import { useSecondsUntil } from './use-seconds-until.ts';

/** A phone asks to be let in. What it may do is chosen first; picking its number is the answer. */
export function RequestCard({
  request,
  onCancel,
}: {
  readonly request: PairingRequest;
  readonly onCancel: () => void;
}): ReactNode {
  const { session, clock, network } = useSettingsWindow();
  const place = useStore(network, ({ state }) => state.networks.find(({ id }) => id === request.network));
  const [name, setName] = useState(request.name);
  const [role, setRole] = useState<Role>('operator');
  const [lifetime, setLifetime] = useState('ever');
  const [trust, setTrust] = useState(false);
  const [error, setError] = useState<string>();
  const left = useSecondsUntil(request.expiresAt);
  const needsWord = role === 'admin' && request.level === 'L0' && place !== undefined && place.trustedUntil === null;
  const pick = (number: string): void => {
    setError(undefined);
    const shown = name.trim() === '' ? undefined : name.trim();
    session.client
      .request('pairing.approve', {
        request: request.id,
        number,
        name: shown,
        role,
        expiresAt: endOf(lifetime, clock.now()),
        trustNetwork: needsWord && trust,
      })
      .catch((thrown: Error) => setError(thrown.message));
  };
  return (
    <div className="flex flex-col gap-4 px-4 py-4 text-[13px]">
      <p>
        <span className="font-medium">{request.platform}</span> at <span className="font-mono">{request.from}</span>{' '}
        wants to be let in, {levelWords(request.level)}.
      </p>
      <div className="grid gap-3 min-[36rem]:grid-cols-2">
        <TextField label="Name" value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />
        <SelectField label="Until" value={lifetime} options={LIFETIMES} onChange={setLifetime} />
      </div>
      <div>
        <Segmented label="What it may do" value={role} options={ROLE_OPTIONS} onChange={setRole} />
        <p className="mt-1.5 text-[12px] text-muted">{roleHint(role)}</p>
      </div>
      {needsWord && (
        // biome-ignore lint/a11y/noLabelWithoutControl: the switch is the control
        <label className="flex items-start gap-3 rounded-lg bg-warn-wash px-3 py-2.5">
          <Switch checked={trust} onChange={setTrust} />
          <span className="min-w-0 text-[12.5px]">
            Let it type from {place.name} for thirty days. Somebody who controls this Wi-Fi could then type as this
            phone. Without your word it watches and approves until it comes by https.
          </span>
        </label>
      )}
      <div>
        <p className="font-medium">Which number does the phone show?</p>
        <div className="mt-2 grid grid-cols-2 gap-2 min-[36rem]:grid-cols-4">
          {request.candidates.map((number) => (
            <button
              key={number}
              type="button"
              className="h-12 rounded-lg border border-line-strong bg-raised font-mono text-[18px] tabular-nums transition-colors hover:border-accent hover:bg-hover"
              onClick={() => pick(number)}
            >
              {`${number.slice(0, 3)} ${number.slice(3)}`}
            </button>
          ))}
        </div>
      </div>
      {error !== undefined && (
        <p role="alert" className="text-danger">
          {error}
        </p>
      )}
      <div className="flex items-center justify-between gap-3">
        <span className="text-[12px] text-muted tabular-nums">{left} seconds left</span>
        <Button onClick={onCancel}>It shows none of them</Button>
      </div>
    </div>
  );
}
