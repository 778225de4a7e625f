import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeBinary } from '../../../src-shared/protocol/codec.ts';
import { ERRORS } from '../../../src-shared/protocol/errors.ts';
import { GOODBYE, HELLO, welcomeSchema } from '../../../src-shared/protocol/frames.ts';
import { HELLO_DEADLINE_MS, LIMITS } from '../../../src-shared/protocol/limits.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { RawSocket } from '../testing/raw-socket.ts';
import { TestClient } from '../testing/test-client.ts';
import { testKey } from '../testing/test-key.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { until } from '../testing/until.ts';
import { IDLE_AUDIT_RATE, REFUSAL_RATE, REQUEST_RATES, SERVER_LIMITS } from './server-limits.ts';

let clock: ManualClock;
let hub: TestServer;

beforeEach(async () => {
  clock = new ManualClock();
  hub = await startTestServer({ clock });
});

afterEach(async () => {
  const closing = hub.server.close();
  // Clients that a test left behind do not answer the closing handshake; the bound does.
  await until('the server has closed', () => {
    clock.advance(100);
    return hub.server.connections === 0;
  });
  clock.advance(SERVER_LIMITS.closeMs);
  await closing;
  expect(clock.pending).toBe(0);
});

test('a known device is welcomed with its rights, the services and the limits', async () => {
  const client = await TestClient.open(hub.url, hub.viewer);
  const welcome = welcomeSchema.parse(client.welcome);
  expect(welcome).toMatchObject({
    protocol: 1,
    version: '0.1.0',
    hub: { id: 'h_test', name: 'Test hub' },
    device: { id: 'd_viewer', name: 'Wall', role: 'viewer', rights: ['view'] },
    limits: { frame: LIMITS.frame, unacknowledged: LIMITS.unacknowledged },
  });
  expect(welcome.services['test']).toContain('test.text.echo');
  expect(hub.callers).toHaveLength(1);
  expect(hub.callers[0]).toMatchObject({ id: welcome.connection, device: { id: 'd_viewer' }, kind: 'script' });
  expect(hub.server.connections).toBe(1);
  client.close();
});

test('requests are answered, in order, and notifications come between', async () => {
  const client = await TestClient.open(hub.url, hub.admin);
  hub.callers[0]?.notify('test.text.told', { a: 1 });
  hub.callers[0]?.notifyText('{"jsonrpc":"2.0","method":"test.text.told","params":{"a":2}}');
  const answer = await client.request('test.text.echo', { text: 'grüß 🏠' });
  expect(answer.result).toEqual({ text: 'grüß 🏠' });
  expect(client.text.slice(2).map((frame) => frame.params ?? frame.id)).toEqual([{ a: 1 }, { a: 2 }, 2]);
  client.close();
});

test('text of every length that changes the WebSocket header comes through', async () => {
  const client = await TestClient.open(hub.url, hub.admin);
  for (const length of [0, 80, 90, 125, 126, 127, 65_490, 65_536, 70_000, 900_000]) {
    const text = 'x'.repeat(length);
    expect((await client.request('test.text.echo', { text })).result).toEqual({ text });
  }
  client.close();
});

test.each<[string, string, keyof typeof ERRORS]>([
  ['a request', '{"jsonrpc":"2.0","id":7,"method":"test.text.echo","params":{"text":"a"}}', 'helloExpected'],
  ['a notification', '{"jsonrpc":"2.0","method":"x"}', 'helloExpected'],
  ['no JSON', 'hello?', 'parseError'],
  ['JSON of another form', '[1,2]', 'invalidRequest'],
  ['hello without params', `{"jsonrpc":"2.0","id":7,"method":"${HELLO}"}`, 'invalidParams'],
])('I10: before hello, %s ends the connection', async (_what, text, error) => {
  const client = await TestClient.connect(hub.url);
  client.sendText(text);
  await client.whenClosed();
  expect(client.closed?.reason).toBe(error);
  expect(client.text.some((frame) => frame.error?.code === ERRORS[error].code)).toBe(true);
  expect(client.text.at(-1)?.method).toBe(GOODBYE);
  expect(hub.callers).toHaveLength(0);
});

