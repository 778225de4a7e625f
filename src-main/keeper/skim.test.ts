import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns } from '../../src-shared/base/testing/fuzz.ts';
import { Emulator } from './emulator.ts';
import { FactsReader } from './facts.ts';
import { skim } from './skim.ts';
import { systemClock } from './system-clock.ts';

const options = fuzzRuns(200);
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

function lines(count: number, of: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => `${of(n)}\r\n`).join('');
}

const plain = lines(2000, (n) => `line ${n} with some text in it`);

test('of a flood only the lines that stay are left, from the start of one', () => {
  const bytes = Buffer.from(plain);
  const skipped = skim(bytes, 150);
  expect(text(bytes.subarray(skipped?.from)).split('\r\n').length - 1).toBe(150);
  expect(skipped?.styles.length).toBe(0);
});

test('colours set in what is passed over are kept since the last reset', () => {
  const bytes = Buffer.from(`\x1b[1m\x1b[0m\x1b[31mred \x1b[4:3m${plain}`);
  expect(text(skim(bytes, 150)?.styles ?? new Uint8Array())).toBe('\x1b[0m\x1b[31m\x1b[4:3m');
});

test.each([
  ['a title', '\x1b]0;title\x07'],
  ['a bell', '\x07'],
  ['a backspace', '\b'],
  ['a cursor move', '\x1b[5;5H'],
  ['a mode', '\x1b[?2004h'],
  ['a character set', '\x0e'],
  ['a saved cursor', '\x1b7'],
  ['a C1 control', '\xc2\x9b5;5H'],
  ['a style that is not ended', '\x1b[3'],
])('%s is never passed over, nor are the lines before it that it could see', (_, sequence) => {
  const { from } = skim(Buffer.from(plain + sequence + plain, 'latin1'), 150) ?? { from: 0 };
  expect(plain.slice(from).split('\r\n').length - 1).toBe(150);
});

test('lines that end without a carriage return are parsed, since the column goes on', () => {
  expect(skim(Buffer.from(plain.replaceAll('\r\n', '\n')), 150)).toBeUndefined();
});

/** Kept short, so that a counterexample can be read. */
type Piece = { readonly lines: number; readonly width: number; readonly coloured: boolean } | string;

const piece: fc.Arbitrary<Piece> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ lines: fc.integer({ min: 1, max: 600 }), width: fc.nat(90), coloured: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '\x1b[1m',
      '\x1b[38;5;200m',
      '\x1b[48;2;1;2;3m',
      '\x1b[4:3;58;5;9m',
      '\x1b[m',
      'tail',
      '\r',
      '\b\b',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['\x1b[5;10H', '\x1b[2;9r', '\x1b[r', '\x1b[?1049h', '\x1b[?1049l', '\x1b[2J', '\x1b7', '\x1b8', '\x1b[?7l'],
      ...['\x1b[?6h', '\x1b[?45h', '\x1b[4h', '\x1b(0', '\x0f', '\x1bM', '\n\n\n'],
    ),
  },
);

function written(piece: Piece): string {
  if (typeof piece === 'string') return piece;
  const { lines: count, width, coloured } = piece;
  return lines(count, (n) => (coloured ? `\x1b[${31 + (n % 7)}m${n}\x1b[0m é 漢字\tend` : `${n} ${'x'.repeat(width)}`));
}

/** Everything a client could be shown of it, with the scrollback that is kept. */
function shown(emulator: Emulator): string {
  return text(emulator.image(100).bytes);
}

test('a skimmed screen is the same as one that was fed in small pieces', () => {
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), fc.integer({ min: 2, max: 50 }), (pieces, rows) => {
      const bytes = Buffer.from(pieces.map(written).join(''));
      // Long enough for the screen to be full, and in pieces too small to be skimmed: both begin alike.
      const make = (): Emulator =>
        new Emulator({ cols: 40, rows }, 0, new FactsReader(systemClock, 'here', () => {}), () => {});
      const [whole, small] = [make(), make()];
      for (const each of [whole, small]) each.feed(Buffer.from(lines(rows + 100, String)));
      whole.feed(bytes);
      for (let at = 0; at < bytes.length; at += 4096) small.feed(bytes.subarray(at, at + 4096));
      expect(shown(whole)).toBe(shown(small));
      whole.dispose();
      small.dispose();
    }),
    options,
  );
});
