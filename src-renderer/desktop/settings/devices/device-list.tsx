import { Laptop, Smartphone, Terminal } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import type { DeviceInfo } from '../../../../src-shared/protocol/channels/device/state.ts';
import { Button } from '../../../ui/kit/button.tsx';
import { Group, Row } from '../../../ui/kit/row.tsx';
import { useSettingsWindow } from '../use-settings-window.ts';
import { DeviceEditor } from './device-editor.tsx';
import { ago, levelWords, roleName } from './role-words.ts';

const ICONS = { paired: Smartphone, link: Laptop, window: Laptop, local: Terminal } as const;

/** Every device that may come in, the one seen last first. */
export function DeviceList(): ReactNode {
  const { devices } = useSettingsWindow();
  const { state, condition } = useStore(devices);
  const [open, setOpen] = useState<string>();
  const all = Object.values(state.devices).sort((a, b) => rank(b) - rank(a) || b.lastSeen - a.lastSeen);
  return (
    <Group title="Devices">
      {all.map((device) => (
        <div key={device.id}>
          <DeviceRow
            device={device}
            isOpen={open === device.id}
            onToggle={() => setOpen(open === device.id ? undefined : device.id)}
          />
          {open === device.id && <DeviceEditor device={device} onClose={() => setOpen(undefined)} />}
        </div>
      ))}
      {condition !== 'current' && all.length === 0 && <Row composite label="Asking the hub…" />}
    </Group>
  );
}

/** Those that are connected come first. */
function rank({ connections }: DeviceInfo): number {
  return connections > 0 ? 1 : 0;
}

interface DeviceRowProps {
  readonly device: DeviceInfo;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function DeviceRow({ device, isOpen, onToggle }: DeviceRowProps): ReactNode {
  const { clock } = useSettingsWindow();
  const { name, origin, role } = device;
  const Icon = ICONS[origin];
  return (
    <div className="flex items-center gap-3 px-4 py-2.5">
      <Icon className="size-5 shrink-0 text-muted" aria-hidden />
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-2 text-[13px]">
          <span className="truncate">{name}</span>
          <span className="shrink-0 text-[12px] text-muted">{roleName(role)}</span>
        </div>
        <div className="text-[12px] text-muted">{whereabouts(device, clock.now())}</div>
      </div>
      {origin !== 'local' && (
        <Button aria-expanded={isOpen} aria-label={`Change ${name}`} onClick={onToggle}>
          {isOpen ? 'Close' : 'Change…'}
        </Button>
      )}
    </div>
  );
}

function whereabouts(
  { platform, origin, connections, lastSeen, lastFrom, lastLevel, expiresAt }: DeviceInfo,
  now: number,
): string {
  const what = platform !== '' ? platform : origin === 'local' ? 'this computer' : 'a browser';
  const seen = connections > 0 ? 'connected now' : `seen ${ago(lastSeen, now)}`;
  const from = lastLevel === null || lastLevel === 'local' ? '' : ` from ${lastFrom}, ${levelWords(lastLevel)}`;
  const end = expiresAt === null ? '' : `; until ${new Date(expiresAt).toLocaleString()}`;
  return `${what}; ${seen}${from}${end}`;
}
