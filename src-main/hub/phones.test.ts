import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConnectionLost } from '../../src-shared/client/connection-state.ts';
import type { PairingRefusal } from '../../src-shared/protocol/channels/pairing/state.ts';
import type { ProtocolError } from '../../src-shared/protocol/errors.ts';
import { PairingTable, paperNetworks } from './testing/pairing-table.ts';
import { startTestHub } from './testing/test-hub.ts';
import { TestPhone } from './testing/test-phone.ts';
import { until } from './testing/until.ts';

let table: PairingTable;
beforeEach(async () => {
  table = await PairingTable.lay();
});
afterEach(() => table.clear());

const why = async (): Promise<Array<PairingRefusal['why']>> => (await table.state()).refusals.map((each) => each.why);

test('a phone gets in by the code on the screen and the number that the operator picks, and comes back without either', async () => {
  const { url, offer } = await table.offer();
  expect(offer.level).toBe('L0');
  const phone = new TestPhone();
  const pairing = phone.pair(url);
  const asker = await table.asker();
  expect(asker).toMatchObject({
    name: 'Test phone',
    platform: 'Node',
    from: '127.0.0.1',
    network: 'n_home',
    level: 'L0',
  });
  expect(new Set(asker.candidates).size).toBe(4);
  expect(asker.candidates).toContain(await phone.shown());
  const { device } = await table.approve(await phone.shown(), { role: 'viewer', name: 'Mine' });
  await pairing;
  expect(device).toMatchObject({ name: 'Mine', role: 'viewer', origin: 'paired', platform: 'Node', connections: 0 });
  expect(phone.paired?.paired).toMatchObject({ device: { id: device.id }, origins: [await table.origin()] });
  for (let time = 0; time < 2; time++) {
    const client = phone.client(await table.origin());
    expect((await client.opened()).device).toMatchObject({ id: device.id, rights: ['view'], level: 'L0' });
    await expect(client.request('terminal.session.start', {})).rejects.toMatchObject({ error: 'forbidden' });
    client.dispose();
  }
  expect(await table.state()).toMatchObject({ offer: null, request: null, paired: device.id, refusals: [] });
});

test('a code that is typed does the same, however it is typed', async () => {
  const { code } = await table.offer();
  const phone = new TestPhone();
  const pairing = phone.pair({ origin: await table.origin(), code });
  await table.asker();
  await table.approve(await phone.shown());
  await pairing;
  const client = phone.client(await table.origin());
  await client.opened();
  client.dispose();
});

test('a photo of a code that was used is worth nothing, and the operator sees who tried', async () => {
  const { url } = await table.offer();
  const phone = new TestPhone();
  const pairing = phone.pair(url);
  await table.asker();
  await table.approve(await phone.shown());
  await pairing;
  const thief = new TestPhone();
  await expect(thief.pair(url)).rejects.toMatchObject({ error: 'pairingSpent' });
  await expect.poll(why).toEqual(['wrong-secret']);
});

test('of two phones that take one code the first is shown to the operator, and the second is told that it is spent', async () => {
  const { url } = await table.offer();
  const first = new TestPhone();
  const pairing = first.pair(url, { name: 'first' });
  await table.asker();
  const second = new TestPhone();
  await expect(second.pair(url, { name: 'second' })).rejects.toMatchObject({ error: 'pairingSpent' });
  expect(second.comparison).toBe(undefined);
  expect((await table.asker()).name).toBe('first');
  await table.approve(await first.shown());
  await pairing;
  await expect.poll(why).toEqual(['spent']);
});

test('a wrong number lets nobody in and spends the code', async () => {
  const { url } = await table.offer();
  const phone = new TestPhone();
  const refused = expect(phone.pair(url)).rejects.toMatchObject({ error: 'pairingRefused' });
  const { candidates } = await table.asker();
  const number = await phone.shown();
  const wrong = candidates.find((each) => each !== number) ?? '';
  await expect(table.approve(wrong)).rejects.toMatchObject({ error: 'forbidden' });
  await refused;
  expect(await why()).toEqual(['wrong-number']);
  expect((await table.operator.request('device.list', {})).devices.map(({ origin }) => origin)).toEqual(['local']);
  await expect(new TestPhone().pair(url)).rejects.toMatchObject({ error: 'pairingSpent' });
});

