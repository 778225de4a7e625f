import { labelOf, phaseWord } from '../../../../src-shared/labels/terminal-label.ts';
import type { TraySection } from '../tray-model.ts';

const SHOWN = 5;

/** The terminals in which something happened last, the latest first; those that wait for the user are marked. */
export const terminalsSection: TraySection = (state, { activity, badges, intents }) =>
  Object.values(state.terminals.terminals)
    .sort((one, other) => (activity[other.id] ?? other.startedAt) - (activity[one.id] ?? one.startedAt))
    .slice(0, SHOWN)
    .map((info) => {
      const mark = badges[info.id] === undefined ? '' : '● ';
      const phase = info.phase.kind === 'running' ? '' : ` (${phaseWord(info.phase)})`;
      return {
        kind: 'action',
        id: `terminal:${info.id}`,
        label: `${mark}${labelOf(info)}${phase}`,
        run: () => intents.openTerminal(info.id),
      };
    });
