import { expect, test } from 'vitest';
import { toBase64 } from '../base/base64.ts';
import { LIMITS } from '../protocol/limits.ts';
import { InputLog, type InputState } from './input-log.ts';
import { type KeptInput, STALE_INPUT_MS } from './kept-input.ts';
import { settled } from './testing/flushed-line.ts';
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

/** What a page keeps, and the next one finds: durable only when `settle` says so. */
function drawer() {
  let kept: KeptInput | undefined;
  let waiting: Array<() => void> = [];
  return {
    get kept() {
      return kept;
    },
    keep: (input: KeptInput | undefined) =>
      new Promise<void>((resolve) => {
        waiting.push(() => {
          kept = input;
          resolve();
        });
      }),
    async settle() {
      for (const each of waiting.splice(0)) each();
      await settled();
    },
    /** The page is gone before anything more was written. */
    lose() {
      waiting = [];
    },
  };
}

async function keeping() {
  const rig = await typing();
  rig.log.dispose();
  const { client: link, clock, random } = rig;
  const kept = drawer();
  /** A page that begins, after one that is gone. */
  const page = (): InputLog =>
    new InputLog({
      link,
      clock,
      random,
      terminal: TERMINAL,
      keep: kept.keep,
      ...(kept.kept === undefined ? {} : { kept: kept.kept }),
    });
  const away = (): void => {
    rig.line.reachable = false;
    rig.line.cut();
  };
  const back = async (): Promise<void> => {
    // In steps, since a greeting has a deadline of its own.
    for (let second = 0; second < 60; second++) {
      rig.line.reachable = second * 1_000 > STALE_INPUT_MS;
      clock.advance(1_000);
      await rig.quiet();
    }
  };
  return { ...rig, kept, page, away, back };
}

test('what was typed while away outlives the page, is asked about, and goes out once', async () => {
  const { hub, kept, page, away, back, quiet } = await keeping();
  const first = page();
  away();
  first.type('make\r');
  first.type('ls');
  await kept.settle();
  first.dispose();
  expect(kept.kept?.operations).toHaveLength(2);
  const second = page();
  expect(second.state).toMatchObject({ kind: 'unsent', operations: 2 });
  expect(second.pending.map(({ text }) => text)).toEqual(['make\r', 'ls']);
  await back();
  expect(second.state.kind).toBe('held');
  expect(hub.typed).toBe('');
  second.send();
  await quiet();
  await kept.settle();
  expect(hub.typed).toBe('make\rls');
  expect(kept.kept).toBe(undefined);
  second.type('!');
  await quiet();
  expect(hub.typed).toBe('make\rls!');
});

test('I2: input whose answer was lost with the line and the page takes no effect once more', async () => {
  const { hub, line, kept, page, away, back, quiet } = await keeping();
  const first = page();
  first.type('rm one\r');
  line.flushToHub();
  expect(hub.typed).toBe('rm one\r');
  // The answer is on its way back when the line breaks.
  away();
  await kept.settle();
  first.dispose();
  const second = page();
  second.type('next\r');
  await kept.settle();
  await back();
  second.send();
  await quiet();
  expect(hub.typed).toBe('rm one\rnext\r');
  expect(second.state.kind).toBe('clear');
});

test('nothing goes out under a number that the next page could not know', async () => {
  const { hub, kept, page, away, back, quiet } = await keeping();
  const first = page();
  away();
  first.type('old\r');
  await kept.settle();
  await back();
  first.send();
  first.type('new\r');
  await quiet();
  // Not yet durable, so it has not left; the page goes, and with it what only it knew.
  expect(hub.typed).toBe('old\r');
  kept.lose();
  first.dispose();
  const second = page();
  second.send();
  second.type('other\r');
  await kept.settle();
  await quiet();
  await kept.settle();
  expect(hub.typed).toBe('old\rother\r');
});

test('a line that is taken back types nothing, and those behind it go out', async () => {
  const { hub, kept, page, away, back, quiet } = await keeping();
  const log = page();
  away();
  for (const line of ['one\r', 'two\r', 'three\r']) log.type(line);
  const [, two] = log.pending;
  if (two !== undefined) log.drop(two);
  expect(log.pending.map(({ text }) => text)).toEqual(['one\r', 'three\r']);
  await kept.settle();
  await back();
  log.send();
  await quiet();
  expect(hub.typed).toBe('one\rthree\r');
  away();
  log.type('never\r');
  for (const line of log.pending) log.drop(line);
  await kept.settle();
  expect(log.state.kind).toBe('clear');
  expect(kept.kept).toBe(undefined);
});

test('keys of a clock that was set back are as good as old', async () => {
  const { kept, page, away, back, clock } = await keeping();
  const first = page();
  away();
  first.type('x');
  await kept.settle();
  first.dispose();
  clock.jump(-3_600_000);
  const second = page();
  await back();
  expect(second.state.kind).toBe('held');
});
