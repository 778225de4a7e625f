import { randomBytes } from 'node:crypto';
import { text as readAll } from 'node:stream/consumers';
import type { HubClient } from '../../../src-shared/client/hub-client.ts';
import { InputLog } from '../../../src-shared/client/input-log.ts';
import { systemClock } from '../../hub/host/system-clock.ts';
import { withHub } from '../hub-access.ts';
import { type CommonOptions, print } from '../output.ts';
import { terminalByRef } from '../terminal-ref.ts';

export interface SendOptions extends CommonOptions {
  /** Presses Enter at the end: a carriage return, which is what the key sends. */
  readonly enter: boolean;
}

/** Types text as it is, nothing expanded; `-` alone stands for what comes on stdin. */
export async function send(options: SendOptions, ref: string, words: readonly string[]): Promise<void> {
  const given = words.length === 1 && words[0] === '-' ? await readAll(process.stdin) : words.join(' ');
  const typed = options.enter ? `${given}\r` : given;
  await withHub(options.dataDir, async (client) => {
    const { id } = await terminalByRef(client, ref);
    await typeAll(client, id, typed);
    print(options, { id, bytes: Buffer.byteLength(typed) }, () => '');
  });
}

/** Resolves when the terminal has taken all of it; a line that breaks on the way is waited for. */
function typeAll(client: HubClient, terminal: string, typed: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const log = new InputLog({ link: client, clock: systemClock, random: (length) => randomBytes(length), terminal });
    log.onRefused(reject);
    log.onState((state) => {
      if (state.kind === 'held') log.send();
      else if (state.kind === 'clear') resolve();
    });
    client.onState((state) => {
      if (state.kind === 'refused') reject(state.error);
    });
    log.type(typed);
  });
}
