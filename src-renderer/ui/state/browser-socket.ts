import type { OpenTransport } from '../../../src-shared/client/transport.ts';
import { type StandardWebSocket, webSocketTransport } from '../../../src-shared/client/web-socket-transport.ts';

/** The hub's socket beside the page it served: same host, same port, `/ws`. */
export function socketAddress(page: string): string {
  const url = new URL('/ws', page);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/** Connections of a page to the hub it came from. */
export function browserSocket(page: string): OpenTransport {
  // The DOM's own types also know shared buffers, which a socket does not send; ours never are.
  return webSocketTransport(() => new WebSocket(socketAddress(page)) as StandardWebSocket);
}
