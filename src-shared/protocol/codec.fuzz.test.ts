import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns } from '../base/testing/fuzz.ts';
import { type BinaryFrame, decodeBinary, decodeText, encodeBinary, FRAME_HEADER, writeOutputHeader } from './codec.ts';

/** 10^4 here and in CI, 10^5 and more in the nightly run. */
const runs = fuzzRuns(10_000);

const stream = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const offset = fc.maxSafeNat();
const bytes = fc.uint8Array({ maxLength: 200 });
const cells = fc.integer({ min: 0, max: 65_535 });

const anyFrame: fc.Arbitrary<BinaryFrame> = fc.oneof(
  fc.record({ kind: fc.constant('output' as const), stream, offset, bytes }),
  fc.record({ kind: fc.constant('screen' as const), stream, offset, cols: cells, rows: cells, bytes }),
  fc.record({ kind: fc.constant('ack' as const), stream, offset }),
  fc.record({ kind: fc.constant('size' as const), stream, offset, cols: cells, rows: cells }),
  fc.record({ kind: fc.constant('end' as const), stream, offset }),
);

test('every binary frame that is written is read back the same', () => {
  fc.assert(
    fc.property(anyFrame, (frame) => {
      const decoded = decodeBinary(encodeBinary(frame));
      expect(decoded).toEqual({ ok: true, value: frame });
    }),
    runs,
  );
});

test('an output header that is written alone equals the one of the whole frame', () => {
  fc.assert(
    fc.property(stream, offset, fc.nat(20), (number, at, start) => {
      const target = new Uint8Array(start + FRAME_HEADER);
      writeOutputHeader(target, start, number, at);
      const whole = encodeBinary({ kind: 'output', stream: number, offset: at, bytes: new Uint8Array() });
      expect(target.subarray(start)).toEqual(whole);
    }),
    runs,
  );
});

test('any bytes are a frame or a fault, and a frame is written back as those bytes', () => {
  const plausible = fc
    .tuple(fc.integer({ min: 0, max: 7 }), fc.uint8Array({ minLength: 12, maxLength: 60 }))
    .map(([kind, rest]) => new Uint8Array([kind, 0, 0, 0, ...rest]));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), plausible), (data) => {
      const decoded = decodeBinary(data);
      if (decoded.ok) expect(encodeBinary(decoded.value)).toEqual(data);
      else expect(decoded.error).not.toBe('');
    }),
    runs,
  );
});

/** Frames that are nearly right: a few fields of the right names with values of any kind. */
const nearlyFrame = fc
  .record(
    {
      jsonrpc: fc.oneof({ weight: 5, arbitrary: fc.constant('2.0') }, fc.anything()),
      id: fc.oneof(fc.nat(), fc.double(), fc.constant(null), fc.string()),
      method: fc.oneof(fc.constantFrom('terminal.session.input', '__proto__', 'constructor'), fc.string(), fc.nat()),
      params: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
      result: fc.jsonValue(),
      error: fc.oneof(fc.record({ code: fc.integer(), message: fc.string() }), fc.jsonValue()),
      __proto__: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )
  .map((value) => JSON.stringify(value) ?? '');

test('any text is a frame or a fault, and never more', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), nearlyFrame);
  fc.assert(
    fc.property(text, (given) => {
      const decoded = decodeText(given);
      if (!decoded.ok) {
        expect(['parseError', 'invalidRequest']).toContain(decoded.error);
        return;
      }
      const { kind, frame } = decoded.value;
      expect(frame.jsonrpc).toBe('2.0');
      if (kind !== 'answer') expect(typeof frame.method).toBe('string');
      if (kind === 'request') expect(Number.isSafeInteger(frame.id) && frame.id >= 0).toBe(true);
      const again = decodeText(JSON.stringify(frame));
      expect(again.ok && again.value.kind).toBe(kind);
    }),
    runs,
  );
});

test('nothing that was read has touched what all objects inherit', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const inner = JSON.stringify({ nested: value });
      decodeText(`{"jsonrpc":"2.0","id":1,"method":"a","params":{"__proto__":${inner},"constructor":${inner}}}`);
      expect(({} as Record<string, unknown>)['nested']).toBeUndefined();
    }),
    runs,
  );
});
