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