test('before hello, a binary frame ends the connection', async () => {
  const client = await TestClient.connect(hub.url);
  client.acknowledge(1, 0);
  expect((await client.whenClosed()).code).toBe(ERRORS.helloExpected.code);
});

test('I10: a client that never says hello is closed when its time is over, and told why', async () => {
  const client = await TestClient.connect(hub.url);
  clock.advance(HELLO_DEADLINE_MS - 1);
  expect(client.closed).toBeUndefined();
  clock.advance(1);
  expect(await client.whenClosed()).toEqual({ code: 4001, reason: 'helloExpected' });
  expect(client.text.at(-1)?.method).toBe(GOODBYE);
});

test('a hello that was signed for another connection is worth nothing', async () => {
  const first = await TestClient.connect(hub.url);
  const proof = hub.admin.prove(first.challenge);
  expect((await first.hello(hub.admin, { proof })).result).toBeDefined();
  const second = await TestClient.connect(hub.url);
  expect(second.challenge.nonce).not.toBe(first.challenge.nonce);
  second.sendText(
    JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: HELLO,
      params: { protocol: { min: 1, max: 1 }, client: { kind: 'cli', version: '1' }, capabilities: [], proof },
    }),
  );
  expect((await second.whenClosed()).code).toBe(ERRORS.notAuthenticated.code);
  first.close();
});

test('a hello that somebody at another port passes on is worth nothing', async () => {
  const victim = await TestClient.connect(hub.url);
  const { nonce } = victim.challenge;
  const proof = hub.admin.prove({ hub: 'h_test', nonce, address: `127.0.0.1:${hub.port + 1}` });
  expect((await victim.hello(hub.admin, { proof })).error?.code).toBe(ERRORS.notAuthenticated.code);
});

test('a welcome says of the device what it has to know and no more', async () => {
  Object.assign(hub.viewer.device, { publicKey: 'of no concern', createdAt: 1 });
  const client = await TestClient.open(hub.url, hub.viewer);
  expect(client.welcome.device).toEqual({
    id: 'd_viewer',
    name: 'Wall',
    role: 'viewer',
    rights: ['view'],
    level: 'local',
    expiresAt: null,
    grants: [],
  });
  client.close();
});

test('a key that is not known is refused with what to do', async () => {
  const client = await TestClient.connect(hub.url);
  const answer = await client.hello(testKey({ id: 'd_stranger', name: 'S', role: 'admin' }));
  expect(answer.error).toEqual({
    code: ERRORS.notAuthenticated.code,
    message: ERRORS.notAuthenticated.sentence,
    data: { name: 'notAuthenticated', retry: false },
  });
  await client.whenClosed();
});

test('a client of another protocol is refused in words', async () => {
  const client = await TestClient.connect(hub.url);
  const answer = await client.hello(hub.admin, { protocol: { min: 2, max: 9 } });
  expect(answer.error?.data?.name).toBe('versionRefused');
  await client.whenClosed();
});

test('a second hello is refused and changes nothing', async () => {
  const client = await TestClient.open(hub.url, hub.viewer);
  expect((await client.hello(hub.admin)).error?.message).toBe('Hello was already said on this connection.');
  expect((await client.request('test.text.type')).error?.data?.name).toBe('forbidden');
  client.close();
});

test('a second frame while hello is being checked ends the connection', async () => {
  const client = await TestClient.connect(hub.url);
  const { _socket: socket } = client.ws as unknown as { readonly _socket: Socket };
  // Both in one chunk, so that the second is read before the first is decided.
  socket.cork();
  const hello = client.hello(hub.admin);
  client.sendText('{"jsonrpc":"2.0","id":2,"method":"test.text.echo","params":{"text":"a"}}');
  socket.uncork();
  await expect(hello).rejects.toThrow('closed before an answer');
  expect(client.closed?.reason).toBe('helloExpected');
  expect(hub.callers).toHaveLength(0);
});

