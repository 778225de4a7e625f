import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import type { RandomBytes } from '../../../src-shared/base/ids.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { ErrorName } from '../../../src-shared/protocol/errors.ts';
import type { Caller } from '../caller.ts';
import type { ServerConfig } from '../config.ts';
import { bind, bindExactly } from './bind.ts';
import { Connections } from './connections.ts';
import { Doors } from './doors.ts';
import type { Entrance, Entrances, EntranceWish, Leaf } from './entrance.ts';
import { Gate } from './gate.ts';
import type { Authenticator } from './hello.ts';
import { refusalReply, sendReplyOnSocket } from './http-reply.ts';
import type { Methods } from './methods.ts';
import { newHttpServer, newHttpsServer } from './new-server.ts';
import { Origins } from './origins.ts';
import { type AuditEntry, type RightsOf, Router } from './router.ts';
import type { Route } from './routes.ts';
import type { SecureDoor } from './secure-door.ts';
import { ownWay, type Way, wayOf } from './way.ts';
import { welcomes } from './welcome.ts';

export interface ServerOptions {
  readonly config: ServerConfig;
  readonly hub: { readonly id: string; readonly name: string };
  readonly methods: Methods;
  readonly authenticator: Authenticator;
  /** The encrypted channel; without it there is none. */
  readonly secure?: SecureDoor;
  readonly rightsOf: RightsOf;
  readonly audit: (entry: AuditEntry) => void;
  /** A client was let in and welcomed; its `onClose` says when it is gone. */
  readonly opened: (caller: Caller) => void;
  /** Beside `/ws` and `/secure`. The first that fits is taken, so what takes every path comes last. */
  readonly routes: ReadonlyArray<Route>;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: RandomBytes;
}

/** The running server. */
export interface Server extends Entrances {
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

const SOCKET_ROUTES: ReadonlyArray<Route> = [
  { kind: 'socket', path: '/ws', access: 'hello', frames: 'plain' },
  { kind: 'socket', path: '/secure', access: 'hello', frames: 'encrypted', by: 'all' },
];

/** Where proxies of this machine find their entrances, also on one that has no IPv4 but this. */
const PROXIED_HOST = '127.0.0.1';

/** Starts the server; throws a `ListenError` with a sentence when it cannot. */
export async function listen(options: ServerOptions): Promise<Server> {
  const { config, clock, log } = options;
  const connections = new Connections({
    ...options,
    secure: options.secure,
    router: new Router(options),
    welcome: welcomes(options),
    refuse: (socket, refusal) => sendReplyOnSocket(socket, refusalReply(refusal)),
  });
  const origins = new Origins();
  const gate = new Gate({
    routes: [...SOCKET_ROUTES, ...options.routes],
    roams: (origin) => origins.has(origin),
    clock,
  });
  const opened: Array<Entrance & { readonly way: Way }> = [];
  const changed = new Emitter<void>();
  const serve = (http: HttpServer | HttpsServer, ways: () => Iterable<Way>): Doors =>
    new Doors(http, { ways, gate, connections, log });

  const http = newHttpServer();
  const { host, port } = await bind(http, config);
  const own = ownWay(port);
  origins.add(own.origins);
  serve(http, () => [own]);

  async function open(wish: EntranceWish): Promise<Entrance> {
    const listener = await openListener(wish.by, clock);
    const way = wayOf(wish, listener.port);
    origins.add(way.origins);
    serve(listener.http, () => [way]);
    const entrance = {
      wish,
      way,
      origins: way.origins,
      port: listener.port,
      renew: (leaf: Leaf) => listener.renew(leaf),
      dispose() {
        const at = opened.indexOf(entrance);
        if (at === -1) return;
        opened.splice(at, 1);
        listener.http.close();
        connections.closeWay(way);
        listener.http.closeAllConnections();
        changed.fire();
      },
    };
    opened.push(entrance);
    changed.fire();
    return entrance;
  }

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    const closed = new Promise<void>((resolve) => http.close(() => resolve()));
    for (const entrance of [...opened]) entrance.dispose();
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
    get all() {
      return opened;
    },
    onChanged: changed.event,
    open,
    closeDevice: (device, error) => connections.closeDevice(device, error),
    wake: () => connections.wake(),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

interface Listener {
  readonly http: HttpServer | HttpsServer;
  readonly port: number;
  renew(leaf: Leaf): void;
}

async function openListener(by: EntranceWish['by'], clock: Clock): Promise<Listener> {
  const host = by.kind === 'proxy' ? PROXIED_HOST : by.host;
  if (by.kind === 'proxy' || by.tls === undefined) {
    const http = newHttpServer();
    return { http, port: await bindExactly(http, host, by.port), renew: () => {} };
  }
  const https = newHttpsServer(by.tls, clock);
  const port = await bindExactly(https, host, by.port);
  return { http: https, port, renew: (leaf) => https.setSecureContext({ ...leaf, minVersion: 'TLSv1.2' }) };
}
