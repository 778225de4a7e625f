import { Laptop, Smartphone, Terminal, TriangleAlert } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import type { DeviceInfo } from '../../../../src-shared/protocol/channels/device/state.ts';
import { Button } from '../../../ui/kit/button.tsx';
import { Group, Row } from '../../../ui/kit/row.tsx';
import { TextField } from '../../../ui/kit/text-field.tsx';
import { useSettingsWindow } from '../use-settings-window.ts';
import { DeviceEditor } from './device-editor.tsx';
import { inOrder, isMeant, standingOf, whereabouts } from './device-words.ts';
import { roleName } from './role-words.ts';

const ICONS = { paired: Smartphone, link: Laptop, window: Laptop, local: Terminal } as const;

/** As many are looked through at a glance; beyond it the list is searched. */
const FEW = 8;

export interface DeviceListProps {
  /** Looks for what a device did. */
  readonly onAudit: (device: string) => void;
}

/** Every device that may come in. */
export function DeviceList({ onAudit }: DeviceListProps): ReactNode {
  const { devices, clock } = useSettingsWindow();
  const { state, condition } = useStore(devices);
  const [open, setOpen] = useState<string>();
  const [text, setText] = useState('');
  const [all, setAll] = useState(false);
  const known = Object.values(state.devices);
  const now = clock.now();
  const meant = inOrder(known, now).filter((device) => isMeant(device, text));
  const shown = all ? meant : meant.slice(0, FEW);
  return (
    <Group title={known.length > FEW ? `Devices · ${known.length}` : 'Devices'}>
      <SuspendedRow devices={known} now={now} />
      {known.length > FEW && (
        <div className="px-4 py-3">
          <TextField
            label="Find a device"
            type="search"
            placeholder="Name, kind or address"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
      )}
      <ul className="divide-y divide-line overflow-hidden rounded-b-xl">
        {shown.map((device) => (
          <li key={device.id}>
            <DeviceRow
              device={device}
              isOpen={open === device.id}
              onToggle={() => setOpen(open === device.id ? undefined : device.id)}
            />
            {open === device.id && (
              <DeviceEditor device={device} onAudit={onAudit} onClose={() => setOpen(undefined)} />
            )}
          </li>
        ))}
      </ul>
      {meant.length > shown.length && (
        <div className="px-4 py-2.5">
          <Button onClick={() => setAll(true)}>Show all {meant.length}</Button>
        </div>
      )}
      {known.length > 0 && meant.length === 0 && <Row composite label="No device is called that" />}
      {known.length === 0 && (
        <Row
          composite
          label={
            condition === 'stale'
              ? 'Asking the hub…'
              : condition === 'refused'
                ? 'This browser may not see the devices'
                : 'There is none yet'
          }
        />
      )}
    </Group>
  );
}

/** Says why devices are kept out that nobody revoked. */
function SuspendedRow({ devices, now }: { readonly devices: readonly DeviceInfo[]; readonly now: number }): ReactNode {
  const { session } = useSettingsWindow();
  const trouble = useStore(session.hub, ({ state }) => state.troubles['devices-suspended']);
  const count = devices.filter((device) => standingOf(device, now) === 'suspended').length;
  if (count === 0) return null;
  return (
    <div className="flex items-start gap-2 rounded-t-xl bg-warn-wash px-4 py-2.5 text-[12.5px]" role="status">
      <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
      <div>
        <p className="font-medium">{count === 1 ? 'One device is suspended' : `${count} devices are suspended`}</p>
        <p className="text-pretty">
          {trouble?.text ??
            'The list of devices was put back from a copy, and it is not known what was taken away since. Let those in again that you know.'}
        </p>
      </div>
    </div>
  );
}

interface DeviceRowProps {
  readonly device: DeviceInfo;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function DeviceRow({ device, isOpen, onToggle }: DeviceRowProps): ReactNode {
  const { clock, session } = useSettingsWindow();
  const own = useStore(session.connection, (state) => (state.kind === 'open' ? state.welcome.device.id : undefined));
  const { name, origin, role } = device;
  const Icon = ICONS[origin];
  const now = clock.now();
  const standing = standingOf(device, now);
  const isOut = standing === 'over' || standing === 'suspended';
  return (
    <div className="flex items-center gap-3 px-4 py-2.5">
      <span className="relative shrink-0">
        <Icon className="size-5 text-muted" aria-hidden />
        {standing === 'connected' && (
          <span className="-right-0.5 -bottom-0.5 absolute size-2 rounded-full bg-ok ring-2 ring-raised" aria-hidden />
        )}
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-2 text-[13px]">
          <bdi className="truncate" title={name}>
            {name}
          </bdi>
          <span className="shrink-0 text-[12px] text-muted">
            {roleName(role)}
            {own === device.id && ' · this browser'}
          </span>
          {isOut && (
            <span className="shrink-0 font-medium text-[12px] text-warn">
              {standing === 'over' ? 'Its time is over' : 'Suspended'}
            </span>
          )}
        </div>
        <div className="text-pretty text-[12px] text-muted [overflow-wrap:anywhere]">
          <bdi>{whereabouts(device, now)}</bdi>
        </div>
      </div>
      {origin !== 'local' && (
        <Button aria-expanded={isOpen} aria-label={`${isOpen ? 'Close' : 'Change'} ${name}`} onClick={onToggle}>
          {isOpen ? 'Close' : 'Change…'}
        </Button>
      )}
    </div>
  );
}
