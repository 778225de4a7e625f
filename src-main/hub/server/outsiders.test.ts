import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeAuthority, makeLeaf } from '../modules/tls/certificates.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { RawSocket } from '../testing/raw-socket.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { until } from '../testing/until.ts';
import type { Entrance } from './entrance.ts';
import { newHttpServer } from './new-server.ts';
import { ADDRESS_RATE, GLOBAL_RATE, HANDSHAKE_RATE, SERVER_LIMITS } from './server-limits.ts';

const LAN = '192.168.7.7';

let clock: ManualClock;
let hub: TestServer;
let lan: Entrance;

beforeEach(async () => {
  clock = new ManualClock();
  const page = { kind: 'http', path: '/phone/*', access: 'public', by: 'all', methods: ['GET', 'HEAD'] } as const;
  const answer = (): { status: number; body: string } => ({ status: 200, body: 'the page' });
  hub = await startTestServer({ clock, routes: [{ ...page, answer }] });
  const by = { kind: 'listen', host: '127.0.0.1', port: 0 } as const;
  lan = await hub.server.open({ level: 'L0', names: [LAN], network: 'n_home', by });
});
afterEach(() => hub.server.close());

/** What comes back for bytes as they are, from the first to the last; HOST stands for the name of the entrance. */
function ask(request: string, from?: string): Promise<string> {
  return new RawSocket(lan.port, '127.0.0.1', from).exchange(request.replaceAll('HOST', `${LAN}:${lan.port}`));
}

const statuses = (text: string): string[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status = '']) => status);
const GET = 'GET /phone/ HTTP/1.1\r\nHost: HOST\r\n';
const INNER = 'GET /phone/inner HTTP/1.1\r\nHost: HOST\r\n\r\n';

test.each([
  ['two lengths', `${GET}Content-Length: 0\r\nContent-Length: ${INNER.length}\r\n\r\n${INNER}`],
  [
    'a length and chunks',
    `POST /phone/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${INNER}`,
  ],
  ['chunks that are not the last coding', `${GET}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${INNER}`],
  ['a coding that is nearly one', `${GET}Transfer-Encoding: xchunked\r\n\r\n${INNER}`],
  ['a length with a sign', `${GET}Content-Length: +0\r\n\r\n${INNER}`],
  ['a header that goes on in the next line', `${GET}X-A: b\r\n Content-Length: 4\r\n\r\n${INNER}`],
  ['a space before the colon', `${GET}Content-Length : 4\r\n\r\n${INNER}`],
  ['a bare carriage return', `${GET}X-A: b\rContent-Length: 4\r\n\r\n${INNER}`],
  ['a NUL', `${GET}X-A: b\0c\r\n\r\n${INNER}`],
  [
    'a body that nobody asked for',
    `POST /phone/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: ${INNER.length}\r\n\r\n${INNER}`,
  ],
])('%s smuggles no second request past the first', async (_what, request) => {
  const answered = await ask(request);
  expect(statuses(answered)).toEqual([expect.stringMatching(/^4\d\d$/)]);
  expect(answered).not.toContain('the page');
});

test.each([
  ['another port of ours', 'Host: 192.168.7.7'],
  ['a name behind the name', 'Host: HOST.evil.example'],
  ['two names in one', 'Host: HOST, evil.example'],
  ['a name with somebody in it', 'Host: evil@HOST'],
  ['the number of the address', 'Host: 3232237319:PORT'],
  ['a port with zeros', 'Host: 192.168.7.7:0PORT'],
  ['a dot at its end', 'Host: 192.168.7.7.:PORT'],
  ['the name of the loopback way', 'Host: 127.0.0.1:PORT'],
  ['what a proxy would say', 'Host: evil.example\r\nX-Forwarded-Host: HOST'],
  ['two hosts', 'Host: HOST\r\nHost: HOST'],
])('%s is no Host of ours', async (_what, host) => {
  const asked = `GET /phone/ HTTP/1.1\r\n${host.replaceAll('PORT', String(lan.port))}\r\nConnection: close\r\n\r\n`;
  expect(statuses(await ask(asked))).toEqual(['403']);
});

test.each([
  'http://HOST/phone/',
  'http://evil.example/phone/',
  '//evil.example/phone/',
  '/phone\\',
  '/%70hone/',
  '/./phone/',
  '*',
  '/ws',
  '/phone/../ws',
])('%s leads to nothing by the network', async (target) => {
  const answered = await ask(`GET ${target} HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n`);
  expect(statuses(answered)).toEqual([expect.stringMatching(/^40[04]|200$/)]);
  // What stands below the page's own folder is looked up as it is, and no other folder is reached by it.
  if (!target.startsWith('/phone/')) expect(answered).not.toContain('the page');
});

