import { withHub } from '../hub-access.ts';
import { type CommonOptions, print, printColoured } from '../output.ts';
import { pictureOf } from '../screen-bytes.ts';
import { terminalByRef } from '../terminal-ref.ts';

export interface ReadOptions extends CommonOptions {
  /** Lines above the screen instead of the screen. */
  readonly history?: number;
  /** With colours, as escape sequences. */
  readonly ansi: boolean;
}

export async function read(options: ReadOptions, ref: string): Promise<void> {
  await withHub(options.dataDir, async (client) => {
    const { id } = await terminalByRef(client, ref);
    if (options.history !== undefined) {
      const format = options.ansi ? 'ansi' : 'text';
      const found = await client.request('terminal.session.history', { id, lines: options.history, format });
      // Each line may leave colours on; what follows is not ours to paint.
      if (options.ansi) printColoured(options, found, ({ lines }) => lines.map((line) => `${line}\x1b[0m`).join('\n'));
      else print(options, found, ({ lines }) => lines.join('\n'));
    } else if (options.ansi) {
      const ansi = await pictureOf(client, id);
      printColoured(options, { id, ansi }, () => `${ansi}\x1b[0m`);
    } else {
      const screen = await client.request('terminal.session.screen', { id });
      print(options, screen, ({ lines }) => trimmed(lines).join('\n'));
    }
  });
}

/** Without the empty lines below the last one that holds something. */
function trimmed(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line !== '');
  return lines.slice(0, last + 1);
}
