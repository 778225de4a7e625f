import type { Badge } from '../../../../src-shared/attention/attention.ts';
import { isFailure, labelOf } from '../../../../src-shared/labels/terminal-label.ts';
import type { TrayEntry, TraySection } from '../tray-model.ts';

/** A menu is no list to scroll in. */
const SHOWN = 8;

/** What waits for the user: terminals in which something happened that nobody has looked at. */
export const waitingSection: TraySection = (state, { badges, intents }) => {
  const waiting = Object.entries(badges).flatMap(([id, badge]) => {
    const info = state.terminals.terminals[id];
    return info === undefined ? [] : [{ info, badge }];
  });
  if (waiting.length === 0) return [];
  const entries = waiting.slice(0, SHOWN).map(
    ({ info, badge }): TrayEntry => ({
      kind: 'action',
      id: `waiting:${info.id}`,
      // What happened stands first: a long name is cut at its end.
      label: `${badgeWord(badge)}: ${badge.kind === 'finished' && badge.line !== '' ? badge.line : labelOf(info)}`,
      run: () => intents.openTerminal(info.id),
    }),
  );
  const more = waiting.length - entries.length;
  return [
    { kind: 'line', id: 'waiting', label: 'Waiting for you' },
    ...entries,
    ...(more === 0
      ? []
      : [{ kind: 'action', id: 'waiting-more', label: `${more} more…`, run: () => intents.showWindow() } as const]),
  ];
};

function badgeWord(badge: Badge): string {
  switch (badge.kind) {
    case 'bell':
      return 'Bell';
    case 'over':
      return 'Ended';
    case 'finished':
      return isFailure(badge.exitCode) ? 'Failed' : 'Finished';
  }
}
