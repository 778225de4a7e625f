import { exhausted } from '../../../base/invariant.ts';
import type { TerminalAction } from './actions.ts';
import type { TerminalInfo, TerminalState } from './state.ts';

function patch(state: TerminalState, id: string, change: Partial<TerminalInfo>): TerminalState {
  const known = state.terminals[id];
  // An action about a terminal that is gone changes nothing: it was overtaken by `removed`.
  if (known === undefined) return state;
  return { terminals: { ...state.terminals, [id]: { ...known, ...change } } };
}

/** Pure; run by the hub and by every client alike. */
export function reduceTerminal(state: TerminalState, action: TerminalAction): TerminalState {
  switch (action.type) {
    case 'terminal.session.listed':
      return { terminals: { ...state.terminals, [action.terminal.id]: action.terminal } };
    case 'terminal.session.removed': {
      if (!(action.id in state.terminals)) return state;
      const { [action.id]: _gone, ...terminals } = state.terminals;
      return { terminals };
    }
    case 'terminal.session.named':
      return patch(state, action.id, { name: action.name });
    case 'terminal.session.titled':
      return patch(state, action.id, { title: action.title });
    case 'terminal.session.moved':
      return patch(state, action.id, { cwd: action.cwd });
    case 'terminal.session.sized':
      return patch(state, action.id, { cols: action.cols, rows: action.rows });
    case 'terminal.session.driven':
      return patch(state, action.id, { driver: action.driver });
    case 'terminal.session.ran':
      return patch(state, action.id, { run: action.run });
    case 'terminal.session.rang':
      return patch(state, action.id, { bells: action.bells });
    case 'terminal.session.exit':
      return patch(state, action.id, {
        phase: action.phase,
        ...(action.phase.kind === 'running' ? {} : { driver: null }),
      });
    default:
      return exhausted(action);
  }
}
