import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { labelOf } from '../../../../src-shared/labels/terminal-label.ts';
import type { DeviceInfo } from '../../../../src-shared/protocol/channels/device/state.ts';
import type { CoreParams } from '../../../../src-shared/protocol/request-table.ts';
import { Button } from '../../../ui/kit/button.tsx';
import { Switch } from '../../../ui/kit/switch.tsx';
import { useSettingsWindow } from '../use-settings-window.ts';

/** What may be changed of a device. */
export type Change = Omit<CoreParams<'device.update'>, 'device'>;

interface DeviceGrantsProps {
  readonly device: DeviceInfo;
  readonly change: (what: Change) => void;
}

/** Typing into single terminals, for a device that may not type in general. */
export function DeviceGrants({ device, change }: DeviceGrantsProps): ReactNode {
  const { session } = useSettingsWindow();
  const terminals = useStore(session.terminals, ({ state }) => state.terminals);
  const { grants } = device;
  const all = Object.values(terminals).filter(({ id, phase }) => phase.kind === 'running' || isGranted(id));
  const gone = grants.filter(({ terminal }) => terminals[terminal] === undefined);
  if (all.length === 0 && gone.length === 0) return null;
  function isGranted(id: string): boolean {
    return grants.some(({ terminal, rights }) => terminal === id && rights.includes('type'));
  }
  const set = (terminal: string, on: boolean): void => {
    const others = grants.filter((each) => each.terminal !== terminal);
    change({ grants: on ? [...others, { terminal, rights: ['type'] }] : others });
  };
  return (
    <fieldset>
      <legend className="font-medium">It may also type into</legend>
      <ul className="thin-scroll mt-2 flex max-h-56 flex-col gap-1.5 overflow-y-auto">
        {all.map((info) => (
          <li key={info.id}>
            {/* biome-ignore lint/a11y/noLabelWithoutControl: the switch is the control */}
            <label className="flex items-center gap-3">
              <Switch checked={isGranted(info.id)} onChange={(on) => set(info.id, on)} />
              <bdi className="truncate">{labelOf(info)}</bdi>
            </label>
          </li>
        ))}
      </ul>
      {gone.length > 0 && (
        <p className="mt-2 flex items-center gap-2 text-[12px] text-muted">
          {gone.length === 1 ? 'One grant is' : `${gone.length} grants are`} for terminals that are gone.
          <Button onClick={() => change({ grants: grants.filter((each) => !gone.includes(each)) })}>Take away</Button>
        </p>
      )}
    </fieldset>
  );
}
