import { expect, test } from 'vitest';
import { LIMITS } from '../protocol/limits.ts';
import { OutputStream } from './output-stream.ts';
import { TERMINAL } from './testing/paper-hub.ts';
import { clientRig, MemorySink } from './testing/rig.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);

async function attached(from?: number) {
  const rig = clientRig();
  rig.client.connect();
  await rig.quiet();
  rig.hub.print(bytes('before '));
  const sink = new MemorySink();
  const { client: link, attachments, clock } = rig;
  const stream = new OutputStream({
    link,
    attachments,
    clock,
    terminal: TERMINAL,
    sink,
    ...(from === undefined ? {} : { from }),
  });
  await rig.quiet();
  return { ...rig, sink, stream };
}

test('attaching shows a screen first, then output in order', async () => {
  const { hub, quiet, sink, stream } = await attached();
  hub.print(bytes('and after'));
  await quiet();
  expect(stream.state.kind).toBe('live');
  expect(sink.screens).toBe(1);
  expect(text(sink.content)).toBe('before and after');
});

test('attaching from an offset brings only the missing bytes', async () => {
  const { sink } = await attached(3);
  expect(sink.screens).toBe(0);
  expect(text(sink.content)).toBe('ore ');
});

test('a client that reconnects receives only what it missed', async () => {
  const { hub, line, clock, quiet, sink } = await attached();
  hub.print(bytes('one '));
  await quiet();
  line.cut();
  hub.print(bytes('two'));
  clock.advance(250);
  await quiet();
  expect(text(sink.content)).toBe('before one two');
  expect(sink.screens).toBe(1);
});

test('what was seen is cut, a gap is asked for again', async () => {
  const { hub, line, quiet, sink } = await attached();
  hub.each((connection) => {
    connection.sent -= 4;
  });
  hub.print(bytes('x'));
  await quiet();
  expect(text(sink.content)).toBe('before x');
  hub.print(bytes('lost'));
  line.swallow();
  hub.print(bytes('!'));
  await quiet();
  expect(text(sink.content)).toBe('before xlost!');
});

test('every 32 KiB parsed are acknowledged, the rest when it is quiet', async () => {
  const { hub, clock, quiet, sink } = await attached();
  await quiet();
  sink.hold();
  hub.acks.length = 0;
  for (let n = 0; n < 8; n++) hub.print(new Uint8Array(LIMITS.acknowledgeEvery / 2));
  await quiet();
  expect(hub.acks).toEqual([]);
  sink.parse(7);
  await quiet();
  expect(hub.acks).toHaveLength(3);
  sink.parse();
  await quiet();
  clock.advance(100);
  await quiet();
  expect(hub.acks.at(-1)).toBe(hub.output.length);
});

test('the end comes after the last byte, once, and is not undone by a reconnect', async () => {
  const { hub, line, clock, quiet, sink, stream } = await attached();
  hub.print(bytes('last words'));
  hub.end();
  await quiet();
  expect(text(sink.content)).toBe('before last words');
  expect(stream.state.kind).toBe('ended');
  line.cut();
  clock.advance(250);
  await quiet();
  expect(sink.ended).toBe(1);
});

test('an end whose last bytes were lost fetches them first', async () => {
  const { hub, line, quiet, sink } = await attached();
  hub.print(bytes('lost'));
  line.swallow();
  hub.end();
  await quiet();
  expect(text(sink.content)).toBe('before lost');
  expect(sink.ended).toBe(1);
});

test('a refusal that may pass is tried again, one that will not is told', async () => {
  const { hub, clock, quiet, stream, sink, line } = await attached();
  hub.refusals.set('terminal.session.attach', ['keeperUnavailable', 'keeperUnavailable']);
  line.cut();
  hub.print(bytes('more'));
  for (let n = 0; n < 5; n++) {
    clock.advance(500);
    await quiet();
  }
  expect(text(sink.content)).toBe('before more');
  hub.refusals.set('terminal.session.attach', ['terminalNotFound']);
  stream.repaint();
  await quiet();
  expect(stream.state).toMatchObject({ kind: 'failed', error: { error: 'terminalNotFound' } });
});
