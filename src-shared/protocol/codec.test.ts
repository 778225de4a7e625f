import { expect, test } from 'vitest';
import { type BinaryFrame, decodeBinary, decodeText, encodeBinary, FRAME_HEADER, writeOutputHeader } from './codec.ts';

const bytes = new Uint8Array([1, 2, 3]);

/** Frames as version 1 has always written them; never edited. */
const RECORDED: ReadonlyArray<readonly [BinaryFrame, string]> = [
  [{ kind: 'output', stream: 1, offset: 0, bytes }, '01000000010000000000000000000000010203'],
  [
    { kind: 'output', stream: 0xfffffffe, offset: 2 ** 53 - 1, bytes: new Uint8Array() },
    '01000000feffffffffffffffffff1f00',
  ],
  [
    { kind: 'screen', stream: 7, offset: 258, cols: 80, rows: 24, bytes },
    '0200000007000000020100000000000050001800010203',
  ],
  [{ kind: 'ack', stream: 7, offset: 2 ** 32 }, '03000000070000000000000001000000'],
  [{ kind: 'size', stream: 7, offset: 9, cols: 1000, rows: 500 }, '04000000070000000900000000000000e803f401'],
  [{ kind: 'end', stream: 7, offset: 9 }, '05000000070000000900000000000000'],
];

test.each(RECORDED)('%o is written as it always was, and read back', (frame, hex) => {
  expect(Buffer.from(encodeBinary(frame)).toString('hex')).toBe(hex);
  const decoded = decodeBinary(Buffer.from(hex, 'hex'));
  expect(decoded.ok && { ...decoded.value, bytes: undefined }).toEqual({ ...frame, bytes: undefined });
  if (decoded.ok && 'bytes' in decoded.value && 'bytes' in frame) {
    expect([...decoded.value.bytes]).toEqual([...frame.bytes]);
  }
});

test('a header that is written alone is the same', () => {
  for (const offset of [0, 255, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 5, Number.MAX_SAFE_INTEGER]) {
    const target = new Uint8Array(FRAME_HEADER + 7).fill(0xaa);
    writeOutputHeader(target, 5, 3_000_000_000, offset);
    const whole = encodeBinary({ kind: 'output', stream: 3_000_000_000, offset, bytes: new Uint8Array() });
    expect(target.subarray(5, 5 + FRAME_HEADER)).toEqual(whole);
    expect([...target.subarray(0, 5), ...target.subarray(-2)]).toEqual(new Array(7).fill(0xaa));
  }
});

test('an offset that cannot be counted is a mistake of ours', () => {
  for (const offset of [-1, 0.5, 2 ** 53, Number.NaN]) {
    expect(() => encodeBinary({ kind: 'end', stream: 1, offset })).toThrow(/invariant broken: frame offset/);
    expect(() => writeOutputHeader(new Uint8Array(16), 0, 1, offset)).toThrow(/invariant broken: frame offset/);
  }
});

test('bytes of a frame are a view and not a copy', () => {
  const data = encodeBinary({ kind: 'output', stream: 1, offset: 0, bytes });
  const decoded = decodeBinary(data);
  expect(decoded.ok && decoded.value.kind === 'output' && decoded.value.bytes.buffer === data.buffer).toBe(true);
});

test.each<[string, string, RegExp]>([
  ['nothing', '', /shorter than its header/],
  ['half a header', '0100000001000000', /shorter/],
  ['an unknown kind', '06000000010000000000000000000000', /unknown binary frame kind 6/],
  ['kind zero', '00000000010000000000000000000000', /unknown binary frame kind 0/],
  ['a reserved byte', '01010000010000000000000000000000', /reserved/],
  ['reserved words', '01000100010000000000000000000000', /reserved/],
  ['an offset of 2^53', '01000000010000000000000000002000', /beyond 2\^53/],
  ['an ack with a body', '0300000001000000000000000000000000', /ack frame with a body/],
  ['an end with a body', '0500000001000000000000000000000000', /end frame with a body/],
  ['a size without one', '04000000010000000000000000000000', /wrong length/],
  ['a screen without a size', '02000000010000000000000000000000ffff', /without a size/],
])('a binary frame with %s is a fault', (_what, hex, fault) => {
  const decoded = decodeBinary(Buffer.from(hex, 'hex'));
  expect(decoded.ok ? 'ok' : decoded.error).toMatch(fault);
});

test('requests, notifications and answers are told apart', () => {
  const kinds = [
    '{"jsonrpc":"2.0","id":0,"method":"a"}',
    '{"jsonrpc":"2.0","id":1,"method":"a","params":{}}',
    '{"jsonrpc":"2.0","method":"a","params":{"b":[]}}',
    '{"jsonrpc":"2.0","id":1,"result":null}',
    '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"x"}}',
  ].map((text) => {
    const decoded = decodeText(text);
    return decoded.ok && decoded.value.kind;
  });
  expect(kinds).toEqual(['request', 'request', 'notification', 'answer', 'answer']);
});

test.each<[string, 'parseError' | 'invalidRequest']>([
  ['', 'parseError'],
  ['{', 'parseError'],
  ['{"jsonrpc":"2.0","id":1,"method":"a"}x', 'parseError'],
  ['null', 'invalidRequest'],
  ['"text"', 'invalidRequest'],
  ['[]', 'invalidRequest'],
  ['{}', 'invalidRequest'],
  ['{"id":1,"method":"a"}', 'invalidRequest'],
  ['{"jsonrpc":"1.0","id":1,"method":"a"}', 'invalidRequest'],
  ['{"jsonrpc":"2.0","id":1.5,"method":"a"}', 'invalidRequest'],
  ['{"jsonrpc":"2.0","id":9007199254740993,"method":"a"}', 'invalidRequest'],
  ['{"jsonrpc":"2.0","id":null,"method":"a"}', 'invalidRequest'],
  ['{"jsonrpc":"2.0","id":1,"method":""}', 'invalidRequest'],
  ['{"jsonrpc":"2.0","id":1,"method":{}}', 'invalidRequest'],
  ['{"jsonrpc":"2.0","id":1,"method":"a","params":null}', 'invalidRequest'],
  ['{"jsonrpc":"2.0","id":1,"error":{"code":"x","message":"y"}}', 'invalidRequest'],
])('the text %s is a fault', (text, fault) => {
  expect(decodeText(text)).toEqual({ ok: false, error: fault });
});

test('depth is counted outside of strings and refused before it is parsed', () => {
  const nested = (depth: number): string =>
    `{"jsonrpc":"2.0","id":1,"method":"a","params":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`;
  expect(decodeText(nested(23)).ok).toBe(true);
  expect(decodeText(nested(24))).toEqual({ ok: false, error: 'invalidRequest' });
  expect(decodeText('['.repeat(1_000_000))).toEqual({ ok: false, error: 'invalidRequest' });
  const text = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'a', params: { text: `\\"${'[{'.repeat(500)}"` } });
  expect(decodeText(text).ok).toBe(true);
});

test('__proto__ never becomes a prototype', () => {
  const decoded = decodeText('{"jsonrpc":"2.0","id":1,"method":"a","params":{"__proto__":{"b":1},"c":2}}');
  if (!decoded.ok || decoded.value.kind !== 'request') throw new Error('not read');
  const { params } = decoded.value.frame;
  expect(params?.['b']).toBeUndefined();
  expect(params?.['c']).toBe(2);
  expect(Object.getPrototypeOf(params)).toBe(Object.prototype);
});
