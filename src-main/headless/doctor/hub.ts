import { createServer } from 'node:net';
import type { HubFile } from '../../access/hub-file.ts';
import { asCliError } from '../cli-error.ts';
import { withHub } from '../hub-access.ts';
import { type Finding, fine, note, problem } from './finding.ts';

export async function checkHub(dataDir: string, file: HubFile | undefined, running: boolean): Promise<Finding> {
  if (file === undefined)
    return note('hub', 'The hub is not running.', 'Start it with `npm start` or `homeport start`.');
  if (!running) {
    const text = `The hub (process ${file.pid}) is gone without having said so: it was killed, or the machine restarted.`;
    return note('hub', text, 'Start it again with `npm start` or `homeport start`; running terminals are found.');
  }
  try {
    const status = await withHub(dataDir, (client) => client.request('hub.status.read', {}));
    const [trouble] = status.troubles;
    if (trouble !== undefined) return problem('hub', `The hub runs on ${status.url} and is in trouble.`, trouble);
    return fine('hub', `The hub runs on ${status.url} (process ${status.pid}, version ${status.version}).`);
  } catch (thrown) {
    const advice = `End it with \`kill ${file.pid}\` and start it again; terminals go on meanwhile.`;
    return problem('hub', asCliError(thrown).message, advice);
  }
}

/** Whether this port is free for the next start. */
export function checkPort(port: number): Promise<Finding> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      const text = `Port ${port} is taken by another program.`;
      resolve(note('port', text, 'The hub will take the next free one; name one with --port if you like.'));
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.close(() => resolve(fine('port', `Port ${port} is free.`)));
    });
  });
}
