import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { silentLog } from '../../../src-shared/base/log.ts';
import { ERRORS } from '../../../src-shared/protocol/errors.ts';
import { GOODBYE } from '../../../src-shared/protocol/frames.ts';
import type { ServerConfig } from '../config.ts';
import { systemClock } from '../host/system-clock.ts';
import { RawSocket } from '../testing/raw-socket.ts';
import { TestClient } from '../testing/test-client.ts';
import { KeyRing } from '../testing/test-key.ts';
import { startTestServer } from '../testing/test-server.ts';
import { listen, type Server } from './server.ts';

const config: ServerConfig = { host: '127.0.0.1', hostMayMove: false, port: 0, portMayMove: false, version: '0' };

function start(more: Partial<ServerConfig>): Promise<Server> {
  return listen({
    config: { ...config, ...more },
    hub: { id: 'h', name: 'H' },
    methods: new Map(),
    authenticator: new KeyRing(),
    rightsOf: () => undefined,
    audit() {},
    opened() {},
    routes: [],
    clock: systemClock,
    log: silentLog,
    random: (length) => new Uint8Array(length),
  });
}

/** Another program that already has a port. */
async function occupy(): Promise<{ readonly port: number; free(): Promise<void> }> {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  return { port, free: () => new Promise((resolve) => other.close(() => resolve())) };
}

test('a taken port that the user named is refused with what to do', async () => {
  const other = await occupy();
  await expect(start({ port: other.port })).rejects.toThrow(
    `Port ${other.port} is taken. End the program that uses it, or choose another with --port.`,
  );
  await other.free();
});

test('a taken port that may move leads to the next free one, and the server says so', async () => {
  const other = await occupy();
  const server = await start({ port: other.port, portMayMove: true });
  expect(server.port).toBeGreaterThan(other.port);
  expect(server.movedFrom).toBe(other.port);
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  await server.close();
  await other.free();
});

test.each(['0.0.0.0', '::', '192.168.1.5', 'example.org', '127.0.0.1.evil.example', '', '__proto__'])(
  'the host "%s" is refused in words',
  async (host) => {
    await expect(start({ host })).rejects.toThrow(/own address is on this machine alone/);
  },
);

test('localhost and ::1 are loopback too', async () => {
  const four = await start({ host: 'localhost' });
  expect(four.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await four.close();
  const six = await start({ host: '::1' }).catch((error: Error) => error);
  // A machine without IPv6 says so.
  if (six instanceof Error) expect(six.message).toContain('no address ::1');
  else {
    expect(six.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    await six.close();
  }
});

test('closing says goodbye to everybody, ends also those who do not answer, and frees the port', async () => {
  const hub = await startTestServer();
  const polite = await TestClient.open(hub.url, hub.admin);
  const greeting = await TestClient.connect(hub.url);
  const deaf = new RawSocket(hub.port);
  await deaf.upgrade(hub.port);
  deaf.socket.pause();
  const idle = new RawSocket(hub.port);
  idle.write('GET ');
  let left = 0;
  hub.callers[0]?.onClose(() => (left += 1));

  const start = performance.now();
  await Promise.all([hub.server.close(), hub.server.close()]);
  expect(performance.now() - start).toBeLessThan(4000);

  expect(left).toBe(1);
  for (const client of [polite, greeting]) {
    expect(await client.whenClosed()).toEqual({ code: ERRORS.shuttingDown.code, reason: 'shuttingDown' });
    expect(client.text.at(-1)).toMatchObject({ method: GOODBYE, params: { message: ERRORS.shuttingDown.sentence } });
  }
  deaf.destroy();
  idle.destroy();
  const again = await startTestServer({ port: hub.port });
  await again.server.close();
});
