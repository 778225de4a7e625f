import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BinaryFrame } from '../../../src-shared/protocol/codec.ts';
import { ERRORS } from '../../../src-shared/protocol/errors.ts';
import { LIMITS } from '../../../src-shared/protocol/limits.ts';
import type { OutputStream } from '../caller.ts';
import { TestClient } from '../testing/test-client.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { until } from '../testing/until.ts';
import { SERVER_LIMITS } from './server-limits.ts';

let hub: TestServer;
let client: TestClient;

beforeEach(async () => {
  hub = await startTestServer();
  client = await TestClient.open(hub.url, hub.admin);
});

afterEach(async () => {
  client.close();
  await hub.server.close();
});

async function openStream(): Promise<OutputStream> {
  await client.request('test.stream.open');
  const stream = hub.streams.at(-1);
  if (stream === undefined) throw new Error('no stream was opened');
  return stream;
}

function bytesOf(frame: BinaryFrame): Uint8Array {
  return frame.kind === 'output' || frame.kind === 'screen' ? frame.bytes : new Uint8Array();
}

test('output of every size arrives whole, in order with everything else', async () => {
  const stream = await openStream();
  // Around what is copied, around each form of the WebSocket header (16 bytes are ours), and empty.
  const lengths = [0, 1, 109, 110, 2047, 2048, 2049, 65_519, 65_520, 70_000];
  let offset = 2 ** 32 - 5;
  for (const [i, length] of lengths.entries()) {
    expect(stream.output(offset, new Uint8Array(length).fill(i + 1))).toBe(true);
    offset += length;
  }
  stream.size(offset, { cols: 90, rows: 30 });
  stream.screen(offset, { cols: 90, rows: 30 }, Buffer.from('screen'));
  stream.end(offset);
  await until('all have come', () => client.binary.length === lengths.length + 3);

  let expected = 2 ** 32 - 5;
  for (const [i, length] of lengths.entries()) {
    const frame = client.binary[i];
    expect(frame).toMatchObject({ kind: 'output', stream: stream.number, offset: expected });
    const bytes = frame === undefined ? new Uint8Array() : bytesOf(frame);
    expect(bytes.length === length && bytes.every((byte) => byte === i + 1)).toBe(true);
    expected += length;
  }
  expect(client.binary.slice(-3)).toMatchObject([
    { kind: 'size', offset, cols: 90, rows: 30 },
    { kind: 'screen', offset, cols: 90, rows: 30 },
    { kind: 'end', offset },
  ]);
});

test('past 256 KiB that nobody has acknowledged, output is refused until half is', async () => {
  const stream = await openStream();
  let ready = 0;
  stream.onReady(() => (ready += 1));
  const piece = new Uint8Array(LIMITS.unacknowledged / 4);
  for (let i = 0; i < 4; i++) expect(stream.output(i * piece.length, piece)).toBe(true);
  expect(stream.output(4 * piece.length, new Uint8Array(1))).toBe(false);
  await until('four frames have come', () => client.binary.length === 4);

  client.acknowledge(stream.number, piece.length);
  await client.request('test.text.echo', { text: 'after the ack' });
  expect(ready).toBe(0);
  client.acknowledge(stream.number, 2 * piece.length);
  await until('it is ready', () => ready === 1);
  expect(stream.output(4 * piece.length, piece)).toBe(true);
  client.acknowledge(stream.number, 5 * piece.length);
  await client.request('test.text.echo', { text: 'after the ack' });
  // Without a refusal in between there is nothing to announce.
  expect(ready).toBe(1);
  expect(client.binary).toHaveLength(5);
});

test('what a client claims beyond what it was sent, or again, counts for nothing', async () => {
  const stream = await openStream();
  const full = new Uint8Array(LIMITS.unacknowledged);
  expect(stream.output(0, full)).toBe(true);
  client.acknowledge(stream.number, Number.MAX_SAFE_INTEGER);
  client.acknowledge(stream.number, Number.MAX_SAFE_INTEGER);
  client.acknowledge(stream.number, 0);
  await client.request('test.text.echo', { text: 'after the acks' });
  expect(stream.output(full.length, full)).toBe(true);
  expect(stream.output(2 * full.length, new Uint8Array(1))).toBe(false);
});

test('a screen wipes the slate and counts until it is acknowledged', async () => {
  const stream = await openStream();
  expect(stream.output(0, new Uint8Array(LIMITS.unacknowledged))).toBe(true);
  expect(stream.output(LIMITS.unacknowledged, new Uint8Array(9))).toBe(false);
  let ready = 0;
  stream.onReady(() => (ready += 1));
  const offset = 5_000_000;
  stream.screen(offset, { cols: 80, rows: 24 }, new Uint8Array(200 * 1024));
  expect(stream.output(offset, new Uint8Array(50 * 1024))).toBe(true);
  expect(stream.output(offset + 50 * 1024, new Uint8Array(50 * 1024))).toBe(false);
  client.acknowledge(stream.number, LIMITS.unacknowledged);
  await client.request('test.text.echo', { text: 'after the ack' });
  expect(ready).toBe(0);
  client.acknowledge(stream.number, offset);
  await until('it is ready', () => ready === 1);
});

