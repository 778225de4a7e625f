import { expect, test } from 'vitest';
import { ManualClock } from '../../src-main/hub/testing/manual-clock.ts';
import { initiate } from '../secure/handshake.ts';
import { nobleKeyPair } from '../secure/noble-crypto.ts';
import { addressRace, HEAD_START_MS, MOST_WAYS } from './address-race.ts';
import { secureTransport } from './secure-transport.ts';
import { coding, EncryptedHub, random, suite } from './testing/encrypted-hub.ts';
import { settled } from './testing/flushed-line.ts';
import type { TransportClosed } from './transport.ts';

const KNOWN = 'h_encrypted';

interface Course {
  readonly clock: ManualClock;
  /** The hub's end at each origin, in the order in which they were tried. */
  readonly hubs: Map<string, EncryptedHub>;
  readonly tried: string[];
  readonly won: string[];
  readonly heard: string[];
  readonly closed: TransportClosed[];
  readonly line: ReturnType<ReturnType<typeof addressRace>>;
  /** The hub at an origin answers the handshake. */
  answer(origin: string): Promise<EncryptedHub>;
}

/** A race to hubs of one key, unless an origin says otherwise. */
function race(origins: readonly string[], strangers: readonly string[] = []): Course {
  const clock = new ManualClock();
  const hubs = new Map(origins.map((origin) => [origin, new EncryptedHub()]));
  const [tried, won, heard, closed]: [string[], string[], string[], TransportClosed[]] = [[], [], [], []];
  const key = nobleKeyPair(random(32));
  const known = nobleKeyPair(random(32));
  const hubOf = (origin: string): EncryptedHub => hubs.get(origin) ?? new EncryptedHub();
  const line = addressRace({
    clock,
    ways: () => origins,
    line: (origin, proved) => {
      tried.push(origin);
      const hubKey = strangers.includes(origin) ? known.publicKey : hubOf(origin).key.publicKey;
      const initiator = (hub: string) => {
        if (hub !== KNOWN) throw new Error(`Another computer answers at ${origin}.`);
        return initiate(suite, { hub, by: { kind: 'device', key, hubKey } });
      };
      return secureTransport(hubOf(origin).open, coding, initiator, proved);
    },
    won: (origin) => won.push(origin),
  })({
    text: (text) => heard.push(text),
    binary: (bytes) => heard.push(bytes.join()),
    closed: (why) => closed.push(why),
  });
  return {
    clock,
    hubs,
    tried,
    won,
    heard,
    closed,
    line,
    async answer(origin) {
      const hub = hubOf(origin);
      hub.greet();
      await settled();
      await hub.take().catch(() => hub.close(4003));
      hub.flush();
      await settled();
      return hub;
    },
  };
}

test('the best address alone is tried when it answers within its head start, and carries the connection', async () => {
  const { tried, won, heard, line, answer, clock, hubs } = race(['one', 'two']);
  clock.advance(HEAD_START_MS - 1);
  const hub = await answer('one');
  hub.say('welcome');
  hub.flush();
  line.sendText('hello');
  await hub.take();
  clock.advance(10_000);
  expect([tried, won, heard, hub.heard]).toEqual([['one'], ['one'], ['welcome'], ['thello']]);
  line.dispose();
  expect([hub.disposed, hubs.get('two')?.disposed, clock.pending]).toEqual([1, 0, 0]);
});

test('while the best is silent the others follow, each after a head start; the first that proves itself wins and the rest are closed', async () => {
  const { tried, won, closed, clock, hubs, answer, line } = race(['silent', 'slow', 'other']);
  clock.advance(2 * HEAD_START_MS);
  expect(tried).toEqual(['silent', 'slow', 'other']);
  // Greeting is not proving.
  hubs.get('slow')?.greet();
  await settled();
  await answer('other');
  await answer('slow');
  expect([won, closed, clock.pending]).toEqual([['other'], [], 0]);
  expect([...hubs.values()].map(({ disposed }) => disposed)).toEqual([1, 1, 0]);
  line.dispose();
});

test('an address that fails gives way at once, and what comes of losers later is nobody’s business', async () => {
  const { tried, won, closed, clock, hubs, answer } = race(['gone', 'here']);
  hubs.get('gone')?.close(1006);
  expect(tried).toEqual(['gone', 'here']);
  const hub = await answer('here');
  hubs.get('gone')?.deliver('{}');
  hub.close(1006, 'cut');
  expect([won, closed, clock.pending]).toEqual([['here'], [{ code: 1006, reason: 'cut' }], 0]);
});

test('a computer with another key, or of another id, loses the race to the right one', async () => {
  const { won, hubs, answer, clock } = race(['impostor', 'neighbour', 'mine'], ['impostor']);
  clock.advance(2 * HEAD_START_MS);
  await answer('impostor');
  hubs.get('neighbour')?.greet({ hub: 'h_neighbour', versions: [1] });
  await settled();
  await answer('mine');
  expect(won).toEqual(['mine']);
});

test.each<[string, (hubs: Map<string, EncryptedHub>) => void, TransportClosed]>([
  [
    'nobody answers',
    (hubs) => {
      for (const hub of hubs.values()) hub.close(1006);
    },
    { code: 1006, reason: '' },
  ],
  [
    'one is of another version',
    (hubs) => {
      hubs.get('two')?.greet({ hub: KNOWN, versions: [9] });
      hubs.get('one')?.close(1006);
    },
    { code: 4002, reason: expect.stringContaining('another version') as unknown as string },
  ],
  [
    'there is another computer, whose version is of no interest',
    (hubs) => {
      hubs.get('one')?.greet({ hub: 'h_neighbour', versions: [9] });
      hubs.get('two')?.close(1006);
    },
    { code: 1011, reason: 'Another computer answers at one.' },
  ],
])('when all have failed the line ends once and says what matters most: %s', async (_what, fail, ended) => {
  const { closed, won, clock, hubs } = race(['one', 'two']);
  clock.advance(HEAD_START_MS);
  fail(hubs);
  await settled();
  expect([closed, won, clock.pending]).toEqual([[ended], [], 0]);
});

test('a race that is given up closes everybody and says nothing more', async () => {
  const { tried, closed, won, clock, hubs, line, answer } = race(['one', 'two', 'three']);
  clock.advance(HEAD_START_MS);
  line.dispose();
  clock.advance(60_000);
  await answer('one');
  expect([tried, closed, won, clock.pending]).toEqual([['one', 'two'], [], [], 0]);
  expect(hubs.get('two')?.disposed).toBe(1);
});

test('there is an end to how many addresses are tried for one connection', () => {
  const { tried, clock, line } = race(Array.from({ length: 40 }, (_, at) => `way ${at}`));
  clock.advance(60_000);
  expect(tried).toHaveLength(MOST_WAYS);
  line.dispose();
});
