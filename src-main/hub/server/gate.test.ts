import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { RawSocket } from '../testing/raw-socket.ts';
import { TestClient } from '../testing/test-client.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { until } from '../testing/until.ts';
import type { Route } from './routes.ts';
import { ADDRESS_RATE, SERVER_LIMITS } from './server-limits.ts';

const SECURITY = [
  "content-security-policy: default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:;",
  'x-content-type-options: nosniff',
  'referrer-policy: no-referrer',
  'cross-origin-opener-policy: same-origin',
  'cross-origin-resource-policy: same-origin',
  'permissions-policy: ',
  'cache-control: no-store',
];

const routes: ReadonlyArray<Route> = [
  {
    kind: 'http',
    path: '/open',
    access: 'public',
    methods: ['GET', 'HEAD'],
    answer: () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'come in' }),
  },
  {
    kind: 'http',
    path: '/closed/*',
    access: (request) => request.headers['x-key'] === 'right',
    methods: ['POST'],
    answer: (_request, path) => ({ status: 200, body: path }),
  },
  {
    kind: 'http',
    path: '/broken',
    access: 'public',
    methods: ['GET'],
    answer: () => {
      throw new Error('inner details');
    },
  },
];

let clock: ManualClock;
let hub: TestServer;

beforeEach(async () => {
  clock = new ManualClock();
  hub = await startTestServer({ clock, routes });
});

afterEach(async () => {
  const closing = hub.server.close();
  await until('nobody is connected', () => hub.server.connections === 0);
  clock.advance(SERVER_LIMITS.closeMs);
  await closing;
});

interface Ask {
  readonly line?: string;
  readonly host?: string;
  readonly more?: string;
}

function get({ line = 'GET /open HTTP/1.1', host = `127.0.0.1:${hub.port}`, more = '' }: Ask = {}): Promise<string> {
  return new RawSocket(hub.port).exchange(`${line}\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`);
}

const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

test('a request with our own name is answered', async () => {
  for (const name of ['127.0.0.1', 'localhost', 'LocalHost', '[::1]']) {
    expect(await get({ host: `${name}:${hub.port}` })).toMatch(/^HTTP\/1.1 200 OK[\s\S]*come in$/);
  }
});

test.each([
  ['a rebound name', 'evil.example:PORT'],
  ['a name that contains ours', 'localhost.evil.example:PORT'],
  ['no port', '127.0.0.1'],
  ['another port', '127.0.0.1:1'],
  ['another loopback address', '127.0.0.2:PORT'],
  ['nothing', ''],
  ['credentials', 'user@127.0.0.1:PORT'],
])('a foreign Host, %s, is refused for requests and upgrades', async (_what, value) => {
  const host = value.replace('PORT', String(hub.port));
  for (const more of ['', UPGRADE]) {
    const answer = await get({ line: 'GET /ws HTTP/1.1', host, more });
    expect(answer).toMatch(/^HTTP\/1.1 403 Forbidden[\s\S]*answers only to its own names/);
  }
});

test('what a page elsewhere asks for without an Origin is refused, and spends none of the rate; a followed link is not', async () => {
  const from = (site: string, dest: string): string => `Sec-Fetch-Site: ${site}\r\nSec-Fetch-Dest: ${dest}\r\n`;
  for (const site of ['cross-site', 'same-site', 'none\r\nSec-Fetch-Site: cross-site'])
    for (const dest of ['image', 'script', 'iframe', 'empty'])
      expect(await get({ more: from(site, dest) }), `${site} ${dest}`).toMatch(
        /^HTTP\/1.1 403[\s\S]*Pages from elsewhere/,
      );
  for (const more of [from('cross-site', 'document'), from('none', 'document'), from('same-origin', 'script')])
    expect(await get({ more }), more).toMatch(/^HTTP\/1.1 200/);
  const asked = ADDRESS_RATE.burst - 3;
  for (let n = 0; n < asked; n += 100)
    await Promise.all(Array.from({ length: 100 }, () => get({ more: from('cross-site', 'image') })));
  for (let n = 0; n < 2; n++) expect(await get()).toMatch(/^HTTP\/1.1 200/);
});

test('a missing Host and two of them are refused', async () => {
  const none = await new RawSocket(hub.port).exchange('GET /open HTTP/1.1\r\nConnection: close\r\n\r\n');
  expect(none).toMatch(/^HTTP\/1.1 403/);
  expect(await get({ more: 'Host: evil.example\r\n' })).toMatch(/^HTTP\/1.1 40[03]/);
});

test.each(['null', 'http://evil.example', 'https://127.0.0.1:PORT', 'http://127.0.0.1', 'http://127.0.0.1:1', ''])(
  'the foreign Origin "%s" is refused for requests and upgrades',
  async (value) => {
    const origin = `Origin: ${value.replace('PORT', String(hub.port))}\r\n`;
    for (const more of [origin, origin + UPGRADE]) {
      const answer = await get({ line: 'GET /ws HTTP/1.1', more });
      expect(answer).toMatch(/^HTTP\/1.1 403 Forbidden[\s\S]*Pages from elsewhere/);
    }
  },
);

