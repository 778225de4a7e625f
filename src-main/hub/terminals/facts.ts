import type { Facts } from '../../../src-shared/keeper-protocol/messages.ts';
import type { TerminalAction } from '../../../src-shared/protocol/channels/terminal/actions.ts';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';

/** What has changed between what is known of a terminal and what its keeper says now. */
export function factActions(known: TerminalInfo, facts: Facts): TerminalAction[] {
  const { id } = known;
  const actions: TerminalAction[] = [];
  if (facts.title !== known.title) actions.push({ type: 'terminal.session.titled', id, title: facts.title });
  if (facts.cwd !== null && facts.cwd !== known.cwd)
    actions.push({ type: 'terminal.session.moved', id, cwd: facts.cwd });
  if (JSON.stringify(facts.run) !== JSON.stringify(known.run))
    actions.push({ type: 'terminal.session.ran', id, run: facts.run });
  if (facts.bells !== known.bells) actions.push({ type: 'terminal.session.rang', id, bells: facts.bells });
  return actions;
}
