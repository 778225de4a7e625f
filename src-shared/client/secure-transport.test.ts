import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns } from '../base/testing/fuzz.ts';
import type { KeyPair } from '../secure/crypto.ts';
import { type Initiator, initiate, type Made } from '../secure/handshake.ts';
import { nobleKeyPair } from '../secure/noble-crypto.ts';
import { secureTransport } from './secure-transport.ts';
import { coding, EncryptedHub, HUB, random, suite } from './testing/encrypted-hub.ts';
import { settled } from './testing/flushed-line.ts';
import type { Transport, TransportClosed } from './transport.ts';

interface Phone {
  readonly hub: EncryptedHub;
  readonly transport: Transport;
  readonly heard: string[];
  readonly closed: TransportClosed[];
  readonly made: Made[];
}

function phone(
  key: KeyPair = nobleKeyPair(random(32)),
  initiator?: (hub: string) => Initiator,
  whenMade: (hub: EncryptedHub) => void = () => {},
): Phone {
  const hub = new EncryptedHub();
  const [heard, closed, made]: [string[], TransportClosed[], Made[]] = [[], [], []];
  const device = (id: string): Initiator =>
    initiate(suite, { hub: id, by: { kind: 'device', key, hubKey: hub.key.publicKey } });
  const transport = secureTransport(hub.open, coding, initiator ?? device, (each) => {
    made.push(each);
    whenMade(hub);
  })({
    text: (text) => heard.push(`t${text}`),
    binary: (bytes) => heard.push(`b${bytes.join()}`),
    closed: (why) => closed.push(why),
  });
  return { hub, transport, heard, closed, made };
}

/** Until both ends have the channel. */
async function joined(of: Phone = phone()): Promise<Phone> {
  of.hub.greet();
  await settled();
  await of.hub.take();
  of.hub.flush();
  await settled();
  expect(of.made).toHaveLength(1);
  return of;
}

test('after the greeting both sides hear what the other says, text and bytes in order, and nothing of it is on the wire', async () => {
  const { hub, transport, heard, closed, made } = await joined();
  // A device that is known has no number.
  expect(made[0]?.numberOf(random(32))).toBe(undefined);
  expect(made[0]?.hubKey).toEqual(hub.key.publicKey);
  transport.sendText('{"grüße":1}');
  transport.sendBinary(Uint8Array.of(1, 2));
  transport.sendText('');
  const wire = hub.up.map((message) =>
    typeof message === 'string' ? message : Buffer.from(message).toString('latin1'),
  );
  expect(wire.join()).not.toContain('1}');
  await hub.take();
  expect(hub.heard).toEqual(['t{"grüße":1}', 'b1,2', 't']);
  const large = random(60_000);
  hub.say('up');
  hub.say(new Uint8Array([...large, ...large]));
  hub.say('and done');
  hub.flush();
  expect(heard).toEqual(['tup', `b${[...large, ...large].join()}`, 'tand done']);
  expect([closed, hub.disposed]).toEqual([[], 0]);
});

test('nothing leaves before there is a channel, and the address is that of the line', async () => {
  const { hub, transport } = phone();
  transport.sendText('too early');
  transport.sendBinary(random(3));
  expect(hub.up).toEqual([]);
  expect(transport.address).toBe('192.0.2.1:4140');
});

test('what the hub says while a key is still being agreed on waits, and comes in order', async () => {
  const gates: Array<() => void> = [];
  const real = nobleKeyPair(random(32));
  const slow: KeyPair = {
    publicKey: real.publicKey,
    dh: async (remote) => {
      await new Promise<void>((resolve) => gates.push(resolve));
      return real.dh(remote);
    },
  };
  const { hub, heard, made } = phone(slow, undefined, (at) => {
    at.say('four');
    at.flush();
  });
  hub.greet();
  await settled();
  expect(hub.up).toEqual([]);
  gates.shift()?.();
  await settled();
  await hub.take();
  for (const frame of ['one', Uint8Array.of(2), 'three']) hub.say(frame);
  hub.flush();
  await settled();
  expect([heard, made]).toEqual([[], []]);
  gates.shift()?.();
  await settled();
  expect(heard).toEqual(['tone', 'b2', 'tthree', 'tfour']);
});

