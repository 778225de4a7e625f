import { createServer, type Server as HttpServer, type IncomingMessage, type ServerOptions } from 'node:http';
import { createServer as createTlsServer, type Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Leaf } from './entrance.ts';
import { ADDRESSES, ALL_HANDSHAKES_RATE, HANDSHAKE_RATE, SERVER_LIMITS } from './server-limits.ts';
import { KeyedBuckets } from './token-bucket.ts';

function isWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket';
}

const OPTIONS: ServerOptions = {
  headersTimeout: SERVER_LIMITS.headersMs,
  requestTimeout: SERVER_LIMITS.requestMs,
  keepAliveTimeout: SERVER_LIMITS.keepAliveMs,
  maxHeaderSize: SERVER_LIMITS.headerBytes,
  // How exactly Node keeps the two timeouts above.
  connectionsCheckingInterval: 1_000,
  // The gate answers these itself, with our headers.
  requireHostHeader: false,
  shouldUpgradeCallback: isWebSocket,
  noDelay: true,
};

function limited<T extends HttpServer | HttpsServer>(server: T): T {
  server.maxConnections = SERVER_LIMITS.sockets;
  // Node's other times end when the request is there: whoever asks and does not read would stay for ever.
  server.timeout = SERVER_LIMITS.stuckMs;
  return server;
}

/** An HTTP server that does not listen yet. */
export function newHttpServer(): HttpServer {
  return limited(createServer(OPTIONS));
}

/** The same by TLS; a handshake that fails is nobody's business but the peer's. */
export function newHttpsServer(leaf: Leaf, clock: Clock): HttpsServer {
  const server = createTlsServer({
    ...OPTIONS,
    ...leaf,
    minVersion: 'TLSv1.2',
    handshakeTimeout: SERVER_LIMITS.headersMs,
  });
  const handshakes = new KeyedBuckets({ each: HANDSHAKE_RATE, all: ALL_HANDSHAKES_RATE, most: ADDRESSES, clock });
  server.on('connection', (socket) => {
    if (!handshakes.take((socket as Socket).remoteAddress ?? 'unknown')) socket.destroy();
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return limited(server);
}