test('a newer offer withdraws the one before; the operator can withdraw it, and a phone that leaves has spent it', async () => {
  const old = await table.offer();
  const { url } = await table.offer();
  await expect(new TestPhone().pair(old.url)).rejects.toMatchObject({ error: 'pairingSpent' });
  await expect.poll(why).toEqual(['wrong-secret']);
  const phone = new TestPhone();
  const { result, abandon } = phone.ask(url);
  await table.asker();
  abandon();
  await expect.poll(async () => (await table.state()).offer).toBe(null);
  void result.catch(() => {});
  const waiting = expect(new TestPhone().pair((await table.offer()).url)).rejects.toMatchObject({
    error: 'pairingRefused',
  });
  await table.asker();
  await table.operator.request('pairing.cancel', {});
  await waiting;
  expect(await why()).toEqual(['wrong-secret', 'left', 'refused']);
});

test('whoever proves their key hears why it counts no more: the time is over, or it was revoked; a stranger hears nothing', async () => {
  const phone = await table.phone();
  const device = phone.paired?.paired.device.id ?? '';
  const come = async (by: TestPhone): Promise<string> => {
    const client = by.client(await table.origin());
    const said = await client.opened().then(
      () => 'in',
      (error: ProtocolError) => error.error,
    );
    client.dispose();
    return said;
  };
  await table.operator.request('device.update', { device, expiresAt: Date.now() - 1 });
  expect(await come(phone)).toBe('deviceEnded');
  await table.operator.request('device.update', { device, expiresAt: null });
  expect(await come(phone)).toBe('in');
  await table.operator.request('device.revoke', { device });
  expect(await come(phone)).toBe('deviceRevoked');
  const stranger = new TestPhone();
  stranger.paired = phone.paired;
  expect(await come(stranger)).toBe('notAuthenticated');
});

test('after a restart of the hub an offer of before is worth nothing, and phones come back as they are', async () => {
  const { url } = await table.offer();
  const phone = await table.phone();
  const { dataDir } = table.hub;
  table.operator.dispose();
  await table.hub.stop();
  const again = await startTestHub({ dataDir, platform: paperNetworks() });
  const origin = again.hub.url;
  const client = phone.client(origin);
  expect((await client.opened()).device.name).toBe('Test phone');
  client.dispose();
  await expect(new TestPhone().pair(url, { at: origin })).rejects.toMatchObject({ error: 'pairingSpent' });
  await again.close();
  table = await PairingTable.lay();
});

test('ten wrong secrets spend an offer; the right one is not kept out by fewer', async () => {
  const { url } = await table.offer();
  const wrong = url.replace(/\.[A-Za-z0-9_-]{22}\./, `.${'A'.repeat(22)}.`);
  const guess = (): Promise<unknown> => new TestPhone().pair(wrong).catch(({ error }) => error);
  for (let n = 0; n < 9; n++) expect(await guess()).toBe('pairingSpent');
  const phone = new TestPhone();
  const { result, abandon } = phone.ask(url);
  await table.asker();
  void result.catch(() => {});
  abandon();
  const next = await table.offer();
  const others = next.url.replace(/\.[A-Za-z0-9_-]{22}\./, `.${'A'.repeat(22)}.`);
  for (let n = 0; n < 10; n++) await new TestPhone().pair(others).catch(() => {});
  await expect.poll(async () => (await table.state()).offer).toBe(null);
  expect((await why()).at(-1)).toBe('too-many');
  await expect(new TestPhone().pair(next.url)).rejects.toMatchObject({ error: 'pairingSpent' });
});

test('role, id and rights are what the hub wrote down, whatever a phone says in its hello', async () => {
  const phone = await table.phone({ role: 'viewer' });
  const client = phone.client(await table.origin());
  const { device } = await client.opened();
  expect(device).toMatchObject({ role: 'viewer', rights: ['view'] });
  for (const method of ['device.list', 'pairing.offer', 'network.lan.close'] as const)
    await expect(client.request(method, {})).rejects.toMatchObject({ error: 'forbidden' });
  for (const channel of ['device', 'pairing'])
    await expect(client.request('hub.channel.subscribe', { channel })).rejects.toMatchObject({ error: 'forbidden' });
  client.dispose();
  // Another's key is another device, and one that nobody let in is none.
  const stranger = new TestPhone();
  stranger.paired = phone.paired;
  const strange = stranger.client(await table.origin());
  await expect(strange.opened()).rejects.toMatchObject({ error: 'notAuthenticated' });
  strange.dispose();
});

