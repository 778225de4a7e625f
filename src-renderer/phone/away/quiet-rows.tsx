import type { ReactNode } from 'react';
import type { PushWishes } from '../../../src-shared/protocol/channels/push/requests.ts';
import { SwitchRow } from '../parts/setting-rows.tsx';
import { minutesOf, timeOf } from './minutes.ts';
import type { PushDesk } from './push-desk.ts';

type Quiet = NonNullable<PushWishes['quiet']>;
const NIGHT = { from: 22 * 60, until: 7 * 60 };

export interface QuietRowsProps {
  readonly desk: PushDesk;
  readonly quiet: Quiet | null;
  readonly busy: boolean;
}

/** The part of the day in which nothing is told, by the clock of this phone. */
export function QuietRows({ desk, quiet, busy }: QuietRowsProps): ReactNode {
  const set = (next: Omit<Quiet, 'zone'> | null): void =>
    void desk.wish({ quiet: next === null ? null : { ...next, zone: desk.zone } });
  return (
    <>
      <SwitchRow
        label="Quiet hours"
        hint={quiet === null ? 'A part of the day without any.' : quietWords(quiet)}
        checked={quiet !== null}
        disabled={busy}
        onChange={(on) => set(on ? NIGHT : null)}
      />
      {quiet !== null && (
        <div className="flex gap-4 px-4 py-2.5">
          <Time label="From" value={quiet.from} onChange={(from) => set({ from, until: quiet.until })} />
          <Time label="Until" value={quiet.until} onChange={(until) => set({ from: quiet.from, until })} />
        </div>
      )}
    </>
  );
}

function Time(props: {
  readonly label: string;
  readonly value: number;
  readonly onChange: (minutes: number) => void;
}): ReactNode {
  const { label, value, onChange } = props;
  return (
    <label className="flex min-w-0 flex-1 flex-col gap-1 text-[13px] text-muted">
      {label}
      <input
        type="time"
        required
        // A half-typed time is no time; the field keeps showing it until it is one.
        defaultValue={timeOf(value)}
        className="min-h-11 w-full rounded-lg border border-line-strong bg-field px-3 text-[16px] text-text tabular-nums"
        onChange={({ target }) => {
          const minutes = minutesOf(target.value);
          if (minutes !== undefined && minutes !== value) onChange(minutes);
        }}
      />
    </label>
  );
}

function quietWords({ from, until, zone }: Quiet): string {
  if (from === until) return 'All day.';
  return `By the clock of ${zone.replaceAll('_', ' ')}.`;
}
