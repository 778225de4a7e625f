import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../../src-shared/base/log.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { RawSocket } from '../testing/raw-socket.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import type { Entrance, Forwarded } from './entrance.ts';
import { ADDRESS_RATE } from './server-limits.ts';
import { pageRoute, phoneRoutes } from './static-files.ts';

const LAN = '192.168.7.7';
const TAILNET = 'https://desk.tail1234.ts.net';

let page: string;
let hub: TestServer;
let lan: Entrance;

beforeEach(async () => {
  page = mkdtempSync(join(tmpdir(), 'homeport-page-'));
  mkdirSync(join(page, 'phone/assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), 'page of the window');
  writeFileSync(join(page, 'phone/index.html'), 'page of the phone');
  writeFileSync(join(page, 'phone/assets/a-1.js'), `export {};${' '.repeat(4000)}`);
  const connect = (): string[] => hub.server.all.flatMap(({ origins }) => [...origins]);
  hub = await startTestServer({
    routes: [...phoneRoutes(join(page, 'phone'), connect, silentLog), pageRoute(page, silentLog)],
  });
  // Told by its name in the network, while the socket stays on this machine.
  const by = { kind: 'listen', host: '127.0.0.1', port: 0 } as const;
  lan = await hub.server.open({ level: 'L0', names: [LAN], network: 'n_home', by });
});

afterEach(async () => {
  await hub.server.close();
  rmSync(page, { recursive: true });
});

interface Ask {
  readonly path?: string;
  readonly port?: number;
  readonly host?: string;
  readonly origin?: string;
  readonly more?: string;
}

const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

function ask({ path = '/', port = lan.port, host = `${LAN}:${lan.port}`, origin, more = '' }: Ask): Promise<string> {
  const from = origin === undefined ? '' : `Origin: ${origin}\r\n`;
  const connection = more === '' ? 'Connection: close\r\n' : '';
  return new RawSocket(port).exchange(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${connection}${from}${more}\r\n`);
}

test('by the network there is the phone’s page and the encrypted channel, and nothing else', async () => {
  expect(await ask({})).toMatch(/^HTTP\/1.1 302 Found[\s\S]*location: \/phone\//);
  expect(await ask({ path: '/phone' })).toMatch(/location: \/phone\//);
  expect(await ask({ path: '/phone/' })).toContain('page of the phone');
  for (const path of ['/ws', '/index.html', '/settings.html', '/phone/../index.html'])
    expect(await ask({ path }), path).toMatch(/^HTTP\/1.1 404/);
  expect(await ask({ path: '/ws', more: UPGRADE })).toMatch(/^HTTP\/1.1 404/);
  // On this machine both pages are there.
  const own = { port: hub.port, host: `127.0.0.1:${hub.port}` };
  expect(await ask(own)).toContain('page of the window');
  expect(await ask({ ...own, path: '/phone/' })).toContain('page of the phone');
});

test('each listener answers to its own names alone, whatever DNS was made to say', async () => {
  for (const host of [`127.0.0.1:${lan.port}`, `localhost:${lan.port}`, LAN, `${LAN}:${hub.port}`, 'rebound.example'])
    for (const more of ['', UPGRADE])
      expect(await ask({ path: '/secure', host, more }), host).toMatch(/^HTTP\/1.1 403[\s\S]*its own names/);
  expect(await ask({ port: hub.port })).toMatch(/^HTTP\/1.1 403/);
});

test('pages from elsewhere open no socket: other machines of the network, no origin at all, another port, another scheme', async () => {
  const foreign = [
    'null',
    'http://192.168.7.8',
    `http://192.168.7.8:${lan.port}`,
    `http://${LAN}`,
    `https://${LAN}:${lan.port}`,
  ];
  for (const origin of [...foreign, `http://${LAN}:${lan.port}.evil.example`])
    expect(await ask({ path: '/secure', origin, more: UPGRADE }), origin).toMatch(
      /^HTTP\/1.1 403[\s\S]*from elsewhere/,
    );
});

test('the phone’s page may look for the hub at its other addresses by the encrypted channel, and read nothing there', async () => {
  const own = { port: hub.port, host: `127.0.0.1:${hub.port}`, origin: `http://${LAN}:${lan.port}` };
  expect(await ask({ ...own, path: '/secure', more: UPGRADE })).not.toMatch(/^HTTP\/1.1 403/);
  for (const path of ['/', '/phone/', '/ws']) expect(await ask({ ...own, path }), path).toMatch(/^HTTP\/1.1 403/);
  expect(await ask({ ...own, path: '/ws', more: UPGRADE })).toMatch(/^HTTP\/1.1 403/);
});

test('the phone’s page may connect to the hub’s addresses of now and to nothing else, and be installed', async () => {
  const policy = /content-security-policy: ([^\r]*)/.exec(await ask({ path: '/phone/' }))?.[1] ?? '';
  expect(policy).toContain(`connect-src 'self' ws://${LAN}:${lan.port};`);
  expect(policy).toContain("manifest-src 'self'; worker-src 'self'");
  expect(policy).toContain("default-src 'none'; script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  // The window's page is held as tightly as ever.
  expect(await ask({ port: hub.port, host: `127.0.0.1:${hub.port}` })).toContain("connect-src 'self'; img-src");
});

test('text is packed for whoever takes it so', async () => {
  const path = '/phone/assets/a-1.js';
  expect(await ask({ path, more: 'Connection: close\r\nAccept-Encoding: br, gzip\r\n' })).toMatch(
    /content-encoding: gzip[\s\S]*content-length: \d\d\r/,
  );
  for (const more of ['Connection: close\r\n', 'Connection: close\r\nAccept-Encoding: gzip;q=0\r\n'])
    expect(await ask({ path, more })).toMatch(/content-length: 4010/);
});

test('an entrance that is closed listens no more; the others go on', async () => {
  lan.dispose();
  expect(await ask({})).toBe('');
  expect(await ask({ port: hub.port, host: `127.0.0.1:${hub.port}` })).toContain('page of the window');
  expect(hub.server.all).toEqual([]);
});

test('a proxy of this machine has an entrance of its own, and finds there what phones find', async () => {
  const proxy = await openProxy();
  expect(proxy.origins).toEqual([TAILNET]);
  const by = { port: proxy.port, host: 'desk.tail1234.ts.net' };
  expect(await ask({ ...by, path: '/phone/', origin: TAILNET })).toContain('page of the phone');
  for (const path of ['/ws', '/settings.html']) expect(await ask({ ...by, path })).toMatch(/^HTTP\/1.1 404/);
  expect(await ask({ ...by, path: '/phone/', origin: `http://127.0.0.1:${hub.port}` })).toMatch(/^HTTP\/1.1 403/);
  // Whoever asks by it may name any host, and this machine's own is none there, nor is it one here.
  for (const host of [`127.0.0.1:${hub.port}`, `127.0.0.1:${proxy.port}`, `localhost:${proxy.port}`, `${by.host}:80`])
    expect(await ask({ ...by, path: '/phone/', host }), host).toMatch(/^HTTP\/1.1 403[\s\S]*its own names/);
  expect(await ask({ ...by, port: hub.port, path: '/phone/' })).toMatch(/^HTTP\/1.1 403[\s\S]*its own names/);
  proxy.dispose();
  expect(await ask({ ...by, path: '/phone/' })).toBe('');
});

test('whom a proxy speaks for is counted by what it says; whom it tells to be turned away is', async () => {
  // Time stands still, so that nothing is forgiven on a slow machine.
  const still = await startTestServer({ clock: new ManualClock() });
  const { port } = await openProxy(still);
  const saying = (name: string): Promise<string> =>
    ask({ port, host: 'desk.tail1234.ts.net', path: '/nothing', more: `Connection: close\r\nX-Name: ${name}\r\n` });
  expect(await saying('stranger')).toMatch(/^HTTP\/1.1 403[\s\S]*No strangers/);
  for (let n = 0; n < ADDRESS_RATE.burst; n += 100)
    await Promise.all(Array.from({ length: 100 }, () => saying('loud')));
  expect(await saying('loud')).toMatch(/^HTTP\/1.1 429/);
  expect(await saying('quiet')).toMatch(/^HTTP\/1.1 404/);
  // This machine's own clients do not pay for it.
  expect(await ask({ port: still.port, host: `127.0.0.1:${still.port}` })).toMatch(/^HTTP\/1.1 404/);
  await still.server.close();
});

test('I24: what a proxy before the hub’s own port passes on is refused, whatever Host it carries', async () => {
  const own = { port: hub.port, host: `127.0.0.1:${hub.port}` };
  for (const header of ['X-Forwarded-For: 127.0.0.1', 'X-Forwarded-Host: a.example', 'Forwarded: for=127.0.0.1'])
    for (const path of ['/', '/phone/', '/ws', '/secure'])
      for (const more of ['Connection: close\r\n', UPGRADE])
        expect(await ask({ ...own, path, more: `${more}${header}\r\n` })).toMatch(/^HTTP\/1.1 403[\s\S]*a proxy/);
});

function openProxy({ server }: TestServer = hub): Promise<Entrance> {
  const read = ({ 'x-name': name }: IncomingHttpHeaders): Forwarded => ({
    from: String(name),
    refusal: name === 'stranger' ? 'No strangers.' : undefined,
  });
  const by = { kind: 'proxy', origin: TAILNET, port: 0, read } as const;
  return server.open({ level: 'L2', names: [], network: null, by });
}

test('a port that is taken on a network is said in words, and the hub stays as it was', async () => {
  const by = { kind: 'listen', host: '127.0.0.1', port: lan.port } as const;
  await expect(hub.server.open({ level: 'L0', names: [LAN], network: null, by })).rejects.toThrow(
    `Port ${lan.port} is taken.`,
  );
  expect(await ask({ path: '/phone/' })).toContain('page of the phone');
  expect(hub.server.all).toHaveLength(1);
});
