import { Terminal } from '@xterm/headless';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { messageTurns, PacedWriter, type Parser } from './paced-writer.ts';

const KIB = 1024;

/** Parses at once, and remembers what it was given in each turn. */
function slowParser(): { readonly parser: Parser; readonly given: number[]; readonly finish: () => void } {
  const given: number[] = [];
  const done: Array<() => void> = [];
  const parser: Parser = {
    write(data, parsed) {
      given.push(data.length);
      done.push(parsed);
    },
  };
  return {
    parser,
    given,
    finish: () => {
      for (const parsed of done.splice(0)) parsed();
    },
  };
}

test('a flood is given to the parser in pieces, and the next one only when the last is parsed and others had a turn', () => {
  const { parser, given, finish } = slowParser();
  const turns: Array<() => void> = [];
  const writer = new PacedWriter(parser, (run) => turns.push(run));
  writer.write(new Uint8Array(100 * KIB));
  expect(given).toEqual([48 * KIB]);
  finish();
  expect(given).toEqual([48 * KIB]);
  turns.shift()?.();
  expect(given).toEqual([48 * KIB, 48 * KIB]);
  finish();
  turns.shift()?.();
  expect(given).toEqual([48 * KIB, 48 * KIB, 4 * KIB]);
});

test('what is written while nothing waits goes to the parser at once, as a key’s echo must', () => {
  const { parser, given, finish } = slowParser();
  const writer = new PacedWriter(parser, () => {
    throw new Error('no turn is needed');
  });
  for (let n = 1; n <= 3; n++) {
    writer.write(new Uint8Array(n));
    finish();
  }
  expect(given).toEqual([1, 2, 3]);
});

test('a caller hears when the last byte of its own is parsed, in the order of the calls', () => {
  const { parser, finish } = slowParser();
  const turns: Array<() => void> = [];
  const writer = new PacedWriter(parser, (run) => turns.push(run));
  const heard: string[] = [];
  writer.write(new Uint8Array(60 * KIB), () => heard.push('flood'));
  writer.write('', () => heard.push('mark'));
  finish();
  expect(heard).toEqual([]);
  turns.shift()?.();
  finish();
  expect(heard).toEqual(['flood', 'mark']);
});

test('a writer that is disposed gives its parser nothing more', () => {
  const { parser, given, finish } = slowParser();
  const turns: Array<() => void> = [];
  const writer = new PacedWriter(parser, (run) => turns.push(run));
  writer.write(new Uint8Array(100 * KIB));
  writer.dispose();
  finish();
  for (const run of turns) run();
  writer.write('more');
  expect(given).toEqual([48 * KIB]);
});

test('xterm shows the same whatever the pieces are', async () => {
  const turn = messageTurns();
  const write = fc.record({
    size: fc.integer({ min: 0, max: 120 * KIB }),
    text: fc.constantFrom('é', '\x1b[31mx', 'ab\r\n'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 6 }), async (writes) => {
      const [plain, paced] = [0, 1].map(() => new Terminal({ cols: 40, rows: 10, allowProposedApi: true }));
      if (plain === undefined || paced === undefined) throw new Error('no terminals');
      const writer = new PacedWriter({ write: (data, done) => paced.write(data, done) }, turn);
      const all = writes.map(({ size, text }) => Buffer.from(text.repeat(Math.ceil(size / text.length))));
      await Promise.all([
        ...all.map((bytes) => new Promise<void>((done) => plain.write(bytes, done))),
        ...all.map((bytes) => new Promise<void>((done) => writer.write(bytes, done))),
      ]);
      expect(linesOf(paced)).toEqual(linesOf(plain));
    }),
    { numRuns: 15 },
  );
});

function linesOf(terminal: Terminal): string[] {
  const { active } = terminal.buffer;
  return Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true) ?? '');
}
