import { ConnectionLost } from '../../src-shared/client/connection-state.ts';
import type { HubClient } from '../../src-shared/client/hub-client.ts';
import type { Welcome } from '../../src-shared/protocol/frames.ts';
import { hubClient } from '../access/hub-client.ts';
import { type HubFile, isHubAlive, readHubFile } from '../access/hub-file.ts';
import { systemClock } from '../hub/host/system-clock.ts';
import { CliError, EXIT } from './cli-error.ts';

/** A hub that is there answers in a few ms; one that is starting or drowning gets this long. */
const ANSWER_MS = 5_000;

/** No hub runs for this data directory. */
export function notRunning(dataDir: string): CliError {
  return new CliError(
    'notRunning',
    `No hub is running for ${dataDir}. Start one with \`npm start\` or \`homeport start\`.`,
    EXIT.notRunning,
  );
}

/** Connects; throws {@link notRunning} when there is no hub, and a sentence when there is one that does not answer. */
export async function openHub(dataDir: string): Promise<{ readonly client: HubClient; readonly welcome: Welcome }> {
  const file = readHubFile(dataDir);
  if (file === undefined || !(await isHubAlive(file))) throw notRunning(dataDir);
  const client = hubClient(dataDir);
  const silent = systemClock.after(ANSWER_MS, () => client.dispose());
  try {
    return { client, welcome: await client.opened() };
  } catch (thrown) {
    client.dispose();
    if (!(await isHubAlive(file))) throw notRunning(dataDir);
    if (!(thrown instanceof ConnectionLost)) throw thrown;
    throw notAnswering(file);
  } finally {
    silent.dispose();
  }
}

function notAnswering(file: HubFile): CliError {
  return new CliError(
    'notAnswering',
    `The hub (process ${file.pid}) does not answer on ${file.url}. Wait a moment, or see \`homeport doctor\`.`,
  );
}

/** Connects, runs `body`, and disconnects whatever happens. */
export async function withHub<T>(
  dataDir: string,
  body: (client: HubClient, welcome: Welcome) => Promise<T>,
): Promise<T> {
  const { client, welcome } = await openHub(dataDir);
  try {
    return await body(client, welcome);
  } finally {
    client.dispose();
  }
}
