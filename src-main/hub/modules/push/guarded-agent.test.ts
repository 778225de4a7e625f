import { once } from 'node:events';
import { createServer } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { ForbiddenAddress, GuardedAgent, isSomebodyElses } from './guarded-agent.ts';
import { isPublicAddress } from './public-address.ts';

const agents: GuardedAgent[] = [];

afterEach(() => {
  for (const agent of agents.splice(0)) agent.destroy();
});

/** What comes of asking for an address with the agent of the product. */
function outcome(url: string, mayReach = isSomebodyElses): Promise<unknown> {
  const agent = new GuardedAgent(mayReach);
  agents.push(agent);
  return new Promise((resolve) => {
    const asked = request(url, { method: 'POST', agent }, (response) => resolve(response.statusCode));
    asked.once('error', resolve);
    asked.end();
  });
}

test('only the public internet is public, in both families and in whatever spelling', () => {
  const open = ['1.1.1.1', '142.250.1.1', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::1', '64:ff9b::101:101'];
  const closed = [
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.9.9.9', '169.254.169.254', '172.16.0.1', '192.168.1.1'],
    ...['198.18.0.1', '203.0.113.1', '224.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::127.0.0.1', 'fe80::1', 'fc00::1', 'ff02::1'],
    ...['2001:db8::1', '2002:7f00:1::', '2001::1', '64:ff9b::7f00:1', '64:ff9b::10.0.0.1', '64:ff9b:1::1'],
    ...['', 'localhost', '127.1', '0x7f000001'],
  ];
  expect(open.filter((each) => !isPublicAddress(each))).toEqual([]);
  expect(closed.filter(isPublicAddress)).toEqual([]);
});

test('this machine’s own addresses are nobody else’s', () => {
  const own = Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address));
  expect(own.filter(isSomebodyElses)).toEqual([]);
});

test('a service of this machine is not reached: by address, by name, and in other spellings', async () => {
  let connections = 0;
  const server = createServer().on('connection', () => {
    connections += 1;
  });
  server.listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    for (const host of ['127.0.0.1', '[::1]', 'localhost', '0.0.0.0', '[::ffff:127.0.0.1]', '2130706433']) {
      expect(await outcome(`https://${host}:${port}/`), host).toBeInstanceOf(ForbiddenAddress);
    }
    expect(connections).toBe(0);
    // The same server, when it may be reached: the refusals above were not by chance.
    const reached = await outcome(`https://localhost:${port}/`, (address) => address === '127.0.0.1');
    expect(reached).toBeInstanceOf(Error);
    expect(reached).not.toBeInstanceOf(ForbiddenAddress);
    expect(connections).toBe(1);
  } finally {
    server.close();
  }
});
