import type { TerminalInfo, TerminalState } from '../../../src-shared/protocol/channels/terminal/state.ts';

/** When something last happened in each terminal, ms since 1970, as far as one can tell from its facts. */
export type Activity = Readonly<Record<string, number>>;

/** Activity after a step of the terminal channel that was heard at `now`. */
export function followActivity(activity: Activity, before: TerminalState, after: TerminalState, now: number): Activity {
  if (before === after) return activity;
  return Object.fromEntries(
    Object.values(after.terminals).map((info) => {
      const known = before.terminals[info.id];
      const happened = known === undefined ? lastKnown(info) : (activity[info.id] ?? lastKnown(info));
      return [info.id, known !== undefined && somethingHappened(known, info) ? now : happened];
    }),
  );
}

/** Titles and directories are left out: programs change them many times a second, and never alone. */
function somethingHappened(before: TerminalInfo, after: TerminalInfo): boolean {
  return (
    before.run !== after.run ||
    before.phase !== after.phase ||
    before.bells !== after.bells ||
    // A driver that comes has typed; one that goes has done nothing.
    (after.driver !== null && before.driver?.connection !== after.driver.connection)
  );
}

/** For a terminal that was there before us: the latest moment that its facts name. */
function lastKnown({ startedAt, run, phase }: TerminalInfo): number {
  return Math.max(
    startedAt,
    run.kind === 'running' ? run.since : 0,
    phase.kind === 'ended' || phase.kind === 'lost' ? phase.at : 0,
  );
}
