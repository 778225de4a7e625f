import { HubClient } from '../../src-shared/client/hub-client.ts';
import { webSocketTransport } from '../../src-shared/client/web-socket-transport.ts';
import type { ClientKind } from '../../src-shared/protocol/capabilities.ts';
import { systemClock } from '../hub/host/system-clock.ts';
import { readHubFile } from './hub-file.ts';
import { localIdentity } from './local-identity.ts';
import { VERSION } from './version.ts';

/** The hub's address now; it may be another one after each restart. */
function socketUrl(dataDir: string): string {
  const file = readHubFile(dataDir);
  // A closed port: the try fails, and the next one looks again.
  return file === undefined ? 'ws://127.0.0.1:1/ws' : `${file.url.replace(/^http/, 'ws').replace(/\/$/, '')}/ws`;
}

/**
 * A client of the hub that runs for `dataDir`, not connected yet. It follows the hub to a new address. `name` is what
 * presence shows of it.
 */
export function hubClient(dataDir: string, kind: ClientKind = 'cli', name = 'command line'): HubClient {
  return new HubClient({
    open: webSocketTransport(() => new WebSocket(socketUrl(dataDir))),
    identity: () => localIdentity(dataDir),
    description: { client: { kind, version: VERSION, name }, capabilities: [] },
    clock: systemClock,
    random: Math.random,
  });
}