test('a form of another page, a frame and a worker of another page get nothing, and no answer widens what a worker may see', async () => {
  const elsewhere = 'Sec-Fetch-Site: cross-site\r\nConnection: close\r\n\r\n';
  const form = `POST /phone/ HTTP/1.1\r\nHost: HOST\r\nOrigin: http://evil.example\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n${elsewhere}{}`;
  expect(statuses(await ask(form))).toEqual(['403']);
  for (const dest of ['iframe', 'frame', 'object', 'embed', 'serviceworker', 'script', 'empty'])
    expect(statuses(await ask(`${GET}Sec-Fetch-Dest: ${dest}\r\n${elsewhere}`)), dest).toEqual(['403']);
  const own = await ask(
    `${GET}Service-Worker: script\r\nSec-Fetch-Dest: serviceworker\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\r\n`,
  );
  expect(own).not.toMatch(/service-worker-allowed/i);
  expect(own).toMatch(/x-frame-options: DENY/i);
  expect(own).toMatch(/frame-ancestors 'none'/);
});

test('neither a subprotocol nor compression is agreed on, and nobody’s words come back', async () => {
  const asked = `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${hub.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: evil, homeport\r\nSec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=8\r\n\r\n`;
  const raw = new RawSocket(hub.port);
  raw.write(asked);
  await until('it is answered', () => raw.text.includes('hub.connection.challenge'));
  expect(raw.text).toMatch(/^HTTP\/1\.1 101/);
  expect(raw.text).not.toMatch(/evil|sec-websocket-(protocol|extensions)/i);
  raw.destroy();
});

test('a flood by the network spends nothing of what this machine’s own programs have', async () => {
  const addresses = Math.ceil(GLOBAL_RATE.burst / ADDRESS_RATE.burst) + 1;
  const answered = new Map<string, number>();
  for (let n = 0; n < addresses; n++) {
    const raw = new RawSocket(lan.port, '127.0.0.1', `127.0.0.${n + 10}`);
    const one = `GET /phone/ HTTP/1.1\r\nHost: ${LAN}:${lan.port}\r\n\r\n`;
    const text = await raw.exchange(
      one.repeat(ADDRESS_RATE.burst) + one.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'),
    );
    for (const status of statuses(text)) answered.set(status, (answered.get(status) ?? 0) + 1);
  }
  expect(answered.get('200')).toBe(GLOBAL_RATE.burst);
  expect(statuses(await ask(`${GET}\r\n`, '127.0.0.99'))).toEqual(['429']);
  const own = new RawSocket(hub.port);
  expect(
    await own.exchange(`GET /phone/ HTTP/1.1\r\nHost: 127.0.0.1:${hub.port}\r\nConnection: close\r\n\r\n`),
  ).toMatch(/^HTTP\/1\.1 200/);
});

test('who begins one TLS handshake after the other is cut off before it costs much; others are not', async () => {
  const given = { now: Date.now(), random: (length: number) => new Uint8Array(randomBytes(length)) };
  const leaf = await makeLeaf(await makeAuthority('Test', 'homeport-test', given), [LAN], given);
  const by = { kind: 'listen', host: '127.0.0.1', port: 0, tls: leaf } as const;
  const { port } = await hub.server.open({ level: 'L1', names: [LAN], network: 'n_home', by });
  const knock = async (from: string): Promise<RawSocket> => {
    const raw = new RawSocket(port, '127.0.0.1', from);
    await new Promise((resolve) => raw.socket.once('connect', resolve));
    return raw;
  };
  const raws: RawSocket[] = [];
  for (let n = 0; n < HANDSHAKE_RATE.burst + 20; n++) raws.push(await knock('127.0.0.10'));
  await until('the rest is cut off', () => raws.filter(({ closed }) => closed).length === 20);
  expect(raws.slice(0, HANDSHAKE_RATE.burst).some(({ closed }) => closed)).toBe(false);
  const other = await knock('127.0.0.11');
  // A greeting in the clear is answered with an alert, or the end: somebody listens.
  expect(await other.exchange('GET / HTTP/1.1\r\n\r\n')).toBeDefined();
  for (const raw of raws) raw.destroy();
});

test('who asks and does not read is cut off; the time for it is the server’s own', async () => {
  const http = newHttpServer();
  expect(http.timeout).toBe(SERVER_LIMITS.stuckMs);
  http.timeout = 200;
  http.on('request', (_request, response) => void response.end(Buffer.alloc(64 * 1024 * 1024)));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as { port: number };
  const raw = new RawSocket(port);
  raw.socket.pause();
  let gone = false;
  http.once('connection', (socket) => socket.once('close', () => (gone = true)));
  raw.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await until('it is gone', () => gone);
  raw.destroy();
  http.close();
});

test('an entrance that is closed ends also those who are in the middle of asking', async () => {
  const raw = new RawSocket(lan.port);
  raw.write('GET /phone/ HTTP/1.1\r\nHost: ');
  await new Promise((resolve) => raw.socket.once('ready', resolve));
  const done = new RawSocket(lan.port);
  done.write(`GET /phone/ HTTP/1.1\r\nHost: ${LAN}:${lan.port}\r\n\r\n`);
  await until('one is answered', () => done.text.includes('the page'));
  lan.dispose();
  await until('both are gone', () => raw.closed && done.closed);
});
