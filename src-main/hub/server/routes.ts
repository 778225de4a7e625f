import type { IncomingMessage } from 'node:http';
import type { Headers } from './headers.ts';
import type { Way } from './way.ts';

/** What a route answers; the server adds the security headers and the length. */
export interface Reply {
  readonly status: number;
  readonly headers?: Headers;
  readonly body?: Uint8Array | string;
  /** A page that can be installed, and the origins besides its own to which it may open connections. */
  readonly installable?: { readonly connect: readonly string[] };
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
  /** By which ways it is there; by this machine's own alone when it does not say. */
  readonly by?: 'own' | 'phones' | 'all';
}

export interface HttpRoute extends RouteBase {
  readonly kind: 'http';
  readonly methods: ReadonlyArray<string>;
  answer(request: IncomingMessage, path: string, way: Way): Reply | Promise<Reply>;
}

/** Where WebSockets are opened: with plain frames, or with the encrypted channel in them. */
interface SocketRoute extends RouteBase {
  readonly kind: 'socket';
  readonly frames: 'plain' | 'encrypted';
}

export type Route = HttpRoute | SocketRoute;

/** The first route of the table that fits and is there by this kind of way. */
export function findRoute(routes: ReadonlyArray<Route>, path: string, by: Way['kind']): Route | undefined {
  return routes.find(
    (route) =>
      (route.by === 'all' || (route.by ?? 'own') === by) &&
      (route.path.endsWith('*') ? path.startsWith(route.path.slice(0, -1)) : route.path === path),
  );
}

/** The path of a request target as it was sent, undecoded: what is looked up in a table needs no decoding. */
export function pathOf(target: string | undefined): string | undefined {
  if (target === undefined || !target.startsWith('/')) return undefined;
  const end = target.search(/[?#]/);
  return end === -1 ? target : target.slice(0, end);
}
