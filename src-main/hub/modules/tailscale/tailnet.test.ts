import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PairingTable } from '../../testing/pairing-table.ts';
import { startTestHub } from '../../testing/test-hub.ts';
import { TestPhone } from '../../testing/test-phone.ts';
import { until } from '../../testing/until.ts';
import { NAME, PaperTailnet } from './testing/paper-tailnet.ts';
import { PaperTailscaled } from './testing/paper-tailscaled.ts';

const ORIGIN = `https://${NAME}`;
const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

let tailnet: PaperTailnet;
let tailscaled: PaperTailscaled;
let table: PairingTable;

beforeEach(async () => {
  tailnet = await PaperTailnet.start();
  tailscaled = new PaperTailscaled(tailnet);
  await tailscaled.listen(443);
  vi.stubGlobal('WebSocket', tailscaled.webSocket());
  table = await PairingTable.lay({ platform: { tailscale: tailnet.program } });
});
afterEach(async () => {
  await table.clear();
  vi.unstubAllGlobals();
  await tailscaled.close();
  await tailnet.dispose();
});

const start = () => table.operator.request('tailscale.serve.start', {});
const stop = () => table.operator.request('tailscale.serve.stop', {});
const entrances = async () => (await table.operator.request('network.list', {})).network.entrances;

/** A request of somebody in the tailnet for this Host, with these headers. */
function ask(path: string, { host = NAME, headers = 'Connection: close\r\n' } = {}): Promise<string> {
  return tailscaled.exchange(443, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${headers}\r\n`);
}

test('a phone that comes by Tailscale types with full control and nobody’s word, and is cut when serving ends', async () => {
  expect((await start()).tailscale).toMatchObject({ phase: 'serving', origin: ORIGIN });
  const [best] = await entrances();
  expect(best).toEqual({ origin: ORIGIN, level: 'L2', network: null });
  const { url, offer } = await table.offer();
  expect(offer).toMatchObject({ level: 'L2' });
  expect(offer.addresses[0]).toBe(NAME);
  expect(url.startsWith(`${ORIGIN}/phone/#`)).toBe(true);
  const phone = new TestPhone();
  const pairing = phone.pair(url);
  // The operator sees who it is in the tailnet, and the log where from.
  expect(await table.asker()).toMatchObject({ from: '100.101.102.103', level: 'L2', network: null });
  await table.approve(await phone.shown());
  await pairing;
  expect(phone.paired?.paired.origins[0]).toBe(ORIGIN);
  const client = phone.client(ORIGIN);
  expect((await client.opened()).device).toMatchObject({
    level: 'L2',
    rights: ['view', 'type', 'approve', 'administer'],
  });
  const { id } = await client.request('terminal.session.start', { command: { file: 'cat', args: [] } });
  expect(await client.request('terminal.session.input', { id, epoch: 'abcdefgh', op: 1, data: 'x' })).toEqual({
    op: 1,
  });
  const { devices } = await table.operator.request('device.list', {});
  expect(devices.find(({ id: each }) => each === phone.paired?.paired.device.id)).toMatchObject({
    lastFrom: '100.101.102.103',
    lastLevel: 'L2',
  });

  await stop();
  await until('it is cut', () => client.state.kind !== 'open');
  expect((await entrances()).map(({ level }) => level)).not.toContain('L2');
  expect((await table.offer()).offer.level).toBe('L0');
  expect(tailnet.proxyAt(443)).toBeUndefined();
  await start();
  await until('it is back without being asked for anything', () => client.state.kind === 'open');
  client.dispose();
  const { entries } = await table.operator.request('device.audit.list', { what: 'tailscale' });
  expect(entries.map(({ who, what, verdict }) => `${who === 'this hub' ? 'hub' : 'user'} ${what} ${verdict}`)).toEqual(
    expect.arrayContaining([
      'user tailscale.serve.start ok',
      'hub tailscale.serve.set ok',
      'user tailscale.serve.stop ok',
      'hub tailscale.serve.unset ok',
    ]),
  );
});