const wrongs: ReadonlyArray<readonly [what: string, wrong: (of: Phone) => Promise<void> | void, code: number]> = [
  ['no greeting', ({ hub }) => hub.deliver('{"jsonrpc":"2.0","method":"hub.connection.challenge"}'), 1002],
  ['no JSON', ({ hub }) => hub.deliver('hello?'), 1002],
  ['a greeting of another form', ({ hub }) => hub.greet({ hub: 5 }), 1002],
  ['a greeting of a newer version alone', ({ hub }) => hub.greet({ hub: HUB, versions: [2, 3] }), 4002],
  ['an id that is none', ({ hub }) => hub.greet({ hub: 'h_\u0168X', versions: [1] }), 1011],
  [
    'two greetings',
    ({ hub }) => {
      hub.greet();
      hub.greet();
    },
    1002,
  ],
  ['bytes before it was asked', ({ hub }) => hub.deliver(Uint8Array.of(1)), 1002],
  ['text in the clear afterwards', async (of) => (await joined(of)).hub.deliver('{}'), 1002],
  ['a message that nobody sealed', async (of) => (await joined(of)).hub.deliver(Uint8Array.from(random(40))), 4003],
  [
    'a handshake of somebody else',
    async ({ hub }) => {
      hub.greet();
      await settled();
      hub.deliver(Uint8Array.from(random(48)));
    },
    4003,
  ],
  [
    'more than fits while the handshake is made',
    async ({ hub }) => {
      hub.greet();
      await settled();
      await hub.take();
      for (let n = 0; n < 3; n++) hub.say(Uint8Array.from(random(30_000)));
      hub.flush();
    },
    1002,
  ],
];

test.each(wrongs)('%s ends the line, once and for good', async (_what, wrong, code) => {
  const of = phone();
  await wrong(of);
  await settled();
  const { hub, transport, heard, closed } = of;
  expect(closed).toMatchObject([{ code, reason: expect.stringMatching(/\.|id$/) }]);
  expect(hub.disposed).toBe(1);
  hub.up.length = 0;
  transport.sendText('still there?');
  hub.greet();
  hub.deliver(Uint8Array.of(1));
  hub.close(1006);
  await settled();
  expect([hub.up, heard, closed.length]).toEqual([[], [], 1]);
});

test('whoever is not ready to be a device says so in the reason; a line that breaks is told as it broke', async () => {
  const refusing = phone(undefined, () => {
    throw new Error('This phone has forgotten its key.');
  });
  refusing.hub.greet();
  await settled();
  expect(refusing.closed).toEqual([{ code: 1011, reason: 'This phone has forgotten its key.' }]);
  const broken = await joined();
  broken.hub.close(1006, 'gone');
  expect(broken.closed).toEqual([{ code: 1006, reason: 'gone' }]);
});

test('disposing in the middle of a handshake is the end of it: nothing is sent and nobody is called', async () => {
  const { hub, transport, heard, closed, made } = phone();
  hub.greet();
  transport.dispose();
  await settled();
  hub.close(1000);
  expect([hub.up, heard, closed, made]).toEqual([[], [], [], []]);
});

test('whatever somebody does to the line, a client hears what was said up to there, and then that it is over', async () => {
  const frame = fc.oneof(
    { weight: 4, arbitrary: fc.string({ maxLength: 40 }) },
    { weight: 4, arbitrary: fc.uint8Array({ maxLength: 40 }) },
    { weight: 1, arbitrary: fc.constant(new Uint8Array(150_000).fill(7)) },
  );
  const doing = fc.record({
    frames: fc.array(frame, { minLength: 1, maxLength: 8 }),
    at: fc.nat(),
    place: fc.nat(),
    bit: fc.integer({ min: 0, max: 7 }),
    how: fc.constantFrom('alter', 'drop', 'repeat', 'swap', 'cut', 'grow', 'insert', 'reflect'),
  });
  await fc.assert(
    fc.asyncProperty(doing, async ({ frames, at, place, bit, how }) => {
      const { hub, transport, heard, closed } = await joined();
      for (const each of frames) hub.say(typeof each === 'string' ? each : Uint8Array.from(each));
      const messages = hub.down.splice(0) as Uint8Array<ArrayBuffer>[];
      const index = at % messages.length;
      const hit = messages[index] ?? Uint8Array.of();
      const next = messages[index + 1];
      transport.sendText('mine');
      const mine = hub.up[0] as Uint8Array<ArrayBuffer>;
      const altered = hit.slice();
      altered[place % hit.length] = (altered[place % hit.length] ?? 0) ^ (1 << bit);
      // What is left out or exchanged at the very end is found out by the next message.
      const wire: Record<typeof how, Uint8Array<ArrayBuffer>[]> = {
        alter: [altered],
        drop: next === undefined ? [altered] : [],
        repeat: [hit, hit],
        swap: next === undefined ? [altered] : [next, hit],
        cut: [hit.slice(0, place % hit.length)],
        grow: [Uint8Array.from([...hit, bit])],
        insert: [Uint8Array.from(random(1 + (place % 99))), hit],
        reflect: [mine, hit],
      };
      messages.splice(index, how === 'swap' && next !== undefined ? 2 : 1, ...wire[how]);
      for (const each of messages) hub.deliver(each);
      const said = frames.map((each) => (typeof each === 'string' ? `t${each}` : `b${each.join()}`));
      expect(heard).toEqual(said.slice(0, heard.length));
      expect(heard.length).toBeLessThan(said.length + (how === 'repeat' ? 1 : 0));
      expect(closed).toEqual([{ code: 4003, reason: 'The encrypted channel was disturbed.' }]);
    }),
    fuzzRuns(150),
  );
});
