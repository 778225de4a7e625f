import { createServer, type Server as HttpServer, type IncomingMessage } from 'node:http';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { RandomBytes } from '../../../src-shared/base/ids.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { ErrorName } from '../../../src-shared/protocol/errors.ts';
import type { Right } from '../../../src-shared/protocol/rights.ts';
import type { Caller } from '../caller.ts';
import type { ServerConfig } from '../config.ts';
import { bind } from './bind.ts';
import { Connections } from './connections.ts';
import { Doors } from './doors.ts';
import { Gate } from './gate.ts';
import type { Authenticator } from './hello.ts';
import { refusalReply, sendReplyOnSocket } from './http-reply.ts';
import type { Methods } from './methods.ts';
import { type AuditEntry, Router } from './router.ts';
import type { Route } from './routes.ts';
import { SERVER_LIMITS } from './server-limits.ts';
import { welcomes } from './welcome.ts';

export interface ServerOptions {
  readonly config: ServerConfig;
  readonly hub: { readonly id: string; readonly name: string };
  readonly methods: Methods;
  readonly authenticator: Authenticator;
  /** The live rights of a device; undefined when it is no longer known. */
  readonly rightsOf: (device: string) => ReadonlySet<Right> | undefined;
  readonly audit: (entry: AuditEntry) => void;
  /** A client was let in and welcomed; its `onClose` says when it is gone. */
  readonly opened: (caller: Caller) => void;
  /** Beside `/ws`. The first that fits is taken, so what takes every path comes last. */
  readonly routes: ReadonlyArray<Route>;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: RandomBytes;
}

/** The running server. */
export interface Server {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** The port that was wished for and taken by somebody else. */
  readonly movedFrom: number | undefined;
  /** Connections that are open. */
  readonly connections: number;
  /** Cuts every connection of a device, because it was revoked or its rights were changed. */
  closeDevice(device: string, error: ErrorName): void;
  /** After the computer slept: see {@link Connections.wake}. */
  wake(): void;
  /** Says goodbye, ends every socket, and resolves within about two seconds. */
  close(): Promise<void>;
}

const SOCKET_ROUTE: Route = { kind: 'socket', path: '/ws', access: 'hello' };

function isWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket';
}

function createHttp(): HttpServer {
  const http = createServer({
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
  });
  http.maxConnections = SERVER_LIMITS.sockets;
  return http;
}

/** Starts the server; throws a `ListenError` with a sentence when it cannot. */
export async function listen(options: ServerOptions): Promise<Server> {
  const { config, clock, log } = options;
  const http = createHttp();
  const { host, port } = await bind(http, config);
  const connections = new Connections({
    ...options,
    router: new Router(options),
    welcome: welcomes(options),
    refuse: (socket, refusal) => sendReplyOnSocket(socket, refusalReply(refusal)),
  });
  new Doors(http, new Gate({ port, routes: [SOCKET_ROUTE, ...options.routes], clock }), connections, log);

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    const closed = new Promise<void>((resolve) => http.close(() => resolve()));
    await connections.close();
    http.closeAllConnections();
    await closed;
  }

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    host,
    port,
    movedFrom: config.port !== 0 && port !== config.port ? config.port : undefined,
    get connections() {
      return connections.size;
    },
    closeDevice: (device, error) => connections.closeDevice(device, error),
    wake: () => connections.wake(),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