test('I24: what Tailscale says of a visitor, or somebody in its place, lets nobody in', async () => {
  await start();
  const owner = 'Tailscale-User-Login: ana@example.org\r\nTailscale-User-Name: Ana\r\nX-Forwarded-For: 127.0.0.1\r\n';
  // By Tailscale: the phone's page, and nothing that this machine alone has.
  expect(await ask('/phone/')).not.toMatch(/^HTTP\/1.1 40/);
  for (const path of ['/ws', '/settings.html', '/index.html'])
    for (const more of ['Connection: close\r\n', UPGRADE])
      expect(await ask(path, { headers: more + owner }), path).toMatch(/^HTTP\/1.1 404/);
  // Tailscale passes on any Host; that of this machine itself is none there.
  const own = new URL(table.hub.hub.url).host;
  const inner = new URL(tailnet.proxyAt(443) ?? '').host;
  for (const host of [own, inner, own.replace('127.0.0.1', 'localhost'), '127.0.0.2:1', 'evil.example'])
    for (const more of ['Connection: close\r\n', UPGRADE])
      expect(await ask('/ws', { host, headers: more + owner }), host).toMatch(/^HTTP\/1.1 403/);
  for (const origin of [
    'null',
    'https://evil.example',
    'https://evil.tail1234.ts.net',
    `http://${NAME}`,
    `${ORIGIN}:8443`,
  ])
    expect(await ask('/secure', { headers: `${UPGRADE}Origin: ${origin}\r\n` }), origin).toMatch(/^HTTP\/1.1 403/);
  // A phone with a key that nobody knows, and one whose key came by plain http.
  const stranger = new TestPhone();
  const offered = await table.offer();
  await expect(stranger.pair({ origin: ORIGIN, code: '0000-0000-0000' })).rejects.toMatchObject({
    error: 'pairingSpent',
  });
  const plain = new TestPhone();
  const pairing = plain.pair(offered.url, { at: await table.origin() });
  await table.approve(await plain.shown());
  await pairing;
  const client = plain.client(ORIGIN);
  await expect(client.opened()).rejects.toMatchObject({ error: 'notAuthenticated' });
  client.dispose();
});

test('a program of this machine that comes in Tailscale’s place has nothing that it had not before', async () => {
  await start();
  const inner = tailnet.proxyAt(443) ?? '';
  const asked = async (path: string, headers: Record<string, string>) =>
    (await fetch(`${inner}${path}`, { headers, redirect: 'manual' })).status;
  // Node's fetch does not let Host be chosen: without it, it is nobody's.
  expect(await asked('/phone/', { 'x-forwarded-for': '100.64.0.1', 'tailscale-user-login': 'ana@example.org' })).toBe(
    403,
  );
  const { hub } = table.hub;
  for (const path of ['/', '/ws', '/phone/'])
    expect((await fetch(`${hub.url}${path}`, { headers: { 'x-forwarded-for': '100.64.0.1' } })).status).toBe(403);
  expect((await fetch(hub.url)).status).not.toBe(403);
});

test('somebody on the internet is turned away by the first request, before anything is looked at again', async () => {
  await start();
  const { phone, client } = await paired();
  tailnet.service.config = { ...tailnet.config, AllowFunnel: { [`${NAME}:443`]: true } };
  tailscaled.peer = { address: '203.0.113.9' };
  expect(await ask('/phone/')).toMatch(/^HTTP\/1.1 403[\s\S]*does not answer the internet/);
  // And with that the way is closed for everybody, loudly.
  await until('whoever was there is cut', () => client.state.kind !== 'open');
  const { troubles } = await table.operator.request('hub.status.read', {});
  expect(troubles.join(' ')).toContain('whole internet');
  expect((await entrances()).map(({ level }) => level)).not.toContain('L2');
  expect(await ask('/phone/')).toMatch(/^HTTP\/1.1 502/);
  client.dispose();
  expect(phone.paired).toBeDefined();
});

test('the hub stops, and Tailscale leads to nobody; it comes back, and so does the phone', async () => {
  await start();
  const { client } = await paired();
  const { dataDir } = table.hub;
  table.operator.dispose();
  await table.hub.stop();
  await until('it is cut', () => client.state.kind !== 'open');
  expect(tailnet.proxyAt(443)).toBeUndefined();
  const hub = await startTestHub({ dataDir, platform: { tailscale: tailnet.program } });
  await until('it is back', () => client.state.kind === 'open');
  client.dispose();
  await hub.close();
  table = await PairingTable.lay({ platform: { tailscale: tailnet.program } });
});

async function paired(): Promise<{ phone: TestPhone; client: ReturnType<TestPhone['client']> }> {
  const phone = await table.phone();
  const client = phone.client(ORIGIN);
  await client.opened();
  return { phone, client };
}
