import { type ReactNode, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { DeviceInfo } from '../../../../src-shared/protocol/channels/device/state.ts';
import { Button } from '../../../ui/kit/button.tsx';
import { Confirm } from '../../../ui/kit/confirm.tsx';
import { SelectField } from '../../../ui/kit/select-field.tsx';
import { TextField } from '../../../ui/kit/text-field.tsx';
import { useSettingsWindow } from '../use-settings-window.ts';
import { type Change, DeviceGrants } from './device-grants.tsx';
import { isolated, standingOf } from './device-words.ts';
import { RoleChoice } from './pair/role-choice.tsx';
import { endOf, LIFETIMES, levelWords } from './role-words.ts';

export interface DeviceEditorProps {
  readonly device: DeviceInfo;
  readonly onAudit: (device: string) => void;
  readonly onClose: () => void;
}

/** Changes one device, each field at once; revoking asks first. */
export function DeviceEditor({ device, onAudit, onClose }: DeviceEditorProps): ReactNode {
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
      <OutNote device={device} now={clock.now()} onLetIn={() => change({ expiresAt: null })} />
      <div className="grid gap-3 min-[36rem]:grid-cols-2">
        <TextField
          label="Name"
          value={name}
          maxLength={80}
          dir="auto"
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
      <RoleChoice value={device.role} onChange={(role) => change({ role })} />
      <LevelNote device={device} />
      {device.role !== 'admin' && <DeviceGrants device={device} change={change} />}
      {error !== undefined && (
        <p role="alert" className="text-danger">
          {error}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Revoke device={device} onError={setError} onDone={onClose} />
        <Button onClick={() => onAudit(device.id)}>What it did</Button>
        <span className="ml-auto text-[12px] text-muted">
          Let in {new Date(device.createdAt).toLocaleDateString()} ·{' '}
          <span className="select-all font-mono">{device.id}</span>
        </span>
      </div>
    </div>
  );
}

interface OutNoteProps {
  readonly device: DeviceInfo;
  readonly now: number;
  readonly onLetIn: () => void;
}

/** Why it is kept out, and the way back. */
function OutNote({ device, now, onLetIn }: OutNoteProps): ReactNode {
  const standing = standingOf(device, now);
  if (standing !== 'over' && standing !== 'suspended') return null;
  const since = new Date(device.expiresAt ?? now).toLocaleString();
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-lg bg-warn-wash px-3 py-2.5 text-[12.5px]">
      <span className="min-w-0 flex-1 text-pretty">
        {standing === 'suspended'
          ? `Suspended since ${since}: it could not be told what was taken away from it before. It comes in again when you say so.`
          : `Its time was over at ${since}. Give it a new end, or none, to let it in again.`}
      </span>
      <Button onClick={onLetIn}>Let it in again</Button>
    </div>
  );
}

/** What the way it last came protects from, and what that means for what it may do. */
function LevelNote({ device: { role, lastLevel } }: { readonly device: DeviceInfo }): ReactNode {
  if (lastLevel === null || lastLevel === 'local') return null;
  return (
    <p className="text-pretty text-[12px] text-muted">
      It last came {levelWords(lastLevel)}.
      {lastLevel === 'L0' &&
        role === 'admin' &&
        ' So it types only in networks that have your word (Network), and everywhere once it comes by https.'}
    </p>
  );
}

interface RevokeProps {
  readonly device: DeviceInfo;
  readonly onError: (sentence: string) => void;
  readonly onDone: () => void;
}

function Revoke({ device, onError, onDone }: RevokeProps): ReactNode {
  const { session } = useSettingsWindow();
  const own = useStore(session.connection, (state) => (state.kind === 'open' ? state.welcome.device.id : undefined));
  const [asking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const revoke = (): void => {
    setAsking(false);
    session.client
      .request('device.revoke', { device: device.id })
      .then(onDone, (thrown: Error) => onError(thrown.message));
  };
  return (
    <>
      <Button ref={button} look="danger" onClick={() => setAsking(true)}>
        Revoke…
      </Button>
      {asking && (
        <Confirm
          title={`Revoke “${isolated(device.name)}”?`}
          description={
            own === device.id
              ? 'It is the one that you use now: this page is cut off at once. It can never come back by itself; “homeport link” on the computer makes a link for another one.'
              : 'Its connections are cut now, and what it has typed and not sent is dropped. It can never come back by itself: to let it in again, pair it anew.'
          }
          confirm="Revoke"
          danger
          onCancel={() => setAsking(false)}
          onConfirm={revoke}
          finalFocus={() => button.current}
        />
      )}
    </>
  );
}
