import { CliError, EXIT } from '../cli-error.ts';
import { withHub } from '../hub-access.ts';
import { type CommonOptions, print } from '../output.ts';
import { terminalByRef } from '../terminal-ref.ts';

const SIGNALS = { HUP: 'hangup', INT: 'interrupt', TERM: 'terminate', KILL: 'kill' } as const;
type Signal = (typeof SIGNALS)[keyof typeof SIGNALS];

/** Signals as people write them: `TERM`, `SIGTERM`, `15` is not one of them, or the protocol's own words. */
function signalOf(text: string): Signal {
  const short = text.toUpperCase().replace(/^SIG/, '');
  const found = SIGNALS[short as keyof typeof SIGNALS] ?? Object.values(SIGNALS).find((each) => each === text);
  if (found === undefined)
    throw new CliError('usage', `Unknown signal "${text}". Use HUP (the default), INT, TERM or KILL.`, EXIT.usage);
  return found;
}

export async function kill(options: CommonOptions & { readonly signal: string }, ref: string): Promise<void> {
  const signal = signalOf(options.signal);
  await withHub(options.dataDir, async (client) => {
    const { id } = await terminalByRef(client, ref);
    await client.request('terminal.session.kill', { id, signal });
    print(options, { id, signal }, () => `Sent ${signal} to ${id}.`);
  });
}

export async function rename(options: CommonOptions, ref: string, name: string): Promise<void> {
  await withHub(options.dataDir, async (client) => {
    const { id } = await terminalByRef(client, ref);
    await client.request('terminal.session.rename', { id, name });
    print(options, { id, name }, () => '');
  });
}

export async function remove(options: CommonOptions, ref: string): Promise<void> {
  await withHub(options.dataDir, async (client) => {
    const { id, phase } = await terminalByRef(client, ref);
    if (phase.kind === 'running')
      throw new CliError('running', `${id} is still running. End it first with \`homeport kill ${id}\`.`);
    await client.request('terminal.session.remove', { id });
    print(options, { id }, () => '');
  });
}
