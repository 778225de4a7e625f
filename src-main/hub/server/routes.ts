import type { IncomingMessage } from 'node:http';
import type { Headers } from './headers.ts';

/** What a route answers; the server adds the security headers and the length. */
export interface Reply {
  readonly status: number;
  readonly headers?: Headers;
  readonly body?: Uint8Array | string;
}

/**
 * Who may use a route. `public`: anybody who passed Host, Origin and rate, for what holds no secret. `hello`: the
 * challenge-response is inside the socket. A function decides on the request itself.
 */
export type Access = 'public' | 'hello' | ((request: IncomingMessage) => boolean | Promise<boolean>);

interface RouteBase {
  /** The exact path, or with `*` at its end everything that begins so. */
  readonly path: string;
  readonly access: Access;
}

export interface HttpRoute extends RouteBase {
  readonly kind: 'http';
  readonly methods: ReadonlyArray<string>;
  answer(request: IncomingMessage, path: string): Reply | Promise<Reply>;
}

/** Where WebSockets are opened. */
interface SocketRoute extends RouteBase {
  readonly kind: 'socket';
}

export type Route = HttpRoute | SocketRoute;

/** The first route of the table that fits. */
export function findRoute(routes: ReadonlyArray<Route>, path: string): Route | undefined {
  return routes.find((route) =>
    route.path.endsWith('*') ? path.startsWith(route.path.slice(0, -1)) : route.path === path,
  );
}

/** The path of a request target as it was sent, undecoded: what is looked up in a table needs no decoding. */
export function pathOf(target: string | undefined): string | undefined {
  if (target === undefined || !target.startsWith('/')) return undefined;
  const end = target.search(/[?#]/);
  return end === -1 ? target : target.slice(0, end);
}