test('attachments have budgets of their own, and there are not too many of them', async () => {
  const first = await openStream();
  const second = await openStream();
  expect(second.number).not.toBe(first.number);
  expect(first.output(0, new Uint8Array(LIMITS.unacknowledged))).toBe(true);
  expect(first.output(LIMITS.unacknowledged, new Uint8Array(1))).toBe(false);
  expect(second.output(0, new Uint8Array(1000))).toBe(true);
  for (let i = 2; i < LIMITS.attachments; i++) await openStream();
  expect((await client.request('test.stream.open')).error?.data?.name).toBe('limitReached');
  first.dispose();
  expect(first.output(0, new Uint8Array(1))).toBe(false);
  expect((await client.request('test.stream.open')).result).toEqual({ stream: LIMITS.attachments + 1 });
});

test('the pace is what the client acknowledged lately', async () => {
  const stream = await openStream();
  expect(stream.pace).toBe(0);
  const piece = new Uint8Array(128 * 1024);
  stream.output(0, piece);
  client.acknowledge(stream.number, piece.length);
  await until('it is measured', () => stream.pace > 0);
  expect(stream.pace).toBeLessThanOrEqual(piece.length / 64);
});

test('I5: a client that really stops reading costs a bounded amount and disturbs nobody', async () => {
  const other = await TestClient.open(hub.url, hub.viewer);
  const streams: OutputStream[] = [];
  for (let i = 0; i < LIMITS.attachments; i++) streams.push(await openStream());
  client.ws.pause();

  const piece = new Uint8Array(64 * 1024);
  const offsets = streams.map(() => 0);
  let taken = 0;
  // All its terminals flood. Their budgets are 32 MiB together; what waits in the hub is a fraction of that, since the
  // socket has a bound of its own, and the kernel's buffers (some megabytes) are not ours.
  for (let round = 0; round < 100; round++) {
    for (const [i, stream] of streams.entries()) {
      const offset = offsets[i] ?? 0;
      if (!stream.output(offset, piece)) continue;
      offsets[i] = offset + piece.length;
      taken += piece.length;
    }
    if (round % 20 === 0) await other.request('test.text.echo', { text: 'are you there?' });
  }
  expect(taken).toBeLessThan(SERVER_LIMITS.outputBacklog + 12 * 1024 * 1024);
  expect(streams.every((stream) => !stream.output(offsets[streams.indexOf(stream)] ?? 0, piece))).toBe(true);
  expect(client.closed).toBeUndefined();

  // It comes back: reads, acknowledges, and every stream that was refused is told.
  const ready = new Set<OutputStream>();
  for (const stream of streams) stream.onReady(() => ready.add(stream));
  client.ws.on('message', (_data, isBinary) => {
    const frame = client.binary.at(-1);
    if (isBinary && frame?.kind === 'output') client.acknowledge(frame.stream, frame.offset + frame.bytes.length);
  });
  client.ws.resume();
  await until('all streams are ready', () => ready.size === streams.length);
  other.close();
});

test('a client that lets control messages pile up is disconnected, and its memory is free', async () => {
  const caller = hub.callers[0];
  let gone = false;
  caller?.onClose(() => (gone = true));
  client.ws.pause();
  const params = { text: 'x'.repeat(100_000) };
  let sent = 0;
  for (; !gone && sent < 1000; sent++) {
    caller?.notify('test.text.told', params);
    await new Promise(setImmediate);
  }
  // The kernel's own buffers take some megabytes before ours begin to fill.
  expect(sent * 100_000).toBeLessThan(SERVER_LIMITS.controlBacklog + 12 * 1024 * 1024);
  caller?.notify('test.text.told', params);
  await until('the hub has let go', () => hub.server.connections === 0);
  client.ws.resume();
  const { code } = await client.whenClosed();
  expect([ERRORS.tooSlow.code, 1006]).toContain(code);
});

test('a flood reaches a client that keeps up, byte by byte', async () => {
  const stream = await openStream();
  const total = 16 * 1024 * 1024;
  const piece = Buffer.from(Array.from({ length: 16 * 1024 }, (_, i) => (i * 7 + (i >> 8)) & 0xff));
  let offset = 0;
  let received = 0;
  let broken = false;
  client.ws.on('message', (_data, isBinary) => {
    const frame = client.binary.pop();
    if (!isBinary || frame?.kind !== 'output') return;
    if (frame.offset !== received || !piece.equals(frame.bytes)) broken = true;
    received += frame.bytes.length;
    client.acknowledge(stream.number, received);
  });
  const pump = (): void => {
    while (offset < total && stream.output(offset, piece)) offset += piece.length;
  };
  stream.onReady(pump);
  pump();
  await until('all bytes have come', () => received === total);
  expect(broken).toBe(false);
});