test('a phone is told until when it may come, and what it may do on single terminals', async () => {
  const phone = await table.phone({ role: 'viewer' });
  const { id } = await table.operator.request('terminal.session.start', { command: { file: 'cat', args: [] } });
  const expiresAt = Date.now() + 60_000;
  const grants = [{ terminal: id, rights: ['type' as const] }];
  await table.operator.request('device.update', { device: phone.paired?.paired.device.id ?? '', expiresAt, grants });
  const client = phone.client(await table.origin());
  const { device } = await client.opened();
  expect(device).toMatchObject({ expiresAt, rights: ['view'] });
  // Without a word for this network a phone types nowhere, whatever it was granted.
  expect(device.grants).toEqual([{ terminal: id, rights: ['view'] }]);
  const { network } = await table.operator.request('network.list', {});
  await table.operator.request('network.trust.allow', { network: network.networks[0]?.id ?? '' });
  await until('it comes back', () => client.state.kind !== 'open');
  await until('it is back', () => client.state.kind === 'open');
  expect((await client.opened()).device.grants).toEqual([{ terminal: id, rights: ['view', 'type'] }]);
  client.dispose();
});

test('a phone that goes on at another origin is the same device with another key, and nobody picks a number', async () => {
  const phone = await table.phone({ trustNetwork: true });
  const client = phone.client(await table.origin());
  const { device } = await client.opened();
  const { url } = await client.request('pairing.move', { to: await table.origin() });
  client.dispose();
  const moved = new TestPhone();
  await moved.pair(url);
  expect(moved.paired?.paired.device.id).toBe(device.id);
  const again = moved.client(await table.origin());
  expect((await again.opened()).device.id).toBe(device.id);
  again.dispose();
  await expect(new TestPhone().pair(url)).rejects.toMatchObject({ error: 'pairingSpent' });
});

test('I12: revoking cuts a phone at once, in the middle of traffic, and for good', async () => {
  const phone = await table.phone({ trustNetwork: true });
  const client = phone.client(await table.origin());
  const { device } = await client.opened();
  const { id } = await client.request('terminal.session.start', { command: { file: 'cat', args: [] } });
  let typed = 0;
  let gone = false;
  client.onState(({ kind }) => {
    if (kind !== 'open') gone = true;
  });
  const typing = (async () => {
    for (; ; typed++)
      await client.request('terminal.session.input', { id, epoch: 'abcdefgh', op: typed + 1, data: 'x' });
  })().catch(() => {});
  await until('the phone types', () => typed > 50);
  await table.operator.request('device.revoke', { device: device.id });
  // On an idle machine it takes a few milliseconds, and 100 are promised; a busy one must not fail this.
  await until('it is cut', () => gone, 2_000);
  await typing;
  await until('it is told', () => client.state.kind === 'refused');
  client.dispose();
  await expect(table.operator.request('device.revoke', { device: device.id })).rejects.toMatchObject({
    error: 'notFound',
  });
});

test('a database that was restored from before a revocation brings no device back', async () => {
  const phone = await table.phone();
  const { dataDir } = table.hub;
  const files = (): string[] => readdirSync(dataDir).filter((name) => name.startsWith('authority.db'));
  table.operator.dispose();
  await table.hub.stop();
  for (const name of files()) copyFileSync(`${dataDir}/${name}`, `${dataDir}/kept-${name}`);
  const meanwhile = await startTestHub({ dataDir, platform: paperNetworks() });
  const owner = await meanwhile.client();
  const { device } = phone.paired?.paired ?? {};
  expect(await owner.request('device.revoke', { device: device?.id })).toMatchObject({ result: {} });
  await meanwhile.stop();
  for (const name of files()) rmSync(`${dataDir}/${name}`);
  for (const name of readdirSync(dataDir).filter((each) => each.startsWith('kept-')))
    copyFileSync(`${dataDir}/${name}`, `${dataDir}/${name.slice('kept-'.length)}`);
  const restored = await startTestHub({ dataDir, platform: paperNetworks() });
  const client = phone.client(restored.hub.url);
  await expect(client.opened()).rejects.toMatchObject({ error: 'deviceRevoked' });
  client.dispose();
  await restored.close();
  table = await PairingTable.lay();
});

test('full control by plain http takes the operator’s word for the network; by this machine’s own way it does not', async () => {
  const phone = await table.phone({ role: 'admin' });
  const client = phone.client(await table.origin());
  expect((await client.opened()).device.rights).toEqual(['view', 'approve']);
  await expect(client.request('terminal.session.start', {})).rejects.toMatchObject({ error: 'forbidden' });
  await table.operator.request('network.trust.allow', { network: 'n_home' });
  // Whoever is connected comes back with what they may do now.
  await until('it is back with all rights', () => {
    const { state } = client;
    return state.kind === 'open' && state.welcome.device.rights.includes('type');
  });
  await table.operator.request('network.trust.forget', { network: 'n_home' });
  await expect
    .poll(async () => client.request('terminal.shell.list', {}).catch(({ error }) => error))
    .toBe('forbidden');
  client.dispose();
  const here = phone.client(table.hub.hub.url);
  expect((await here.opened()).device).toMatchObject({
    level: 'local',
    rights: ['view', 'type', 'approve', 'administer'],
  });
  here.dispose();
});

