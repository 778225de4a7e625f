import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns } from '../base/testing/fuzz.ts';
import { type KeeperFrame, type KeeperFrameKind, KeeperFrameReader, keeperHeader } from './frames.ts';
import { KEEPER_FRAME } from './version.ts';

const RUNS = fuzzRuns(10_000);

const frame = fc.record({
  kind: fc.constantFrom<KeeperFrameKind>('control', 'output', 'ack', 'data'),
  number: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  offset: fc.maxSafeNat(),
  bytes: fc.uint8Array({ maxLength: 300 }),
});

function wire(frames: ReadonlyArray<KeeperFrame>): Uint8Array {
  return Buffer.concat(
    frames.flatMap(({ kind, number, offset, bytes }) => [keeperHeader(kind, number, offset, bytes.length), bytes]),
  );
}

/** Reads `bytes` in pieces of the given lengths. */
function read(bytes: Uint8Array, cuts: readonly number[]): KeeperFrame[] {
  const frames: KeeperFrame[] = [];
  const reader = new KeeperFrameReader((each) => frames.push({ ...each, bytes: each.bytes.slice() }));
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const length = cuts[i % cuts.length] ?? 1;
    reader.push(bytes.subarray(at, at + length));
    at += length;
  }
  return frames;
}

const cuts = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 8 });

test('frames come out as they went in, however the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 6 }), cuts, (frames, lengths) => {
      const read_ = read(wire(frames), lengths);
      expect(read_.map((each) => ({ ...each, bytes: [...each.bytes] }))).toEqual(
        frames.map((each) => ({ ...each, bytes: [...each.bytes] })),
      );
    }),
    RUNS,
  );
});

test('any bytes at all give frames or an error, and never a frame beyond the limit', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), cuts, (bytes, lengths) => {
      try {
        for (const each of read(bytes, lengths)) {
          expect(each.bytes.length).toBeLessThanOrEqual(KEEPER_FRAME);
          expect(Number.isSafeInteger(each.offset)).toBe(true);
        }
      } catch (error) {
        expect(String(error)).toMatch(/^Error: keeper frame/);
      }
    }),
    RUNS,
  );
});

test('a length that no frame has is refused at once, before anything is gathered', () => {
  const header = Buffer.from(keeperHeader('output', 1, 0, 0));
  header.writeUInt32LE(KEEPER_FRAME + 100, 0);
  expect(() => read(header, [1])).toThrow('keeper frame of');
  header.writeUInt32LE(3, 0);
  expect(() => read(header, [100])).toThrow('keeper frame of 3 bytes');
});

test('a frame of 8 MiB that comes in small pieces is joined once', () => {
  const bytes = new Uint8Array(KEEPER_FRAME).fill(7);
  const started = performance.now();
  const frames = read(wire([{ kind: 'data', number: 1, offset: 0, bytes }]), [16 * 1024]);
  expect(frames[0]?.bytes.length).toBe(KEEPER_FRAME);
  expect(performance.now() - started).toBeLessThan(2000);
});