test('our own Origin may open a WebSocket', async () => {
  const client = await TestClient.connect(hub.url, { origin: hub.url });
  expect((await client.hello(hub.admin)).result).toBeDefined();
  client.close();
});

test('I9: Host is asked before Origin, Origin before rate, rate before the route', async () => {
  const foreign = `Origin: null\r\n`;
  expect(await get({ host: 'evil.example', more: foreign })).toContain('its own names');
  for (let i = 0; i < ADDRESS_RATE.burst; i++) await get({ line: 'GET /nowhere HTTP/1.1' });
  expect(await get({ more: foreign })).toContain('Pages from elsewhere');
  expect(await get({ line: 'GET /nowhere HTTP/1.1' })).toMatch(/^HTTP\/1.1 429[\s\S]*Too many requests/);
});

test('a flood of connections is limited, and time heals it', async () => {
  const statuses = new Map<string, number>();
  const count = (text: string): void => {
    const status = text.slice(9, 12);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  for (let i = 0; i < ADDRESS_RATE.burst + 20; i++) {
    count(await get({ line: 'GET /ws HTTP/1.1', more: UPGRADE.replace('13', '99') }));
  }
  expect(statuses).toEqual(
    new Map([
      ['400', ADDRESS_RATE.burst],
      ['429', 20],
    ]),
  );
  clock.advance(1000);
  expect(await get()).toMatch(/^HTTP\/1.1 200/);
});

test.each([
  '/../../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/..%2f..%2fetc/passwd',
  '/assets/../../secret',
  '//etc/passwd',
  '/open/',
  '/open%00',
  'http://evil.example/open',
  '*',
])('the target %s leads nowhere', async (target) => {
  expect(await get({ line: `GET ${target} HTTP/1.1` })).toMatch(/^HTTP\/1.1 404 Not Found[\s\S]*There is nothing here/);
});

test('a route is asked for its method and for who may use it', async () => {
  const post = { line: 'POST /closed/a HTTP/1.1' };
  expect(await get({ line: 'POST /open HTTP/1.1' })).toMatch(/^HTTP\/1.1 405[\s\S]*allow: GET, HEAD/);
  expect(await get(post)).toMatch(/^HTTP\/1.1 401[\s\S]*a device that is known/);
  expect(await get({ ...post, more: 'X-Key: right\r\n' })).toMatch(/^HTTP\/1.1 200[\s\S]*\/closed\/a$/);
  expect(await get({ line: 'GET /ws HTTP/1.1' })).toMatch(/^HTTP\/1.1 426[\s\S]*This is for WebSockets/);
  expect(await get({ line: 'OPTIONS /open HTTP/1.1', more: `Origin: ${hub.url}\r\n` })).toMatch(/^HTTP\/1.1 405/);
});

test('every answer has the security headers and none opens the door to other sites', async () => {
  const answers = [
    await get(),
    await get({ line: 'HEAD /open HTTP/1.1' }),
    await get({ line: 'GET /nowhere HTTP/1.1' }),
    await get({ line: 'POST /open HTTP/1.1' }),
    await get({ host: 'evil.example' }),
    await get({ line: 'GET /ws HTTP/1.1', more: `${UPGRADE}Origin: null\r\n` }),
    await get({ line: 'GET /ws HTTP/1.1', more: UPGRADE.replace('dGhl', '!') }),
    await get({ line: 'GET /open HTTP/1.1', more: UPGRADE }),
    await get({ line: 'GET /broken HTTP/1.1' }),
    await get({ more: 'Expect: something\r\n' }),
    await get({ more: `X: ${'a'.repeat(SERVER_LIMITS.headerBytes)}\r\n` }),
    await new RawSocket(hub.port).exchange('this is not HTTP\r\n\r\n'),
  ];
  const statuses = answers.map((answer) => answer.slice(9, 12)).join(' ');
  expect(statuses).toBe('200 200 404 405 403 403 400 400 500 200 431 400');
  for (const answer of answers) {
    for (const header of SECURITY) expect(answer).toContain(header);
    expect(answer).not.toMatch(/access-control|set-cookie|x-powered-by/i);
  }
  expect(answers.join()).not.toContain('inner details');
  expect(hub.logged.join()).toContain('inner details');
});

test('headers that never end are cut off', async () => {
  const slow = new RawSocket(hub.port);
  slow.write(`GET /open HTTP/1.1\r\nHost: 127.0.0.1:${hub.port}\r\nX-Slow: `);
  // A byte now and then keeps the socket busy but not the deadline.
  const drip = setInterval(() => slow.write('a'), 500);
  await until('it is closed', () => slow.closed, SERVER_LIMITS.headersMs + 4000);
  clearInterval(drip);
  expect(slow.text).toMatch(/^HTTP\/1.1 408/);
}, 20_000);
