import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { err, ok, type Result } from '../../../src-shared/base/result.ts';
import type { Forwarded } from './entrance.ts';
import type { Headers } from './headers.ts';
import { findRoute, pathOf, type Route } from './routes.ts';
import { ADDRESS_RATE, ADDRESSES, GLOBAL_RATE } from './server-limits.ts';
import { KeyedBuckets } from './token-bucket.ts';
import type { Way } from './way.ts';

/** Why a request goes no further: the status and a sentence for whoever reads it. */
export interface Refusal {
  readonly status: number;
  readonly sentence: string;
  readonly headers?: Headers;
}

interface Admission {
  readonly route: Route;
  readonly path: string;
  readonly way: Way;
  /** The remote address, or what the proxy of the way says in its place. */
  readonly from: string;
}

/** The value of a header that was sent exactly once, undefined when it was not sent, null when it was sent twice. */
function single(request: IncomingMessage, name: string): string | undefined | null {
  const values = request.headersDistinct[name];
  if (values === undefined) return undefined;
  return values.length === 1 ? values[0] : null;
}

/**
 * For images, scripts and frames browsers send no Origin, but say whether the page that asks is of the same one. A link
 * from elsewhere that somebody followed is welcome: it shows the page and nothing of it to where it came from.
 */
function isFromElsewhere(request: IncomingMessage): boolean {
  const site = single(request, 'sec-fetch-site');
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  return single(request, 'sec-fetch-dest') !== 'document';
}

/** What proxies add, and browsers and our own clients never send. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host'];

/**
 * Whether a proxy that somebody has put before the hub's own port passes this on. It may come from anywhere, with any
 * Host, and what is only there for this machine must not be taken for asked from here.
 */
function isForwarded(request: IncomingMessage): boolean {
  return FORWARDED.some((name) => request.headers[name] !== undefined);
}

/**
 * What every request and every upgrade passes, in this order: Host, Origin, rate, route, authentication. A name that
 * was rebound by DNS carries a foreign Host; a foreign page carries a foreign Origin. Neither is ever authentication.
 */
export class Gate {
  private readonly routes: ReadonlyArray<Route>;
  private readonly roams: (origin: string) => boolean;
  private readonly buckets: Readonly<Record<Way['kind'], KeyedBuckets>>;

  constructor(options: {
    readonly routes: ReadonlyArray<Route>;
    /** Whether a page of this origin is the phone's own, opened by another of our ways. */
    readonly roams: (origin: string) => boolean;
    readonly clock: Clock;
  }) {
    this.routes = options.routes;
    this.roams = options.roams;
    const rates = { each: ADDRESS_RATE, all: GLOBAL_RATE, most: ADDRESSES, clock: options.clock };
    // Whatever a network floods us with, this machine's own programs have their share.
    this.buckets = { own: new KeyedBuckets(rates), phones: new KeyedBuckets(rates) };
  }

  /** `ways` are those of the listener that the request came to. */
  async admit(request: IncomingMessage, ways: Iterable<Way>): Promise<Result<Admission, Refusal>> {
    const found = this.pass(request, ways);
    if (!found.ok) return found;
    const { access } = found.value.route;
    // `hello` authenticates inside the socket; `public` has nothing to protect.
    if (typeof access === 'function' && !(await access(request))) {
      return err({ status: 401, sentence: 'This needs a device that is known here.' });
    }
    return found;
  }

  private pass(request: IncomingMessage, ways: Iterable<Way>): Result<Admission, Refusal> {
    const way = this.wayOf(request, ways);
    if (way === undefined) {
      const sentence = 'This hub answers only to its own names and addresses, with their port.';
      return err({ status: 403, sentence });
    }
    const told = way.read?.(request.headers);
    const from = told?.from ?? request.socket.remoteAddress ?? 'unknown';
    return (
      this.checkProxy(request, way, told) ??
      this.checkOrigin(request, way) ??
      this.checkRate(way, from) ??
      this.route(request, way, from)
    );
  }

  private wayOf(request: IncomingMessage, ways: Iterable<Way>): Way | undefined {
    const host = single(request, 'host');
    if (typeof host !== 'string') return undefined;
    const name = host.toLowerCase();
    for (const way of ways) if (way.hosts.has(name)) return way;
    return undefined;
  }

  private checkProxy(
    request: IncomingMessage,
    way: Way,
    told: Forwarded | undefined,
  ): Result<never, Refusal> | undefined {
    if (told?.refusal !== undefined) return err({ status: 403, sentence: told.refusal });
    if (way.kind !== 'own' || !isForwarded(request)) return undefined;
    return err({ status: 403, sentence: 'This port is for this machine itself, and a proxy passed that on.' });
  }

  private checkOrigin(request: IncomingMessage, way: Way): Result<never, Refusal> | undefined {
    const origin = single(request, 'origin');
    // Programs that are no browsers send none; they have no user's session to abuse.
    const isOurs =
      origin === undefined
        ? !isFromElsewhere(request)
        : origin !== null && (way.origins.includes(origin) || this.mayRoam(request, origin));
    if (isOurs) return undefined;
    return err({ status: 403, sentence: 'Pages from elsewhere may not use this hub.' });
  }

  /** A phone's page tries all of the hub's addresses. The encrypted channel alone is there for it, which trusts no address. */
  private mayRoam(request: IncomingMessage, origin: string): boolean {
    const path = pathOf(request.url);
    const route = path === undefined ? undefined : findRoute(this.routes, path, 'phones');
    return route?.kind === 'socket' && this.roams(origin);
  }

  private checkRate({ kind }: Way, from: string): Result<never, Refusal> | undefined {
    if (this.buckets[kind].take(from)) return undefined;
    return err({ status: 429, sentence: 'Too many requests. Wait a moment.', headers: { 'retry-after': '1' } });
  }

  private route(request: IncomingMessage, way: Way, from: string): Result<Admission, Refusal> {
    const path = pathOf(request.url);
    const route = path === undefined ? undefined : findRoute(this.routes, path, way.kind);
    if (path === undefined || route === undefined) return err({ status: 404, sentence: 'There is nothing here.' });
    const methods = route.kind === 'http' ? route.methods : ['GET'];
    if (!methods.includes(request.method ?? '')) {
      const allow = methods.join(', ');
      return err({ status: 405, sentence: `Only ${allow} is possible here.`, headers: { allow } });
    }
    return ok({ route, path, way, from });
  }
}
