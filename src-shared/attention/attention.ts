import type { TerminalInfo, TerminalState } from '../protocol/channels/terminal/state.ts';

/** A command that ran at least this long is worth a word when it ends unseen. */
export const LONG_COMMAND_MS = 10_000;

/** Why a terminal that is not looked at wants to be. The later one wins. */
export type Badge =
  | { readonly kind: 'bell' }
  | { readonly kind: 'finished'; readonly exitCode: number | null; readonly line: string; readonly durationMs: number }
  | { readonly kind: 'over' };

export type Badges = Readonly<Record<string, Badge>>;

/** What happened between two states of the terminal channel that a user may want to hear of. */
export interface Notice {
  readonly terminal: TerminalInfo;
  readonly badge: Badge;
}

function noticeOf(before: TerminalInfo, after: TerminalInfo): Badge | undefined {
  if (before.phase.kind === 'running' && (after.phase.kind === 'ended' || after.phase.kind === 'lost'))
    return { kind: 'over' };
  if (before.run.kind === 'running' && after.run.kind === 'prompt') {
    const durationMs = after.run.lastDurationMs ?? 0;
    if (durationMs >= LONG_COMMAND_MS)
      return { kind: 'finished', exitCode: after.run.lastExitCode, line: before.run.line, durationMs };
  }
  return after.bells > before.bells ? { kind: 'bell' } : undefined;
}

/** Everything worth a notice that the step from one state to the next holds. */
export function noticesBetween(before: TerminalState, after: TerminalState): ReadonlyArray<Notice> {
  if (before === after) return [];
  return Object.values(after.terminals).flatMap((terminal) => {
    const known = before.terminals[terminal.id];
    if (known === undefined || known === terminal) return [];
    const badge = noticeOf(known, terminal);
    return badge === undefined ? [] : [{ terminal, badge }];
  });
}

/** Badges after some notices; terminals that are looked at and those that are gone have none. */
export function updateBadges(
  badges: Badges,
  notices: ReadonlyArray<Notice>,
  looked: ReadonlySet<string>,
  exists: (terminal: string) => boolean,
): Badges {
  const next = { ...badges };
  for (const notice of notices) next[notice.terminal.id] = notice.badge;
  for (const id of Object.keys(next)) if (looked.has(id) || !exists(id)) delete next[id];
  const same =
    Object.keys(next).length === Object.keys(badges).length &&
    Object.entries(next).every(([id, badge]) => badges[id] === badge);
  return same ? badges : next;
}
