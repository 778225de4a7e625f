import { spawn, spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { serverConfig } from './config.ts';
import { movedAddress } from './moved-address.ts';
import { newDataDir } from './testing/test-hub.ts';

/** A network of its own in which there is no IPv6. */
const WITHOUT_IPV6 = ['-n', 'sh', '-c', 'sysctl -qw net.ipv6.conf.all.disable_ipv6=1 && exec "$@"', 'sh'];

test('a hub whose settings name an address that the machine has not listens on the usual one', async (context) => {
  if (spawnSync('unshare', [...WITHOUT_IPV6, 'true']).status !== 0)
    context.skip('a network of its own is not permitted here');
  const dataDir = newDataDir();
  writeFileSync(`${dataDir}/settings.json`, '{"network":{"host":"::1"}}');
  const program = [process.execPath, `${import.meta.dirname}/testing/hub-process.ts`, dataDir];
  const child = spawn('unshare', [...WITHOUT_IPV6, ...program], { stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    const said = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
      child.stderr.once('data', (chunk: Buffer) => reject(new Error(chunk.toString())));
    });
    expect(said).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
  } finally {
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    rmSync(dataDir, { recursive: true, force: true });
  }
});

test('what is said: nothing when all is as wished or named at the start, else what is wrong and where the hub is', () => {
  const network = { host: '::1', port: 5000 } as const;
  const wished = serverConfig({ version: '0' }, network);
  expect(movedAddress(wished, { host: '::1', port: 5000 })).toBe(undefined);
  expect(movedAddress(wished, { host: '127.0.0.1', port: 5000 })).toBe(
    'This machine has no address ::1, which the settings name; the hub listens on 127.0.0.1.',
  );
  expect(movedAddress(wished, { host: '::1', port: 5003 })).toContain('Port 5000, which the settings name, is taken');
  // The usual port is nobody's wish, and what a start names is its own affair.
  expect(movedAddress(serverConfig({ version: '0' }, { ...network, port: 4140 }), { host: '::1', port: 4141 })).toBe(
    undefined,
  );
  const named = serverConfig({ version: '0', host: '127.0.0.1', port: 0 }, network);
  expect(named).toEqual({ version: '0', host: '127.0.0.1', hostMayMove: false, port: 0, portMayMove: false });
  expect(movedAddress(named, { host: '127.0.0.1', port: 40_000 })).toBe(undefined);
});
