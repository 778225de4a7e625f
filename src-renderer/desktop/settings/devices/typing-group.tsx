import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import { labelOf } from '../../../../src-shared/labels/terminal-label.ts';
import type { Typing } from '../../../../src-shared/protocol/channels/device/requests.ts';
import { Button } from '../../../ui/kit/button.tsx';
import { Group, Row } from '../../../ui/kit/row.tsx';
import { SelectField } from '../../../ui/kit/select-field.tsx';
import { useAsked, useSettingsWindow } from '../use-settings-window.ts';
import { deviceOptions } from './device-words.ts';

const FEW = 10;
const MANY = 200;

/** Which device typed into which terminal when. What was typed is written down nowhere. */
export function TypingGroup(): ReactNode {
  const { session, devices } = useSettingsWindow();
  const known = useStore(devices, ({ state }) => state.devices);
  const terminals = useStore(session.terminals, ({ state }) => state.terminals);
  const [device, setDevice] = useState('');
  const [limit, setLimit] = useState(FEW);
  const [turn, setTurn] = useState(0);
  // Somebody who begins to type becomes the driver: then there is news.
  const drivers = Object.values(terminals)
    .map(({ driver }) => driver?.connection ?? '')
    .join();
  const asked = useAsked(
    () => session.client.request('device.typing.list', { ...(device === '' ? {} : { device }), limit }),
    `${drivers} ${device} ${limit} ${turn}`,
  );
  const options = [{ value: '', label: 'Every device' }, ...deviceOptions(Object.values(known), device)];
  const nameOf = (id: string): string => known[id]?.name ?? 'a window, or a device that is gone';
  const labelFor = (id: string): string => {
    const info = terminals[id];
    return info === undefined ? 'a terminal that is gone' : labelOf(info);
  };
  return (
    <Group title="Who typed when">
      <div className="flex items-end gap-3 px-4 py-3">
        <div className="min-w-0 flex-1">
          <SelectField label="Device" value={device} options={options} onChange={setDevice} />
        </div>
        <Button className="h-8" onClick={() => setTurn(turn + 1)}>
          Look again
        </Button>
      </div>
      {asked.kind === 'refused' && <Row composite label="It cannot be read" error={asked.sentence} />}
      {asked.kind === 'answer' && asked.answer.typing.length === 0 && (
        <Row composite label="Nobody typed" hint="When somebody does, it says who, where and when; never what." />
      )}
      {asked.kind === 'answer' && asked.answer.typing.length > 0 && (
        <Stretches typing={asked.answer.typing} nameOf={nameOf} labelFor={labelFor} />
      )}
      {asked.kind === 'answer' && asked.answer.typing.length === limit && limit < MANY && (
        <div className="px-4 py-2.5">
          <Button onClick={() => setLimit(MANY)}>Show more</Button>
        </div>
      )}
    </Group>
  );
}

interface StretchesProps {
  readonly typing: readonly Typing[];
  readonly nameOf: (device: string) => string;
  readonly labelFor: (terminal: string) => string;
}

function Stretches({ typing, nameOf, labelFor }: StretchesProps): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="thin-scroll max-h-64 overflow-auto" tabIndex={0} aria-label="Stretches of typing">
      <table className="w-full text-left text-[12px]">
        <thead className="sticky top-0 bg-raised text-muted">
          <tr>
            {['When', 'Device', 'Terminal'].map((title) => (
              <th key={title} scope="col" className="px-4 py-1.5 font-medium">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {typing.map(({ device, terminal, from, until }) => (
            <tr key={`${device} ${terminal} ${from}`} className="border-line border-t align-top">
              <td className="whitespace-nowrap px-4 py-1.5 text-muted tabular-nums">{stretch(from, until)}</td>
              <td className="px-4 py-1.5 [overflow-wrap:anywhere]">
                <bdi>{nameOf(device)}</bdi>
              </td>
              <td className="px-4 py-1.5 [overflow-wrap:anywhere]">
                <bdi>{labelFor(terminal)}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** "21/11/2026, 08:01:12 – 08:04:40", or one time for a stretch within a second. */
function stretch(from: number, until: number): string {
  const begin = new Date(from).toLocaleString();
  return until - from < 1000 ? begin : `${begin} – ${new Date(until).toLocaleTimeString()}`;
}
