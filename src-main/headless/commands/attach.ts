import { constants } from 'node:os';
import type { TerminalPhase } from '../../../src-shared/protocol/channels/terminal/state.ts';
import { systemClock } from '../../hub/host/system-clock.ts';
import { AttachSession, type Ending } from '../attach/attach-session.ts';
import { type DetachKey, detachKey } from '../attach/detach-key.ts';
import { isInside } from '../attach/inside.ts';
import { OuterInput } from '../attach/outer-input.ts';
import { OuterTerminal } from '../attach/outer-terminal.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { withHub } from '../hub-access.ts';
import type { CommonOptions } from '../output.ts';
import { terminalByRef } from '../terminal-ref.ts';

export interface AttachCommandOptions extends CommonOptions {
  readonly readOnly: boolean;
  readonly detachKey: string;
}

/** Uses a terminal from the one the user sits at. Ends with the program's own exit code. */
export async function attach(options: AttachCommandOptions, ref: string): Promise<void> {
  const key = detachKey(options.detachKey);
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY)
    throw new CliError(
      'noTerminal',
      'attach needs a terminal on both ends. In scripts use `homeport send` and `homeport read`.',
    );
  process.exitCode = await withHub(options.dataDir, async (client) => {
    const { id, phase } = await terminalByRef(client, ref);
    if (phase.kind === 'running' && isInside(phase.pid))
      throw new CliError(
        'inside',
        `This is ${id} itself: attached to itself it would only echo for ever. Attach to another one.`,
      );
    const outer = new OuterTerminal(stdin, stdout);
    const session = new AttachSession({ client, clock: systemClock, terminal: id, outer, readOnly: options.readOnly });
    try {
      connectOuter(session, key);
      return farewell(id, await session.ending, outer.restore);
    } finally {
      session.dispose();
      outer.restore();
    }
  });
}

/** Wires keys, size changes and signals of the outer terminal; they end with the process. */
function connectOuter(session: AttachSession, key: DetachKey): void {
  const input = new OuterInput(key);
  process.stdin.on('data', (chunk: Buffer) => {
    const { typed, detach } = input.push(chunk);
    session.type(typed);
    if (detach) session.detach();
  });
  // The outer terminal was closed: the program goes on, as with any detach.
  process.stdin.on('end', () => session.detach());
  process.stdout.on('resize', () => session.resized());
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const) process.on(signal, () => session.detach());
}

/** Gives the terminal back, says in one line how it ended, and answers with the exit code. */
function farewell(id: string, ending: Ending, restore: () => void): number {
  restore();
  if (ending.kind === 'failed') {
    process.stdout.write('\r\n');
    throw ending.error;
  }
  if (ending.kind === 'detached') {
    process.stderr.write(`\r\n[detached from ${id}; it goes on]\r\n`);
    return EXIT.ok;
  }
  process.stderr.write(`\r\n[${id} ${endText(ending.phase)}]\r\n`);
  return exitCodeOf(ending.phase);
}

function endText(phase: TerminalPhase | undefined): string {
  if (phase?.kind === 'ended')
    return phase.signal === null ? `ended with code ${phase.exitCode ?? 'unknown'}` : `was ended by ${phase.signal}`;
  return phase?.kind === 'lost' ? `is lost: ${phase.reason}` : 'is gone';
}

/** As a shell says it: the program's own code, or 128 and the signal's number. */
function exitCodeOf(phase: TerminalPhase | undefined): number {
  if (phase?.kind !== 'ended') return EXIT.failed;
  if (phase.signal === null) return phase.exitCode ?? EXIT.failed;
  return 128 + (constants.signals[phase.signal as NodeJS.Signals] ?? 0);
}
