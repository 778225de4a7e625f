import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { silentLog } from '../../../src-shared/base/log.ts';
import { fuzzRuns } from '../../../src-shared/base/testing/fuzz.ts';
import type { ChannelContract } from '../../../src-shared/protocol/channel.ts';
import { ListeningCaller } from '../testing/listening-caller.ts';
import { openTestStore, temporaryDirectory, testRandom } from '../testing/test-store.ts';
import { HubChannel, REMEMBERED } from './channel.ts';
import { Channels } from './channels.ts';

const notes = z.object({ notes: z.record(z.string(), z.number()) });
const noted = z.object({ type: z.literal('noted'), key: z.string(), value: z.number() });
type Notes = z.infer<typeof notes>;
type Noted = z.infer<typeof noted>;

/** A small channel: notes by key. Saying again what is already so changes nothing. */
const contract: ChannelContract<Notes, Noted> = {
  name: 'notes',
  right: 'view',
  empty: { notes: {} },
  state: notes,
  action: noted,
  reduce: (state, { key, value }) => (state.notes[key] === value ? state : { notes: { ...state.notes, [key]: value } }),
};

const note = (value: number, key = 'a'): Noted => ({ type: 'noted', key, value });
type TestStore = ReturnType<typeof openTestStore>;
const kept = (store: TestStore) =>
  new HubChannel(contract, { random: testRandom, log: silentLog, store: store.events });
const fleeting = () => new HubChannel(contract, { random: testRandom, log: silentLog });

let directory: ReturnType<typeof temporaryDirectory>;

beforeEach(() => {
  directory = temporaryDirectory();
});

afterEach(() => directory.dispose());

interface Mirrored {
  readonly state: Notes;
  readonly seq: number;
}

/** What a client does with an answer and with what it has heard since. */
function mirror(before: Mirrored, answer: ReturnType<HubChannel<Notes, Noted>['subscribe']>, heard: ListeningCaller) {
  let { state, seq } =
    answer.snapshot === undefined ? before : { state: notes.parse(answer.snapshot), seq: answer.seq };
  for (const each of [...(answer.actions ?? []), ...heard.actions]) {
    expect(each.seq).toBe(seq + 1);
    seq = each.seq;
    state = contract.reduce(state, noted.parse(each.action));
  }
  return { state, seq };
}

test('a subscriber gets a snapshot, then every action with its number, as one text for all', () => {
  const channel = fleeting();
  channel.apply(note(1));
  const [first, second] = [new ListeningCaller('c_1'), new ListeningCaller('c_2')];
  expect(channel.subscribe(first)).toMatchObject({ seq: 1, snapshot: { notes: { a: 1 } } });
  channel.subscribe(second);
  channel.apply(note(2));
  expect(first.actions).toEqual([{ channel: 'notes', seq: 2, action: note(2) }]);
  expect(second.frames).toEqual(first.frames);
});

test('an action that changes nothing gets no number and is told to nobody', () => {
  const channel = fleeting();
  const caller = new ListeningCaller('c_1');
  channel.subscribe(caller);
  channel.apply(note(1));
  channel.apply(note(1));
  expect(caller.actions).toHaveLength(1);
});

test('who comes back with a cursor receives what it missed, and nothing when it missed nothing', () => {
  const channel = fleeting();
  const { log } = channel.subscribe(new ListeningCaller('c_1'));
  for (let n = 1; n <= 5; n++) channel.apply(note(n));
  const again = new ListeningCaller('c_2');
  expect(channel.subscribe(again, { log, seq: 3 })).toEqual({
    log,
    seq: 5,
    actions: [
      { seq: 4, action: note(4) },
      { seq: 5, action: note(5) },
    ],
  });
  expect(channel.subscribe(again, { log, seq: 5 })).toEqual({ log, seq: 5, actions: [] });
});

test('a cursor that is too old, from another log, or from the future gets a snapshot', () => {
  const channel = fleeting();
  const caller = new ListeningCaller('c_1');
  const { log } = channel.subscribe(caller);
  for (let n = 1; n <= 3 * REMEMBERED; n++) channel.apply(note(n));
  const seq = 3 * REMEMBERED;
  expect(channel.subscribe(caller, { log, seq: seq - REMEMBERED }).actions).toHaveLength(REMEMBERED);
  for (const cursor of [
    { log, seq: 2 },
    { log: 'l_another', seq },
    { log, seq: seq + 1 },
  ]) {
    expect(channel.subscribe(caller, cursor)).toEqual({ log, seq, snapshot: { notes: { a: seq } } });
  }
});

