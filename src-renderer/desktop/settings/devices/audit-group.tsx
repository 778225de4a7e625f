import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import type { AuditLine } from '../../../../src-shared/protocol/channels/device/requests.ts';
import { Button } from '../../../ui/kit/button.tsx';
import { Group, Row } from '../../../ui/kit/row.tsx';
import { Segmented } from '../../../ui/kit/segmented.tsx';
import { SelectField } from '../../../ui/kit/select-field.tsx';
import { ExportRow } from '../export-row.tsx';
import { useAsked, useSettingsWindow } from '../use-settings-window.ts';
import { ANSWER_CHOICES, answerWords, deedWords, KINDS, SPANS } from './audit-words.ts';
import { deviceOptions } from './device-words.ts';

const PAGE = 50;
/** As many as the hub tells at once. */
const MOST = 500;

export interface AuditGroupProps {
  /** The device whose deeds are looked for; empty for everybody. */
  readonly who: string;
  readonly onWho: (who: string) => void;
}

/** Who did what when, and how it was answered: filtered, page by page, and as a file. */
export function AuditGroup({ who, onWho }: AuditGroupProps): ReactNode {
  const { session, devices, clock } = useSettingsWindow();
  const known = useStore(devices, ({ state }) => state.devices);
  const [what, setWhat] = useState('');
  const [answer, setAnswer] = useState<'any' | 'done' | 'refused'>('any');
  const [span, setSpan] = useState<{ readonly value: string; readonly since?: number }>({ value: '' });
  const [limit, setLimit] = useState(PAGE);
  const [turn, setTurn] = useState(0);
  const filter = {
    ...(who === '' ? {} : { who }),
    ...(what === '' ? {} : { what }),
    ...(answer === 'refused' ? { refused: true } : {}),
    ...(answer === 'done' ? { verdict: 'ok' } : {}),
    ...(span.since === undefined ? {} : { since: span.since }),
  };
  const asked = useAsked(
    () => session.client.request('device.audit.list', { ...filter, limit }),
    JSON.stringify([filter, limit, turn]),
  );
  const people = [{ value: '', label: 'Everybody' }, ...deviceOptions(Object.values(known), who)];
  const hasMore = asked.kind === 'answer' && asked.answer.before !== null;
  return (
    <Group title="Audit log">
      <div className="grid items-end gap-3 px-4 py-3 min-[36rem]:grid-cols-3">
        <SelectField label="Who" value={who} options={people} onChange={onWho} />
        <SelectField label="What" value={what} options={KINDS} onChange={setWhat} />
        <SelectField
          label="When"
          value={span.value}
          options={SPANS}
          onChange={(value) => setSpan(value === '' ? { value } : { value, since: clock.now() - Number(value) })}
        />
        <div className="flex flex-wrap items-center gap-3 min-[36rem]:col-span-3">
          <Segmented label="Answer" value={answer} options={ANSWER_CHOICES} onChange={setAnswer} />
          <Button className="ml-auto" onClick={() => setTurn(turn + 1)}>
            Look again
          </Button>
        </div>
      </div>
      {asked.kind === 'refused' && <Row composite label="It cannot be read" error={asked.sentence} />}
      {asked.kind === 'answer' && (
        <Entries entries={asked.answer.entries} nameOf={(id) => known[id]?.name ?? whoWords(id, known)} />
      )}
      {hasMore && (
        <div className="flex items-center gap-3 px-4 py-2.5 text-[12px] text-muted">
          {limit < MOST ? (
            <Button onClick={() => setLimit(Math.min(MOST, limit + 3 * PAGE))}>Show more</Button>
          ) : (
            `The last ${MOST} of this kind are shown. The file below has all there are.`
          )}
        </div>
      )}
      <ExportRow
        kind="audit"
        what="The whole log as JSON lines, each with its hash, so that a changed or missing line shows."
        example="/home/me/homeport-audit.jsonl"
        write={(path) => session.client.request('device.audit.export', { path })}
      />
    </Group>
  );
}

/** An id may stand with the address that it came from. */
function whoWords(who: string, known: Readonly<Record<string, { readonly name: string }>>): string {
  const [id = '', from] = who.split(' at ');
  const name = known[id]?.name;
  return name === undefined || from === undefined ? who : `${name} at ${from}`;
}

interface EntriesProps {
  readonly entries: readonly AuditLine[];
  readonly nameOf: (id: string) => string;
}

function Entries({ entries, nameOf }: EntriesProps): ReactNode {
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
            <tr key={seq} className="border-line border-t align-top">
              <td className="whitespace-nowrap px-4 py-1.5 text-muted tabular-nums">{new Date(at).toLocaleString()}</td>
              <td className="max-w-44 px-4 py-1.5 [overflow-wrap:anywhere]">
                <bdi>{nameOf(who)}</bdi>
              </td>
              <td className="px-4 py-1.5" title={what}>
                {deedWords(what)}
              </td>
              <td
                className={`whitespace-nowrap px-4 py-1.5 ${verdict === 'ok' ? 'text-muted' : 'text-danger'}`}
                title={verdict}
              >
                {answerWords(verdict)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