test('a watcher may be given single terminals to type into, and no others', async () => {
  const phone = await table.phone({ role: 'viewer' });
  await table.operator.request('network.trust.allow', { network: 'n_home' });
  const start = (): Promise<{ id: string }> =>
    table.operator.request('terminal.session.start', { command: { file: 'cat', args: [] } });
  const [given, other] = [await start(), await start()];
  const { device } = phone.paired?.paired ?? {};
  const grants = [{ terminal: given.id, rights: ['type' as const] }];
  await table.operator.request('device.update', { device: device?.id ?? '', grants });
  const client = phone.client(await table.origin());
  await client.opened();
  const input = { epoch: 'abcdefgh', op: 1, data: 'x' };
  expect(await client.request('terminal.session.input', { id: given.id, ...input })).toEqual({ op: 1 });
  await expect(client.request('terminal.session.input', { id: other.id, ...input })).rejects.toMatchObject({
    error: 'forbidden',
  });
  const { typing } = await table.operator.request('device.typing.list', {});
  expect(typing).toMatchObject([{ device: device?.id, terminal: given.id }]);
  client.dispose();
});

test('a device whose time is over is out', async () => {
  const phone = await table.phone({ role: 'viewer' });
  const client = phone.client(await table.origin());
  await client.opened();
  const { device } = phone.paired?.paired ?? {};
  await table.operator.request('device.update', { device: device?.id ?? '', expiresAt: Date.now() - 1 });
  await until('it is refused', () => client.state.kind === 'refused');
  client.dispose();
});

test('closing the network cuts who came by it, and phones wait until it is open again', async () => {
  const phone = await table.phone();
  const origin = await table.origin();
  const client = phone.client(origin);
  await client.opened();
  await table.operator.request('network.lan.close', {});
  await until('it is cut', () => client.state.kind !== 'open');
  await expect(new TestPhone().pair({ origin, code: '0000-0000-0000' })).rejects.toBeInstanceOf(ConnectionLost);
  await expect(table.offer()).rejects.toMatchObject({ error: 'notFound' });
  await table.operator.request('network.lan.open', {});
  await until('it is back', () => client.state.kind === 'open');
  client.dispose();
});

test('a flood of guesses at a code silences nothing that is told of failed hellos', async () => {
  const phone = await table.phone();
  const origin = await table.origin();
  const { url } = await table.offer();
  const wrong = url.replace(/\.[A-Za-z0-9_-]{22}\./, `.${'A'.repeat(22)}.`);
  for (let n = 0; n < 15; n++) await new TestPhone().pair(wrong).catch(() => {});
  const hellos = async (): Promise<unknown[]> => {
    const asked = { what: 'hub.connection.hello', refused: true };
    return (await table.operator.request('device.audit.list', asked)).entries.map(({ verdict }) => verdict);
  };
  const stranger = new TestPhone();
  stranger.paired = phone.paired;
  const come = async (): Promise<void> => {
    const client = stranger.client(origin);
    await expect(client.opened()).rejects.toMatchObject({
      error: expect.stringMatching(/notAuthenticated|rateLimited/),
    });
    client.dispose();
  };
  await come();
  await expect.poll(hellos).toEqual(['notAuthenticated']);
});

const pairingEntries = async (): Promise<unknown[]> =>
  (await table.operator.request('device.audit.list', { what: 'pairing' })).entries;

test('the audit log tells of offers, answers and tries, and holds no secret', async () => {
  const { url, code } = await table.offer();
  const phone = new TestPhone();
  const pairing = phone.pair(url);
  await table.asker();
  await table.approve(await phone.shown());
  await pairing;
  await new TestPhone().pair(url).catch(() => {});
  await expect.poll(why).toEqual(['wrong-secret']);
  // The log is written a moment later.
  await expect.poll(async () => (await pairingEntries()).length).toBe(4);
  const { entries } = await table.operator.request('device.audit.list', { what: 'pairing' });
  expect(entries.map(({ what, verdict }) => `${what} ${verdict}`)).toEqual([
    'pairing.request wrong-secret',
    'pairing.approve ok',
    'pairing.request ok',
    'pairing.offer ok',
  ]);
  const text = JSON.stringify(entries);
  for (const secret of [code, url.split('.')[5] ?? 'x', phone.comparison ?? '']) expect(text).not.toContain(secret);
  const refused = await table.operator.request('device.audit.list', { refused: true, limit: 1 });
  expect(refused.entries.map(({ verdict }) => verdict)).toEqual(['wrong-secret']);
});