test.each<[string, string, keyof typeof ERRORS]>([
  ['no JSON', '{"jsonrpc"', 'parseError'],
  ['a number', '12', 'invalidRequest'],
  ['an array of requests', '[{"jsonrpc":"2.0","id":1,"method":"a"}]', 'invalidRequest'],
  ['an id that is a string', '{"jsonrpc":"2.0","id":"1","method":"test.text.echo"}', 'invalidRequest'],
  ['an id that is huge', '{"jsonrpc":"2.0","id":1e300,"method":"test.text.echo"}', 'invalidRequest'],
  ['an id that is negative', '{"jsonrpc":"2.0","id":-1,"method":"test.text.echo"}', 'invalidRequest'],
  ['params that are a list', '{"jsonrpc":"2.0","id":1,"method":"test.text.echo","params":[1]}', 'invalidRequest'],
  ['a method that is endless', `{"jsonrpc":"2.0","id":1,"method":"${'m'.repeat(999)}"}`, 'invalidRequest'],
  ['an answer', '{"jsonrpc":"2.0","id":1,"result":{}}', 'invalidRequest'],
  ['a notification', '{"jsonrpc":"2.0","method":"test.text.echo"}', 'invalidRequest'],
  ['JSON of great depth', `{"jsonrpc":"2.0","id":1,"method":"a","params":${'['.repeat(5000)}`, 'invalidRequest'],
])('malformed text, %s, is answered and the connection goes on', async (_what, text, error) => {
  const client = await TestClient.open(hub.url, hub.admin);
  client.sendText(text);
  expect((await client.answerTo(null)).error?.data?.name).toBe(error);
  expect((await client.request('test.text.echo', { text: 'still' })).result).toEqual({ text: 'still' });
  client.close();
});

test('malformed text again and again ends the connection', async () => {
  const client = await TestClient.open(hub.url, hub.admin);
  for (let i = 0; i < 20; i++) client.sendText('{');
  expect(await client.whenClosed()).toEqual({ code: 1008, reason: 'too many malformed frames' });
  expect(client.text.filter((frame) => frame.id === null).length).toBeLessThan(12);
});

test.each<[string, Uint8Array, RegExp]>([
  ['an unknown kind', new Uint8Array(16).fill(99, 0, 1), /unknown binary frame kind 99/],
  ['a short one', new Uint8Array(3), /shorter than its header/],
  ['an empty one', new Uint8Array(0), /shorter than its header/],
  ['one that only hubs send', encodeBinary({ kind: 'end', stream: 1, offset: 0 }), /clients do not send end frames/],
  ['reserved bytes', new Uint8Array(16).fill(3, 0, 2), /reserved header bytes/],
  ['an offset beyond 2^53', new Uint8Array(16).fill(3, 0, 1).fill(255, 8), /offset is beyond/],
])('a binary frame that makes no sense, %s, ends the connection and says why', async (_what, bytes, reason) => {
  const client = await TestClient.open(hub.url, hub.admin);
  client.ws.send(bytes);
  const closed = await client.whenClosed();
  expect(closed.code).toBe(1008);
  expect(closed.reason).toMatch(reason);
});

test('an acknowledgement of a stream that is not there is ignored', async () => {
  const client = await TestClient.open(hub.url, hub.admin);
  client.acknowledge(4_000_000_000, Number.MAX_SAFE_INTEGER);
  expect((await client.request('test.text.echo', { text: 'a' })).result).toEqual({ text: 'a' });
  client.close();
});

test.each(['__proto__', 'constructor', 'toString', 'test.text', 'TEST.TEXT.ECHO', 'hub.connection.welcome'])(
  'the method %s does not exist',
  async (method) => {
    const client = await TestClient.open(hub.url, hub.admin);
    expect((await client.request(method)).error?.data?.name).toBe('methodNotFound');
    client.close();
  },
);

