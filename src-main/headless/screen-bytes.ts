import { Attachments } from '../../src-shared/client/attachments.ts';
import type { HubClient } from '../../src-shared/client/hub-client.ts';
import { OutputStream } from '../../src-shared/client/output-stream.ts';
import { systemClock } from '../hub/host/system-clock.ts';

/**
 * What a screen's bytes set for the program alone: modes (mouse, alternate screen, bracketed paste, keypad), margins,
 * cursor shape, keyboard flags, tab stops, character sets. Left on, they would make a mess of the shell that is shown
 * the picture. The bytes are the keeper's own, so that their forms are known.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: taking these out is the point
const STATE = /\x1b(?:\[[?>=<]?[\d;:]*[ !]?[hlrqupsgt]|[=>]|[()*+\-./].)|[\x0e\x0f]/g;

/** A terminal's screen with its colours, and nothing that outlasts the looking at it. */
export async function pictureOf(client: HubClient, terminal: string): Promise<string> {
  return (await screenBytes(client, terminal)).toString().replace(STATE, '');
}

/** Attaches for as long as the screen takes. */
function screenBytes(client: HubClient, terminal: string): Promise<Buffer> {
  const attachments = new Attachments(client);
  return new Promise<Buffer>((resolve, reject) => {
    const stream = new OutputStream({
      link: client,
      attachments,
      clock: systemClock,
      terminal,
      sink: {
        screen: (_size, bytes) => resolve(Buffer.from(bytes)),
        write() {},
        resize() {},
        end() {},
      },
    });
    stream.onState((state) => {
      if (state.kind === 'failed') reject(state.error);
    });
  }).finally(() => attachments.dispose());
}
