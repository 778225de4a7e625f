import { expect, test } from 'vitest';
import { ProtocolError } from '../protocol/errors.ts';
import { HEARTBEAT_MS } from '../protocol/limits.ts';
import { ConnectionLost, type ConnectionState } from './connection-state.ts';
import { LINE_DEAD_MS, PROBE_MS } from './heartbeat.ts';
import { reconnectDelay } from './reconnect.ts';
import { clientRig } from './testing/rig.ts';

test('a client answers the challenge with its proof and is open after the welcome', async () => {
  const { client, hub, quiet } = clientRig();
  const opened = client.opened();
  await quiet();
  expect((await opened).connection).toBe('c_1');
  expect(client.state.kind).toBe('open');
  expect(hub.hellos[0]).toMatchObject({
    protocol: { min: 1, max: 1 },
    client: { kind: 'script' },
    proof: { kind: 'device', device: 'd_1' },
  });
  client.dispose();
});

test('a request is answered with its parsed result, and a refusal arrives as the error it is', async () => {
  const { client, quiet } = clientRig();
  client.connect();
  await quiet();
  const beat = client.request('presence.heartbeat', {});
  const missing = client.request('terminal.shell.list', {}).catch((error: unknown) => error);
  await quiet();
  expect(await beat).toEqual({ now: 0 });
  expect(await missing).toMatchObject({ error: 'methodNotFound' });
  client.dispose();
});

test('a request without a connection fails as not sent, one whose line breaks as unknown', async () => {
  const { client, line, quiet } = clientRig();
  const unsent = await client.request('presence.heartbeat', {}).catch((error: unknown) => error);
  expect(unsent).toBeInstanceOf(ConnectionLost);
  expect(unsent).toMatchObject({ sent: false });
  client.connect();
  await quiet();
  const cut = client.request('presence.heartbeat', {}).catch((error: unknown) => error);
  line.cut();
  expect(await cut).toMatchObject({ sent: true });
  client.dispose();
});

test('reconnecting is tried at once, then from 250 ms doubling to 8 s, and never given up', async () => {
  const { client, clock, line, quiet } = clientRig();
  client.connect();
  await quiet();
  clock.advance(3_000);
  await quiet();
  line.reachable = false;
  const states: ConnectionState[] = [];
  client.onState((state) => states.push(state));
  line.cut();
  for (let n = 0; n < 12; n++) {
    const { state } = client;
    if (state.kind !== 'waiting') throw new Error(state.kind);
    clock.advance(state.until - clock.monotonic());
    await quiet();
  }
  const waits = states.flatMap((state) => (state.kind === 'waiting' ? [state.attempt] : []));
  expect(waits).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  line.reachable = true;
  client.wake();
  await quiet();
  expect(client.state.kind).toBe('open');
  client.dispose();
});

test('the wait doubles between its bounds and half of it is jitter', () => {
  expect([1, 2, 3, 4, 7, 8, 50].map((attempt) => reconnectDelay(attempt, 1))).toEqual([
    0, 250, 500, 1000, 8000, 8000, 8000,
  ]);
  expect(reconnectDelay(7, 0)).toBe(4000);
});

test('a hub that welcomes and drops at once is not hammered', async () => {
  const { client, line, quiet } = clientRig();
  client.connect();
  await quiet();
  line.cut();
  expect(client.state).toMatchObject({ kind: 'waiting', attempt: 2 });
  client.dispose();
});

test.each(['notAuthenticated', 'versionRefused', 'linkSpent'] as const)(
  'after %s the client stays refused until it is told to connect again',
  async (name) => {
    const { client, clock, hub, line, quiet } = clientRig();
    hub.refusals.set('hub.connection.hello', [name]);
    const opened = client.opened().catch((error: unknown) => error);
    await quiet();
    expect(await opened).toBeInstanceOf(ProtocolError);
    expect(client.state).toMatchObject({ kind: 'refused', error: { error: name } });
    clock.advance(600_000);
    client.wake();
    await quiet();
    expect(line.tries).toBe(1);
    client.connect();
    await quiet();
    expect(client.state.kind).toBe('open');
    client.dispose();
  },
);

test('a hub that is busy is asked again', async () => {
  const { client, clock, hub, quiet } = clientRig();
  hub.refusals.set('hub.connection.hello', ['rateLimited']);
  client.connect();
  await quiet();
  expect(client.state.kind).toBe('waiting');
  clock.advance(250);
  await quiet();
  expect(client.state.kind).toBe('open');
  client.dispose();
});

test('a silent line is declared dead and lastHeard says since when', async () => {
  const { client, clock, line, quiet } = clientRig();
  client.connect();
  await quiet();
  for (let n = 0; n < 3; n++) {
    clock.advance(HEARTBEAT_MS);
    await quiet();
  }
  expect(client.lastHeard).toBe(3 * HEARTBEAT_MS);
  line.reachable = false;
  for (let n = 0; n < 4 && client.state.kind === 'open'; n++) {
    clock.advance(HEARTBEAT_MS);
    line.swallow();
  }
  expect(client.state).toMatchObject({ kind: 'connecting', lastHeard: 3 * HEARTBEAT_MS });
  expect(clock.monotonic() - 3 * HEARTBEAT_MS).toBeLessThanOrEqual(LINE_DEAD_MS + HEARTBEAT_MS);
  client.dispose();
});

test('a client that is woken on a dead line finds out soon, on a live one nothing happens', async () => {
  const { client, clock, line, quiet } = clientRig();
  client.connect();
  await quiet();
  client.wake();
  await quiet();
  clock.advance(PROBE_MS);
  expect(client.state.kind).toBe('open');
  client.wake();
  line.swallow();
  clock.advance(PROBE_MS);
  expect(client.state.kind).not.toBe('open');
  client.dispose();
});

test('a try that hangs is begun anew when the client is woken, one that has just begun is left alone', async () => {
  const { client, clock, line, quiet } = clientRig();
  client.connect();
  client.wake();
  expect(line.tries).toBe(1);
  clock.advance(1_000);
  client.wake();
  expect([line.tries, client.state.kind]).toEqual([2, 'connecting']);
  await quiet();
  expect(client.state.kind).toBe('open');
  client.dispose();
});

test('an encrypted line of another version is refused for good; why a line could not be made is told while it is tried again', async () => {
  const { client, line, quiet } = clientRig();
  client.connect();
  await quiet();
  line.cut({ code: 1011, reason: 'Another computer answers there.' });
  expect(client.state).toMatchObject({ kind: 'waiting', reason: 'Another computer answers there.' });
  client.wake();
  await quiet();
  line.cut({ code: 4002, reason: '' });
  expect(client.state).toMatchObject({ kind: 'refused', error: { error: 'versionRefused' } });
  client.dispose();
});

test('a line that was silent while a phone slept has less time to show that it lives', async () => {
  const { client, clock, line, quiet } = clientRig();
  client.connect();
  await quiet();
  for (let n = 0; n < 2; n++) {
    clock.advance(HEARTBEAT_MS);
    line.swallow();
  }
  line.reachable = false;
  client.wake();
  line.swallow();
  clock.advance(PROBE_MS * 0.4 - 1);
  expect(client.state.kind).toBe('open');
  clock.advance(1);
  expect(client.state.kind).not.toBe('open');
  client.dispose();
});

test('a disposed client leaves no timer and says no more', async () => {
  const { client, clock, line, quiet } = clientRig();
  client.connect();
  await quiet();
  line.cut();
  client.dispose();
  client.connect();
  await quiet();
  expect(client.state.kind).toBe('closed');
  expect(clock.pending).toBe(0);
});