test('__proto__ in params reaches nothing', async () => {
  const client = await TestClient.open(hub.url, hub.admin);
  client.sendText(
    '{"jsonrpc":"2.0","id":90,"method":"test.text.echo","params":{"text":"a","__proto__":{"polluted":1}}}',
  );
  expect((await client.answerTo(90)).result).toEqual({ text: 'a' });
  client.sendText('{"jsonrpc":"2.0","id":91,"method":"test.text.echo","params":{"__proto__":{"text":"a"}}}');
  expect((await client.answerTo(91)).error?.data?.name).toBe('invalidParams');
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  client.close();
});

test.each<[string, Record<string, unknown>, RegExp]>([
  ['a missing field', {}, /“text” is wrong/],
  ['a wrong type', { text: 5 }, /“text” is wrong/],
  ['a huge number', { text: 'a', many: 1e18 }, /“many” is wrong/],
])('wrong params, %s, are refused naming the field', async (_what, params, sentence) => {
  const client = await TestClient.open(hub.url, hub.admin);
  const answer = await client.request('test.text.echo', params);
  expect(answer.error?.data?.name).toBe('invalidParams');
  expect(answer.error?.message).toMatch(sentence);
  client.close();
});

test('I11: a right is asked for on every message, so that one taken away is missed at once', async () => {
  const client = await TestClient.open(hub.url, hub.admin);
  expect((await client.request('test.text.type')).result).toEqual({});
  hub.rights.get('d_admin')?.delete('type');
  expect((await client.request('test.text.type')).error?.message).toMatch(
    /does not have the right to do that \(type\)/,
  );
  expect((await client.request('test.text.echo', { text: 'a' })).result).toEqual({ text: 'a' });
  hub.rights.delete('d_admin');
  expect((await client.request('test.text.echo', { text: 'a' })).error?.data?.name).toBe('notAuthenticated');
  expect(hub.audited.map(({ device, method, verdict }) => [device, method, verdict])).toEqual([
    ['d_admin', 'test.text.type', 'done'],
    ['d_admin', 'test.text.type', 'forbidden'],
  ]);
  client.close();
});

test('nobody who is refused can push the audit log out of itself; what was done is always written', async () => {
  const ask = async (times: number): Promise<void> => {
    const viewer = await TestClient.open(hub.url, hub.viewer);
    for (let n = 0; n < times; n++) await viewer.request('test.text.type');
    viewer.close();
  };
  await ask(300);
  expect(hub.audited.length).toBe(IDLE_AUDIT_RATE.burst);
  // Coming anew gives no new allowance; time does.
  await ask(10);
  expect(hub.audited.length).toBe(IDLE_AUDIT_RATE.burst);
  clock.advance(60_000);
  await ask(2);
  expect(hub.audited.length).toBe(IDLE_AUDIT_RATE.burst + 1);
  const admin = await TestClient.open(hub.url, hub.admin);
  for (let n = 0; n < 200; n++) await admin.request('test.text.type');
  expect(hub.audited.length).toBe(IDLE_AUDIT_RATE.burst + 1 + 200);
  admin.close();
});

test('a device that is cut off loses its connections and no other does', async () => {
  const [mine, other] = await Promise.all([TestClient.open(hub.url, hub.admin), TestClient.open(hub.url, hub.viewer)]);
  let left = 0;
  for (const caller of hub.callers) caller.onClose(() => (left += 1));
  hub.server.closeDevice('d_admin', 'notAuthenticated');
  expect(left).toBe(1);
  expect((await mine.whenClosed()).code).toBe(ERRORS.notAuthenticated.code);
  expect((await other.request('test.text.echo', { text: 'a' })).result).toEqual({ text: 'a' });
  other.close();
});

