import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import type { AuditLine } from '../../../../src-shared/protocol/channels/device/requests.ts';
import { Button } from '../../../ui/kit/button.tsx';
import { Group, Row } from '../../../ui/kit/row.tsx';
import { SelectField } from '../../../ui/kit/select-field.tsx';
import { Switch } from '../../../ui/kit/switch.tsx';
import { TextField } from '../../../ui/kit/text-field.tsx';
import { useAsked, useSettingsWindow } from '../use-settings-window.ts';

const PAGE = 50;

/** Who did what when, and how it was answered: filtered, page by page, and as a file. */
export function AuditGroup(): ReactNode {
  const { session, devices } = useSettingsWindow();
  const known = useStore(devices, ({ state }) => state.devices);
  const [who, setWho] = useState('');
  const [what, setWhat] = useState('');
  const [refused, setRefused] = useState(false);
  const [limit, setLimit] = useState(PAGE);
  const filter = {
    ...(who === '' ? {} : { who }),
    ...(what.trim() === '' ? {} : { what: what.trim() }),
    ...(refused ? { refused } : {}),
  };
  const asked = useAsked(
    () => session.client.request('device.audit.list', { ...filter, limit }),
    JSON.stringify([filter, limit]),
  );
  const nameOf = (id: string): string => known[id]?.name ?? id;
  const people = [
    { value: '', label: 'Everybody' },
    ...Object.values(known).map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <Group title="Audit log">
      <div className="grid items-end gap-3 px-4 py-3 min-[36rem]:grid-cols-[1fr_1fr_auto]">
        <SelectField label="Who" value={who} options={people} onChange={setWho} />
        <TextField
          label="What"
          placeholder="such as pairing"
          value={what}
          onChange={(event) => setWhat(event.target.value)}
        />
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the switch is the control */}
        <label className="flex h-8 items-center gap-2 text-[13px]">
          <Switch checked={refused} onChange={setRefused} />
          Refused only
        </label>
      </div>
      {asked.kind === 'refused' && <Row composite label="It cannot be read" error={asked.sentence} />}
      {asked.kind === 'answer' && <Entries entries={asked.answer.entries} nameOf={nameOf} />}
      {asked.kind === 'answer' && asked.answer.before !== null && limit < 500 && (
        <div className="px-4 py-2.5">
          <Button onClick={() => setLimit(Math.min(500, limit + PAGE))}>Show more</Button>
        </div>
      )}
    </Group>
  );
}

function Entries(props: {
  readonly entries: readonly AuditLine[];
  readonly nameOf: (id: string) => string;
}): ReactNode {
  const { entries, nameOf } = props;
  if (entries.length === 0) return <Row composite label="Nothing of that kind" />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="thin-scroll max-h-80 overflow-auto" tabIndex={0} aria-label="Entries">
      <table className="w-full text-left text-[12px]">
        <thead className="sticky top-0 bg-raised text-muted">
          <tr>
            {['When', 'Who', 'What', 'Answer'].map((title) => (
              <th key={title} scope="col" className="px-4 py-1.5 font-medium">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map(({ seq, at, who, what, verdict }) => (
            <tr key={seq} className="border-line border-t">
              <td className="whitespace-nowrap px-4 py-1.5 text-muted tabular-nums">{new Date(at).toLocaleString()}</td>
              <td className="px-4 py-1.5">{nameOf(who)}</td>
              <td className="break-all px-4 py-1.5 font-mono">{what}</td>
              <td className={verdict === 'ok' ? 'px-4 py-1.5 text-muted' : 'px-4 py-1.5 text-danger'}>{verdict}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
