import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns } from '../../src-shared/base/testing/fuzz.ts';
import { GroundSplitter } from './ground-splitter.ts';
import { vtBytes } from './testing/vt-bytes.ts';
import { coreOf, newTerminal } from './xterm-core.ts';

interface Parser {
  parse(bytes: Uint8Array): void;
  /** Ground state and no torn character. */
  isWhole(): boolean;
}

function newParser(): Parser {
  const input = coreOf(newTerminal(80, 24, 0))._inputHandler;
  const decoder = (input as unknown as { readonly _utf8Decoder: { readonly interim: Uint8Array } })._utf8Decoder;
  return {
    parse: (bytes) => input.parse(bytes),
    isWhole: () => input._parser.currentState === 0 && decoder.interim[0] === 0,
  };
}

test('I6: whatever comes out leaves the real parser at ground state, between characters, and nothing is lost', () => {
  fc.assert(
    fc.property(vtBytes, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (bytes, cuts) => {
      const splitter = new GroundSplitter();
      const parser = newParser();
      const out: Uint8Array[] = [];
      let at = 0;
      for (let i = 0; at < bytes.length; i++) {
        const length = cuts[i % cuts.length] ?? 1;
        const whole = splitter.take(bytes.subarray(at, at + length)).slice();
        at += length;
        parser.parse(whole);
        expect(parser.isWhole()).toBe(true);
        out.push(whole);
      }
      const given = Buffer.concat(out);
      expect(given.equals(bytes.subarray(0, given.length))).toBe(true);
      expect(given.length + splitter.holding).toBe(bytes.length);
    }),
    fuzzRuns(2000),
  );
});

test('what the real parser takes to ground state is not held back', () => {
  fc.assert(
    fc.property(vtBytes, (bytes) => {
      const splitter = new GroundSplitter();
      const parser = newParser();
      parser.parse(bytes);
      splitter.take(bytes);
      expect(splitter.holding === 0).toBe(parser.isWhole());
    }),
    fuzzRuns(2000),
  );
});

test('an endless sequence is fed unfinished beyond 64 KiB, and the end is still found', () => {
  const splitter = new GroundSplitter();
  let given = splitter.take(Buffer.from('before\x1b]52;c;')).length;
  expect(given).toBe(6);
  for (let i = 0; i < 100; i++) given += splitter.take(Buffer.alloc(4096, 'A')).length;
  expect(splitter.holding).toBeLessThanOrEqual(64 * 1024);
  expect(splitter.atGround).toBe(false);
  given += splitter.take(Buffer.from('AA\x07after')).length;
  expect(splitter.atGround).toBe(true);
  expect(splitter.holding).toBe(0);
  expect(given).toBe(6 + 7 + 100 * 4096 + 2 + 1 + 5);
});