test('a failure inside the hub stays in its log; a refusal goes out as it is', async () => {
  const client = await TestClient.open(hub.url, hub.admin);
  const failed = await client.request('test.thing.fail');
  expect(failed.error).toEqual({
    code: -32603,
    message: ERRORS.internal.sentence,
    data: { name: 'internal', retry: true },
  });
  expect(hub.logged.join()).toContain('secret details');
  expect((await client.request('test.thing.miss')).error?.message).toBe('That is gone.');
  expect(hub.audited.at(-1)).toMatchObject({ method: 'test.thing.fail', verdict: 'internal', at: clock.now() });
  client.close();
});

test('requests are limited by their class, and come through again with time', async () => {
  const client = await TestClient.open(hub.url, hub.admin);
  const { burst, perSecond } = REQUEST_RATES.heavy;
  const answers = await Promise.all(Array.from({ length: burst + 1 }, () => client.request('test.thing.start')));
  expect(answers.filter((answer) => answer.error?.data?.name === 'rateLimited')).toHaveLength(1);
  expect((await client.request('test.text.echo', { text: 'a' })).result).toEqual({ text: 'a' });
  clock.advance(1000 / perSecond);
  expect((await client.request('test.thing.start')).result).toEqual({});
  client.close();
});

test('a client that goes on asking in spite of refusals is cut off, and may come back', async () => {
  const client = await TestClient.open(hub.url, hub.viewer);
  const most = REQUEST_RATES.heavy.burst + REFUSAL_RATE.burst;
  const frame = (id: number): string => JSON.stringify({ jsonrpc: '2.0', id, method: 'test.thing.start' });
  for (let id = 1000; id < 1000 + most; id++) client.sendText(frame(id));
  expect((await client.answerTo(999 + most)).error?.data?.name).toBe('rateLimited');
  expect(client.closed).toBeUndefined();
  client.sendText(frame(9999));
  expect((await client.whenClosed()).code).toBe(ERRORS.rateLimited.code);
  (await TestClient.open(hub.url, hub.viewer)).close();
});

test('requests without an answer are bounded', async () => {
  const client = await TestClient.open(hub.url, hub.admin);
  const waiting = Array.from({ length: SERVER_LIMITS.pending }, () => client.request('test.thing.wait'));
  const refused = await client.request('test.thing.wait');
  expect(refused.error?.message).toMatch(/waiting for their answer/);
  hub.release();
  expect((await Promise.all(waiting)).every((answer) => answer.result !== undefined)).toBe(true);
  client.close();
});

test('an answer that comes after the client has gone goes nowhere', async () => {
  const client = await TestClient.open(hub.url, hub.admin);
  void client.request('test.thing.wait').catch(() => {});
  await client.request('test.text.echo', { text: 'a' });
  client.close();
  await until('the hub has noticed', () => hub.server.connections === 0);
  hub.release();
  hub.callers[0]?.notify('test.text.told', {});
  expect(() => hub.callers[0]?.openStream()).toThrow();
});

test('a client that has long been silent is dropped; one that answers pings is not, and one that talks gets none', async () => {
  const alive = await TestClient.open(hub.url, hub.admin);
  const talking = await TestClient.open(hub.url, hub.admin);
  const dead = new RawSocket(hub.port);
  await dead.upgrade(hub.port);
  const silent = await TestClient.open(hub.url, hub.viewer);
  silent.ws.pause();
  let pings = 0;
  let needless = 0;
  alive.ws.on('ping', () => (pings += 1));
  talking.ws.on('ping', () => (needless += 1));
  for (let round = 1; round <= 8; round++) {
    clock.advance(SERVER_LIMITS.pingMs);
    // A pong counts as life until the round after the next.
    const expected = Math.floor(round / 2);
    await until('a ping has come', () => pings >= expected);
    // Its pong was read before this was asked.
    await talking.request('test.text.echo', { text: 'a' });
  }
  await until('the silent one is gone', () => hub.server.connections === 2);
  expect(alive.closed).toBeUndefined();
  expect([pings, needless]).toEqual([4, 0]);
  talking.close();
  alive.close();
  silent.close();
  dead.destroy();
});
