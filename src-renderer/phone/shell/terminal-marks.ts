import { phaseSentence, plainLine, shortDuration } from '../../../src-shared/labels/terminal-label.ts';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';

/** What a terminal does, in a few words. `now` is the hub's wall clock, ms. */
export function activityOf(info: TerminalInfo, now: number): string {
  if (info.phase.kind !== 'running') return (phaseSentence(info.phase) ?? '').replace(/\.$/, '');
  const driver = info.driver === null ? '' : ` · ${plainLine(info.driver.name)} drives`;
  const { run } = info;
  if (run.kind === 'unknown') return `Running${driver}`;
  if (run.kind === 'running')
    return `${plainLine(run.line) || 'Running'} · ${shortDuration(Math.max(0, now - run.since))}${driver}`;
  const failed = run.lastExitCode !== null && run.lastExitCode !== 0 ? ` · last exit ${run.lastExitCode}` : '';
  return `Waits for a command${failed}${driver}`;
}

/** Where something runs first, then where one may type, then what is over; the newest of each first. */
export function byActivity(one: TerminalInfo, other: TerminalInfo): number {
  const rank = ({ phase, run }: TerminalInfo): number =>
    phase.kind !== 'running' ? 2 : run.kind === 'running' ? 0 : 1;
  return rank(one) - rank(other) || other.startedAt - one.startedAt || (one.id < other.id ? -1 : 1);
}

const KEPT = 'homeport.phone.bells';

/** How often each terminal's bell had rung when it was looked at last. Bells from before a terminal was known count as heard. */
export class HeardBells {
  private readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  private heard: Record<string, number>;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.storage = storage;
    this.heard = parse(storage.getItem(KEPT));
  }

  rings({ id, bells }: Pick<TerminalInfo, 'id' | 'bells'>): boolean {
    return bells > (this.heard[id] ?? bells);
  }

  /** Learns of the terminals that there are, and forgets the others. */
  meet(terminals: Readonly<Record<string, Pick<TerminalInfo, 'bells'>>>): void {
    const known = Object.entries(terminals).map(([id, { bells }]) => [id, this.heard[id] ?? bells] as const);
    this.keep(Object.fromEntries(known));
  }

  /** Somebody has looked. */
  hear({ id, bells }: Pick<TerminalInfo, 'id' | 'bells'>): void {
    this.keep({ ...this.heard, [id]: bells });
  }

  private keep(heard: Record<string, number>): void {
    const text = JSON.stringify(heard);
    if (text === JSON.stringify(this.heard)) return;
    this.heard = heard;
    try {
      this.storage.setItem(KEPT, text);
    } catch {
      // Storage full or forbidden: after the next start old bells are news again.
    }
  }
}

function parse(text: string | null): Record<string, number> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter(([, bells]) => typeof bells === 'number'));
  } catch {
    // Damaged: as good as none.
    return {};
  }
}
