import { ConnectionLost } from '../../src-shared/client/connection-state.ts';
import { HubClient } from '../../src-shared/client/hub-client.ts';
import { webSocketTransport } from '../../src-shared/client/web-socket-transport.ts';
import type { ClientKind } from '../../src-shared/protocol/capabilities.ts';
import type { Welcome } from '../../src-shared/protocol/frames.ts';
import { systemClock } from '../hub/host/system-clock.ts';
import { CliError, EXIT } from './cli-error.ts';
import { type HubFile, isHubAlive, readHubFile } from './hub-file.ts';
import { localIdentity } from './local-identity.ts';
import { VERSION } from './version.ts';

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

/** The hub's address now; it may be another one after each restart. */
function socketUrl(dataDir: string): string {
  const file = readHubFile(dataDir);
  // A closed port: the try fails, and the next one looks again.
  return file === undefined ? 'ws://127.0.0.1:1/ws' : `${file.url.replace(/^http/, 'ws').replace(/\/$/, '')}/ws`;
}

/** A client of the hub that runs for `dataDir`, not connected yet. It follows the hub to a new address. */
export function hubClient(dataDir: string, kind: ClientKind = 'cli'): HubClient {
  return new HubClient({
    open: webSocketTransport(() => new WebSocket(socketUrl(dataDir))),
    identity: () => localIdentity(dataDir),
    description: { client: { kind, version: VERSION, name: 'command line' }, capabilities: [] },
    clock: systemClock,
    random: Math.random,
  });
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
