import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns } from '../base/testing/fuzz.ts';
import { nobleCrypto } from './noble-crypto.ts';
import { CipherState, MOST_MESSAGE } from './noise.ts';
import { SecureChannel } from './secure-channel.ts';

const random = (length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
};
const suite = nobleCrypto(random);
const MOST = 300_000;

const sum = (bytes: Uint8Array): string => Buffer.from(suite.sha256(bytes)).toString('hex');

function pair(): [SecureChannel, SecureChannel] {
  const [up, down] = [random(32), random(32)];
  const state = (key: Uint8Array): CipherState => new CipherState(suite, key);
  return [new SecureChannel(state(up), state(down), MOST), new SecureChannel(state(down), state(up), MOST)];
}

test('frames of every size come out as they went in, in order, and none tells its kind on the wire', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          binary: fc.boolean(),
          length: fc.oneof(fc.nat(50), fc.integer({ min: 65_400, max: 65_600 }), fc.constant(200_000)),
        }),
        { maxLength: 6 },
      ),
      (frames) => {
        const [phone, hub] = pair();
        for (const { binary, length } of frames) {
          const kind = binary ? 'binary' : 'text';
          const bytes = random(length);
          const cut = Math.floor(length / 3);
          const messages = phone.seal(kind, [bytes.subarray(0, cut), bytes.subarray(cut)]);
          expect(messages.every((message) => message.length <= MOST_MESSAGE)).toBe(true);
          const opened = messages.map((message) => hub.open(message));
          expect(opened.slice(0, -1).every((each) => each.ok && each.value === 'more')).toBe(true);
          expect(opened.at(-1)).toEqual({ ok: true, value: { kind, bytes } });
        }
      },
    ),
    fuzzRuns(25),
  );
});

test('a message that was altered, left out, repeated, cut or comes from the other direction ends the channel for good', () => {
  const spoilers: Record<string, (messages: Uint8Array[]) => Uint8Array[]> = {
    altered: ([first, ...rest]) => [Uint8Array.from(first ?? [], (byte, at) => (at === 3 ? byte ^ 1 : byte)), ...rest],
    'left out': ([, ...rest]) => rest,
    repeated: ([first = random(0), ...rest]) => [first, first, ...rest],
    swapped: ([first = random(0), second = random(0), ...rest]) => [second, first, ...rest],
    cut: ([first = random(0), ...rest]) => [first.slice(0, -1), ...rest],
    empty: (messages) => [random(0), ...messages],
    'too long': (messages) => [random(MOST_MESSAGE + 1), ...messages],
  };
  for (const [how, spoil] of Object.entries(spoilers)) {
    const [phone, hub] = pair();
    const messages = ['a', 'b', 'c'].flatMap((text) => phone.seal('text', [Buffer.from(text)]));
    const opened = spoil(messages).map((message) => hub.open(message));
    const failed = opened.findIndex(({ ok }) => !ok);
    expect(failed, how).toBeGreaterThanOrEqual(0);
    expect(
      opened.slice(failed).some(({ ok }) => ok),
      how,
    ).toBe(false);
  }
  const [phone] = pair();
  expect(phone.open(phone.seal('text', [random(1)])[0] ?? random(0)).ok).toBe(false);
});

test('a frame that is longer than the limit is refused, however it is cut', () => {
  const [phone, hub] = pair();
  const opened = phone.seal('binary', [random(MOST + 1)]).map((message) => hub.open(message));
  expect(opened.at(-1)).toEqual({ ok: false, error: 'a frame is too long' });
});

test('both directions go on by themselves, however they are mixed', () => {
  const step = fc.record({ fromPhone: fc.boolean(), deliver: fc.boolean(), length: fc.nat(70_000) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const [phone, hub] = pair();
      const [up, down]: [Uint8Array[], Uint8Array[]] = [[], []];
      const told = { up: [] as string[], down: [] as string[] };
      const heard = { up: [] as string[], down: [] as string[] };
      const deliver = (wire: Uint8Array[], to: SecureChannel, into: string[]): void => {
        for (const message of wire.splice(0)) {
          const opened = to.open(message);
          if (!opened.ok) throw new Error(opened.error);
          if (opened.value !== 'more') into.push(sum(opened.value.bytes));
        }
      };
      const deliverAll = (): void => {
        deliver(up, hub, heard.up);
        deliver(down, phone, heard.down);
      };
      for (const { fromPhone, deliver: now, length } of steps) {
        const bytes = random(length);
        told[fromPhone ? 'up' : 'down'].push(sum(bytes));
        (fromPhone ? up : down).push(...(fromPhone ? phone : hub).seal('binary', [bytes]));
        if (now) deliverAll();
      }
      deliverAll();
      expect(heard).toEqual(told);
    }),
    fuzzRuns(25),
  );
});

/** What somebody who has the keys, and no manners, may put into a message. */
const RUDE: ReadonlyArray<readonly [what: string, plaintexts: Uint8Array[], error: string]> = [
  ['nothing at all', [new Uint8Array(0)], 'unknown flags'],
  ['flags that nobody knows', [Uint8Array.of(4)], 'unknown flags'],
  ['a piece that is not full', [Uint8Array.of(2, 1, 2, 3)], 'cut for no reason'],
  ['empty pieces without end', [Uint8Array.of(2)], 'cut for no reason'],
  ['text that goes on as bytes', [full(2), Uint8Array.of(1, 5)], 'changes its kind'],
  ['pieces past the limit', [full(3), full(3), full(3), full(3), full(3)], 'too long'],
];

function full(flags: number): Uint8Array {
  const plaintext = new Uint8Array(MOST_MESSAGE - 16);
  plaintext[0] = flags;
  return plaintext;
}

test.each(RUDE)('%s is refused, and so is all that follows', (_what, plaintexts, error) => {
  const key = random(32);
  const [sender, receiver] = [new CipherState(suite, key), new CipherState(suite, key)];
  const channel = new SecureChannel(new CipherState(suite, random(32)), receiver, MOST);
  const opened = plaintexts.map((plaintext) => channel.open(sender.seal(new Uint8Array(0), plaintext)));
  expect(opened.at(-1)).toMatchObject({ ok: false, error: expect.stringContaining(error) });
  expect(opened.slice(0, -1).every(({ ok }) => ok)).toBe(true);
  expect(channel.open(sender.seal(new Uint8Array(0), Uint8Array.of(0, 65)))).toEqual({
    ok: false,
    error: 'the channel is broken',
  });
});
