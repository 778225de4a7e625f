import { type ReactNode, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { labelOf } from '../../../../src-shared/labels/terminal-label.ts';
import type { DeviceInfo } from '../../../../src-shared/protocol/channels/device/state.ts';
import type { CoreParams } from '../../../../src-shared/protocol/request-table.ts';
import { Button } from '../../../ui/kit/button.tsx';
import { Confirm } from '../../../ui/kit/confirm.tsx';
import { Segmented } from '../../../ui/kit/segmented.tsx';
import { SelectField } from '../../../ui/kit/select-field.tsx';
import { Switch } from '../../../ui/kit/switch.tsx';
import { TextField } from '../../../ui/kit/text-field.tsx';
import { useSettingsWindow } from '../use-settings-window.ts';
import { endOf, LIFETIMES, ROLE_OPTIONS, roleHint } from './role-words.ts';

type Change = Omit<CoreParams<'device.update'>, 'device'>;

/** Changes one device, each field at once; revoking asks first. */
export function DeviceEditor({
  device,
  onClose,
}: {
  readonly device: DeviceInfo;
  readonly onClose: () => void;
}): ReactNode {
  const { session, clock } = useSettingsWindow();
  const [name, setName] = useState(device.name);
  const [error, setError] = useState<string>();
  const change = (what: Change): void => {
    setError(undefined);
    session.client
      .request('device.update', { device: device.id, ...what })
      .catch((thrown: Error) => setError(thrown.message));
  };
  const rename = (): void => {
    if (name.trim() !== '' && name.trim() !== device.name) change({ name: name.trim() });
  };
  return (
    <div className="flex flex-col gap-4 border-line border-t bg-chrome px-4 py-4 text-[13px]">
      <div className="grid gap-3 min-[36rem]:grid-cols-2">
        <TextField
          label="Name"
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.target.value)}
          onBlur={rename}
          onKeyDown={(event) => event.key === 'Enter' && rename()}
        />
        <SelectField
          label="Until"
          value={device.expiresAt === null ? 'ever' : 'set'}
          options={
            device.expiresAt === null
              ? LIFETIMES
              : [{ value: 'set', label: new Date(device.expiresAt).toLocaleString() }, ...LIFETIMES]
          }
          onChange={(lifetime) => lifetime !== 'set' && change({ expiresAt: endOf(lifetime, clock.now()) })}
        />
      </div>
      <div>
        <Segmented
          label="What it may do"
          value={device.role}
          options={ROLE_OPTIONS}
          onChange={(role) => change({ role })}
        />
        <p className="mt-1.5 text-[12px] text-muted">{roleHint(device.role)}</p>
      </div>
      {device.role !== 'admin' && <Grants device={device} change={change} />}
      {error !== undefined && (
        <p role="alert" className="text-danger">
          {error}
        </p>
      )}
      <Revoke device={device} onError={setError} onDone={onClose} />
    </div>
  );
}

/** Typing into single terminals, for a device that may not type in general. */
function Grants({
  device,
  change,
}: {
  readonly device: DeviceInfo;
  readonly change: (what: Change) => void;
}): ReactNode {
  const { session } = useSettingsWindow();
  const terminals = useStore(session.terminals, ({ state }) => state.terminals);
  const all = Object.values(terminals);
  if (all.length === 0) return null;
  const set = (terminal: string, on: boolean): void => {
    const others = device.grants.filter((each) => each.terminal !== terminal);
    change({ grants: on ? [...others, { terminal, rights: ['type'] }] : others });
  };
  return (
    <fieldset>
      <legend className="text-[12px] text-muted">May type into</legend>
      <ul className="mt-1.5 flex flex-col gap-1.5">
        {all.map((info) => (
          <li key={info.id}>
            {/* biome-ignore lint/a11y/noLabelWithoutControl: the switch is the control */}
            <label className="flex items-center gap-3">
              <Switch
                checked={device.grants.some(({ terminal, rights }) => terminal === info.id && rights.includes('type'))}
                onChange={(on) => set(info.id, on)}
              />
              <span className="truncate">{labelOf(info)}</span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

interface RevokeProps {
  readonly device: DeviceInfo;
  readonly onError: (sentence: string) => void;
  readonly onDone: () => void;
}

function Revoke({ device, onError, onDone }: RevokeProps): ReactNode {
  const { session } = useSettingsWindow();
  const [asking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const revoke = (): void => {
    setAsking(false);
    session.client
      .request('device.revoke', { device: device.id })
      .then(onDone, (thrown: Error) => onError(thrown.message));
  };
  return (
    <div>
      <Button ref={button} look="danger" onClick={() => setAsking(true)}>
        Revoke…
      </Button>
      {asking && (
        <Confirm
          title={`Revoke “${device.name}”?`}
          description="Its connections are cut now, and it can never come back by itself. To let it in again, pair it anew."
          confirm="Revoke"
          danger
          onCancel={() => setAsking(false)}
          onConfirm={revoke}
          finalFocus={() => button.current}
        />
      )}
    </div>
  );
}
