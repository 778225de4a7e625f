import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import { withHub } from '../hub-access.ts';
import { type CommonOptions, duration, plain, print, table } from '../output.ts';
import { titleOf } from '../terminal-ref.ts';

export interface LsOptions extends CommonOptions {
  /** Ids alone, one a line; shell completion uses it. */
  readonly quiet: boolean;
}

export async function ls(options: LsOptions): Promise<void> {
  const found = await withHub(options.dataDir, (client) => client.request('terminal.session.list', {}));
  print(options, found, ({ terminals }) => {
    if (options.quiet) return terminals.map((each) => each.id).join('\n');
    if (terminals.length === 0) return 'There are no terminals. Start one with `homeport new`.';
    return table([['ID', 'STATE', 'SIZE', 'AGE', 'DIRECTORY', 'NAME'], ...terminals.map(row)]);
  });
}

function row(terminal: TerminalInfo): string[] {
  const { id, cols, rows, startedAt, cwd } = terminal;
  return [id, phaseText(terminal), `${cols}x${rows}`, duration(Date.now() - startedAt), plain(cwd), titleOf(terminal)];
}

/** One word or two about where a terminal is in its life. */
export function phaseText({ phase, run }: TerminalInfo): string {
  switch (phase.kind) {
    case 'running':
      return run.kind === 'prompt' ? 'at prompt' : 'running';
    case 'ended':
      return phase.signal === null ? `ended (${phase.exitCode ?? '?'})` : `ended (${phase.signal})`;
    case 'unreachable':
      return 'unreachable';
    case 'lost':
      return 'lost';
  }
}
