import { resolve } from 'node:path';
import { withHub } from '../hub-access.ts';
import { type CommonOptions, print } from '../output.ts';

export interface NewOptions extends CommonOptions {
  readonly name?: string;
  readonly cwd?: string;
}

/** Starts a terminal here, in the caller's directory unless another is named. */
export async function newTerminal(options: NewOptions, command: readonly string[]): Promise<void> {
  const [file, ...args] = command;
  const { name } = options;
  // `~` is the hub's to expand; all else is relative to where the user stands.
  const cwd = options.cwd?.startsWith('~') ? options.cwd : resolve(options.cwd ?? '.');
  const { columns, rows } = process.stdout;
  const started = await withHub(options.dataDir, (client) =>
    client.request('terminal.session.start', {
      ...(name === undefined ? {} : { name }),
      ...(file === undefined ? {} : { command: { file, args } }),
      cwd,
      ...(process.stdout.isTTY ? { size: { cols: columns, rows } } : {}),
    }),
  );
  print(options, { id: started.id }, ({ id }) => id);
}