test('I14: whatever happens in whatever order, a client ends with the hub’s state and hears nothing twice', () => {
  const step = fc.oneof(
    fc.record({ apply: fc.integer({ min: 0, max: 3 }), key: fc.constantFrom('a', 'b') }),
    fc.constant('leave' as const),
    fc.constant('come' as const),
  );
  const property = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const channel = fleeting();
    let caller = new ListeningCaller('c_0');
    let answer = channel.subscribe(caller);
    let left: Mirrored | undefined;
    let before: Mirrored = { state: contract.empty, seq: 0 };
    for (const [n, each] of [...steps, 'come' as const].entries()) {
      if (typeof each === 'object') channel.apply(note(each.apply, each.key));
      else if (each === 'leave' && left === undefined) {
        left = mirror(before, answer, caller);
        caller.close();
      } else if (each === 'come' && left !== undefined) {
        caller = new ListeningCaller(`c_${n + 1}`);
        answer = channel.subscribe(caller, { log: answer.log, seq: left.seq });
        before = left;
        left = undefined;
      }
    }
    expect(mirror(before, answer, caller)).toEqual({ state: channel.state, seq: answer.seq + caller.actions.length });
  });
  fc.assert(property, fuzzRuns(500));
});

test('a caller that closes or unsubscribes is let go of, and subscribing twice is once', () => {
  const channel = fleeting();
  const [closes, leaves] = [new ListeningCaller('c_1'), new ListeningCaller('c_2')];
  channel.subscribe(closes);
  channel.subscribe(closes);
  channel.subscribe(leaves);
  expect(channel.size).toBe(2);
  channel.apply(note(1));
  expect(closes.actions).toHaveLength(1);
  closes.close();
  channel.unsubscribe(leaves);
  channel.unsubscribe(leaves);
  channel.apply(note(2));
  expect([channel.size, leaves.watchers, leaves.actions.length]).toEqual([0, 0, 1]);
});

test('a durable channel comes back as it was, and cursors from before an orderly restart hold', () => {
  const store = openTestStore(directory.path);
  const channel = kept(store);
  const { log } = channel.subscribe(new ListeningCaller('c_1'));
  for (let n = 1; n <= 20; n++) channel.apply(note(n));
  store.close();

  const again = openTestStore(directory.path);
  const back = kept(again);
  expect(back.state).toEqual({ notes: { a: 20 } });
  back.apply(note(21));
  const missed = back.subscribe(new ListeningCaller('c_2'), { log, seq: 18 });
  expect(missed.actions?.map(({ seq }) => seq)).toEqual([19, 20, 21]);
  again.close();
});

test('a channel without a store begins anew, and cursors into the one before are worth nothing', () => {
  const { log } = fleeting().subscribe(new ListeningCaller('c_1'));
  const next = fleeting();
  expect(next.subscribe(new ListeningCaller('c_1'), { log, seq: 0 }).snapshot).toEqual({ notes: {} });
});

test('the state comes back also from actions alone, thousands of them', () => {
  const store = openTestStore(directory.path);
  const channel = kept(store);
  for (let n = 1; n <= 2_700; n++) channel.apply(note(n, `k${n % 7}`));
  store.events.flush();
  const { state } = channel;
  store.close();
  const again = openTestStore(directory.path);
  expect(kept(again).state).toEqual(state);
  again.close();
});

test('stored actions that this build cannot read cost the channel its state, and no cursor leads across', () => {
  const store = openTestStore(directory.path);
  const raw = store.events.channel('notes', () => ({ seq: 2, text: '{"notes":{"a":1}}' }));
  raw.append(1, JSON.stringify(note(1)));
  raw.append(2, '{"type":"from the future"}');
  store.close();
  const again = openTestStore(directory.path);
  const channel = kept(again);
  expect(channel.state).toEqual({ notes: {} });
  const answer = channel.subscribe(new ListeningCaller('c_1'), { log: raw.log, seq: 2 });
  expect(answer).toEqual({ log: raw.log, seq: 3, snapshot: { notes: {} } });
  channel.apply(note(5));
  again.close();
  const last = openTestStore(directory.path);
  const restored = kept(last);
  expect(restored.state).toEqual({ notes: { a: 5 } });
  expect(restored.subscribe(new ListeningCaller('c_1'), { log: raw.log, seq: 2 }).snapshot).toBeDefined();
  last.close();
});

test('an unknown channel is refused by name', () => {
  const channels = new Channels([fleeting()]);
  const caller = new ListeningCaller('c_1');
  expect(channels.handlers['hub.channel.subscribe']({ channel: 'notes' }, caller)).toMatchObject({ seq: 0 });
  expect(channels.handlers['hub.channel.unsubscribe']({ channel: 'notes' }, caller)).toEqual({});
  for (const channel of ['__proto__', 'toString', 'nothing']) {
    expect(() => channels.handlers['hub.channel.subscribe']({ channel }, caller)).toThrow(
      `no channel named ${channel}`,
    );
  }
});
