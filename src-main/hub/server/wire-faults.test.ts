import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ERRORS } from '../../../src-shared/protocol/errors.ts';
import { LIMITS } from '../../../src-shared/protocol/limits.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { RawSocket, rawFrame } from '../testing/raw-socket.ts';
import { TestClient } from '../testing/test-client.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { until } from '../testing/until.ts';
import { SERVER_LIMITS } from './server-limits.ts';

const FIN_TEXT = 0x81;
const TEXT = 0x01;
const CONTINUATION = 0x00;
const FIN_CONTINUATION = 0x80;

let hub: TestServer;

beforeEach(async () => {
  hub = await startTestServer();
});

afterEach(async () => {
  await hub.server.close();
});

/** The close code of the last frame that came, which stands at the end with its reason. */
function closeCodes(raw: RawSocket): number[] {
  const codes: number[] = [];
  for (let i = 0; i + 3 < raw.received.length; i++) {
    if (raw.received[i] === 0x88 && (raw.received[i + 1] ?? 0) >= 2) codes.push(raw.received.readUInt16BE(i + 2));
  }
  return codes;
}

/** Lets a ws client in and takes its bare socket, to go on with bytes that ws would not send. */
async function openRaw(): Promise<{ readonly client: TestClient; write(bytes: Uint8Array): void }> {
  const client = await TestClient.open(hub.url, hub.admin);
  const { _socket: socket } = client.ws as unknown as { readonly _socket: Socket };
  return { client, write: (bytes) => void socket.write(bytes) };
}

test('I10: before hello, no more bytes are taken than a hello may have', async () => {
  const raw = new RawSocket(hub.port);
  await raw.upgrade(hub.port);
  // Claims less than the frame limit of later, and never ends.
  raw.write(rawFrame(FIN_TEXT, Buffer.alloc(1000, 'a'), LIMITS.frame));
  raw.write(Buffer.alloc(LIMITS.helloFrame, 'a'));
  await until('a close frame has come', () => closeCodes(raw).includes(ERRORS.tooLarge.code));
  raw.destroy();
});

test('before hello, a frame as large as a hello may be is read', async () => {
  const client = await TestClient.connect(hub.url);
  const answer = await client.hello(hub.admin, { filler: 'a'.repeat(LIMITS.helloFrame - 1000) });
  expect(answer.result).toBeDefined();
  client.close();
});

test('after hello, a frame of the largest size is read and a larger one is refused before it is', async () => {
  const { client, write } = await openRaw();
  const frame = (length: number): string => {
    const empty = JSON.stringify({ jsonrpc: '2.0', id: 50, method: 'test.text.echo', params: { text: '' } });
    return empty.replace('"text":""', `"text":"${'a'.repeat(length - empty.length)}"`);
  };
  client.sendText(frame(LIMITS.frame));
  expect((await client.answerTo(50)).result).toBeDefined();
  // Only its header is sent: the claim is enough.
  write(rawFrame(FIN_TEXT, Buffer.alloc(0), LIMITS.frame + 1));
  expect((await client.whenClosed()).code).toBe(1009);
});

test('a length beyond 2^53 is refused', async () => {
  const { client, write } = await openRaw();
  const header = rawFrame(FIN_TEXT, Buffer.alloc(0));
  header.fill(0xff, 2, 10);
  write(header);
  expect((await client.whenClosed()).code).toBe(1009);
});

test('a message in a few fragments is read', async () => {
  const { client, write } = await openRaw();
  const text = Buffer.from('{"jsonrpc":"2.0","id":60,"method":"test.text.echo","params":{"text":"a"}}');
  write(rawFrame(TEXT, text.subarray(0, 20)));
  write(rawFrame(CONTINUATION, text.subarray(20, 40)));
  write(rawFrame(FIN_CONTINUATION, text.subarray(40)));
  expect((await client.answerTo(60)).result).toEqual({ text: 'a' });
  client.close();
});

test('a message in confetti is refused', async () => {
  const { client, write } = await openRaw();
  write(rawFrame(TEXT, Buffer.from('{')));
  for (let i = 0; i < SERVER_LIMITS.fragments; i++) write(rawFrame(CONTINUATION, Buffer.from(' ')));
  expect((await client.whenClosed()).code).toBe(1008);
});

test('many fragments that together are too large are refused', async () => {
  const { client, write } = await openRaw();
  write(rawFrame(TEXT, Buffer.alloc(LIMITS.frame / 2, ' ')));
  write(rawFrame(CONTINUATION, Buffer.alloc(LIMITS.frame / 2, ' ')));
  write(rawFrame(CONTINUATION, Buffer.alloc(1, ' ')));
  expect((await client.whenClosed()).code).toBe(1009);
});

test('text that is not UTF-8 is refused', async () => {
  const { client, write } = await openRaw();
  write(rawFrame(FIN_TEXT, Buffer.from([0x22, 0xc3, 0x28, 0x22])));
  expect((await client.whenClosed()).code).toBe(1007);
});

test.each<[string, number[]]>([
  ['a frame that is not masked', [0x81, 0x01, 0x61]],
  ['an opcode that does not exist', [0x83, 0x80, 0, 0, 0, 0]],
  ['a compressed frame', [0xc1, 0x80, 0, 0, 0, 0]],
  ['a continuation of nothing', [0x80, 0x80, 0, 0, 0, 0]],
  ['a ping that is too long', [0x89, 0xfe, 0, 200, 0, 0, 0, 0]],
])('%s ends the connection', async (_what, bytes) => {
  const { client, write } = await openRaw();
  write(Buffer.from(bytes));
  expect((await client.whenClosed()).code).toBe(1002);
});

test('more silent sockets than may wait are turned away, until those that were there first have been silent for a while', async () => {
  await hub.server.close();
  const clock = new ManualClock();
  hub = await startTestServer({ clock });
  const raws: RawSocket[] = [];
  for (let i = 0; i < SERVER_LIMITS.waiting; i++) raws.push(new RawSocket(hub.port));
  await Promise.all(raws.map((raw) => raw.upgrade(hub.port)));
  expect(raws.every((raw) => raw.text.startsWith('HTTP/1.1 101'))).toBe(true);

  const late = new RawSocket(hub.port);
  await late.upgrade(hub.port);
  expect(late.text).toMatch(/^HTTP\/1.1 503[\s\S]*content-security-policy[\s\S]*Too many clients are waiting/);
  await until('it is closed', () => late.closed);

  clock.advance(SERVER_LIMITS.stalledMs);
  const client = await TestClient.open(hub.url, hub.admin);
  await until('one has made room', () => raws.filter(({ closed }) => closed).length === 1);
  client.close();
  for (const raw of raws) raw.destroy();
});
