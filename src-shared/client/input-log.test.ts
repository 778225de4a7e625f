import { expect, test } from 'vitest';
import { toBase64 } from '../base/base64.ts';
import { LIMITS } from '../protocol/limits.ts';
import { InputLog, type InputState, STALE_INPUT_MS } from './input-log.ts';
import { TERMINAL } from './testing/paper-hub.ts';
import { clientRig } from './testing/rig.ts';
import { textPieces } from './text-pieces.ts';

async function typing() {
  const rig = clientRig();
  rig.client.connect();
  await rig.quiet();
  const { client: link, clock, random } = rig;
  return { ...rig, log: new InputLog({ link, clock, random, terminal: TERMINAL }) };
}

test('keys do not wait for one another', async () => {
  const { hub, line, log } = await typing();
  for (const key of 'ls -l') log.type(key);
  expect(log.state).toMatchObject({ kind: 'sending', operations: 5 });
  line.flushToHub();
  expect(hub.typed).toBe('ls -l');
});

test('input that was on its way when the line broke arrives exactly once', async () => {
  const { hub, line, clock, quiet, log } = await typing();
  log.type('a');
  log.type('b');
  line.flushToHub(1);
  line.cut();
  log.type('c');
  expect(log.state).toMatchObject({ kind: 'unsent', operations: 3 });
  clock.advance(250);
  await quiet();
  expect(hub.typed).toBe('abc');
  expect(log.state.kind).toBe('clear');
});

test('input older than five seconds waits for a word, and goes out or is dropped by it', async () => {
  const { hub, line, clock, quiet, log } = await typing();
  line.reachable = false;
  line.cut();
  log.type('old');
  clock.advance(STALE_INPUT_MS + 1);
  line.reachable = true;
  clock.advance(8_000);
  await quiet();
  expect(log.state.kind).toBe('held');
  log.type('er');
  await quiet();
  expect(hub.typed).toBe('');
  log.send();
  await quiet();
  expect(hub.typed).toBe('older');
  line.reachable = false;
  line.cut();
  log.type('never');
  clock.advance(STALE_INPUT_MS + 1);
  line.reachable = true;
  clock.advance(8_000);
  await quiet();
  log.discard();
  log.type('!');
  await quiet();
  expect(hub.typed).toBe('older!');
});

test('a long paste goes out in pieces that fit and is whole on the other side', async () => {
  const { hub, quiet, log } = await typing();
  const paste = 'ab😀é'.repeat(200_000);
  log.type(paste);
  await quiet();
  expect(hub.typed === paste).toBe(true);
  expect(hub.inputs).toBeGreaterThan(paste.length / LIMITS.input);
});

test('pieces fit in bytes and no surrogate pair is cut', () => {
  const sample = '😀€éa'.repeat(50);
  const pieces = textPieces(sample, 16);
  expect(pieces.join('')).toBe(sample);
  for (const piece of pieces) {
    expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(16);
    expect(piece.isWellFormed()).toBe(true);
  }
});

test('bytes that are not text are base64', () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 37 + length) & 255);
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  }
});

test('a refusal that may pass is tried again in order, one that will not drops what was typed and says so', async () => {
  const { hub, clock, quiet, log } = await typing();
  hub.refusals.set('terminal.session.input', ['keeperUnavailable']);
  log.type('a');
  log.type('b');
  await quiet();
  clock.advance(300);
  await quiet();
  expect(hub.typed).toBe('ab');
  const refused: Error[] = [];
  const states: InputState[] = [];
  log.onRefused((error) => refused.push(error));
  log.onState((state) => states.push(state));
  hub.refusals.set('terminal.session.input', ['terminalEnded']);
  log.type('c');
  await quiet();
  expect(refused).toMatchObject([{ error: 'terminalEnded' }]);
  expect(states.at(-1)).toEqual({ kind: 'clear' });
  log.type('d');
  await quiet();
  expect(hub.typed).toBe('abd');
});
