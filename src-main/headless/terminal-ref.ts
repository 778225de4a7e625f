import type { HubClient } from '../../src-shared/client/hub-client.ts';
import type { TerminalInfo } from '../../src-shared/protocol/channels/terminal/state.ts';
import { CliError } from './cli-error.ts';
import { plain } from './output.ts';

/** What a person calls a terminal: its name, else its title, else what was started. */
export function titleOf(terminal: TerminalInfo): string {
  return plain(terminal.name || terminal.title || [terminal.command.file, ...terminal.command.args].join(' '));
}

/** The one terminal that `ref` names: a whole id, a unique name, or a unique beginning of an id (with or without `t_`). */
export function findTerminal(terminals: readonly TerminalInfo[], ref: string): TerminalInfo {
  const exact = terminals.find((each) => each.id === ref);
  if (exact !== undefined) return exact;
  const named = terminals.filter((each) => each.name === ref);
  const begun = terminals.filter((each) => each.id.startsWith(ref) || each.id.startsWith(`t_${ref}`));
  const found = named.length > 0 ? named : ref === '' ? [] : begun;
  const [only] = found;
  if (only === undefined)
    throw new CliError(
      'terminalNotFound',
      `There is no terminal "${plain(ref)}". \`homeport ls\` lists those that exist.`,
    );
  if (found.length > 1) {
    const ids = found.map((each) => each.id).join(', ');
    throw new CliError('ambiguous', `"${plain(ref)}" may be any of ${ids}. Give more of the id.`);
  }
  return only;
}

/** Looks `ref` up in the hub's list. */
export async function terminalByRef(client: HubClient, ref: string): Promise<TerminalInfo> {
  const { terminals } = await client.request('terminal.session.list', {});
  return findTerminal(terminals, ref);
}
