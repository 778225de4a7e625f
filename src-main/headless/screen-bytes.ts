import { Attachments } from '../../src-shared/client/attachments.ts';
import type { HubClient } from '../../src-shared/client/hub-client.ts';
import { OutputStream } from '../../src-shared/client/output-stream.ts';
import { systemClock } from '../hub/host/system-clock.ts';

/** A terminal's screen with its colours: attaches for as long as the screen takes. */
export function screenBytes(client: HubClient, terminal: string): Promise<Buffer> {
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
