import { cpSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqlite } from '../host/sqlite.ts';
import { openTestStore, temporaryDirectory } from '../testing/test-store.ts';
import { type ChannelLog, type CurrentState, KEPT_ACTIONS } from './event-log.ts';

let directory: ReturnType<typeof temporaryDirectory>;

beforeEach(() => {
  directory = temporaryDirectory();
});

afterEach(() => directory.dispose());

const open = (): ReturnType<typeof openTestStore> => openTestStore(directory.path);
const action = (n: number): string => JSON.stringify({ type: 'counted', n });

/** A channel whose state is the number of its last action. */
function counter(store: ReturnType<typeof openTestStore>, name = 'counter') {
  let seq = 0;
  const current: CurrentState = () => ({ seq, text: String(seq) });
  const log: ChannelLog = store.events.channel(name, current);
  return {
    log,
    append(count: number) {
      for (let n = 0; n < count; n++) log.append(++seq, action(seq));
    },
    from(start: number) {
      seq = start;
      return this;
    },
  };
}

const stored = (store: ReturnType<typeof openTestStore>, name = 'counter') =>
  store.events.channel(name, () => ({ seq: 0, text: '' })).stored;

function rowsInFile(): number {
  const db = openSqlite(`${directory.path}/events.db`);
  const { n } = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM events').get() ?? { n: -1 };
  db.close();
  return n;
}

test('what is appended is committed together a few milliseconds later, and durable() says when', async () => {
  const store = open();
  const channel = counter(store);
  channel.append(100);
  let durable: boolean | undefined;
  const waiting = store.events.durable().then((value) => {
    durable = value;
  });
  store.clock.advance(3);
  await Promise.resolve();
  expect(durable).toBe(undefined);
  store.clock.advance(1);
  await waiting;
  expect(durable).toBe(true);
  expect(await store.events.durable()).toBe(true);
  store.close();
});

test('after an orderly end the log goes on under its name, with the state and the last actions', () => {
  const store = open();
  const channel = counter(store);
  channel.append(30);
  const other = counter(store, 'other');
  other.append(1);
  store.close();
  const again = open();
  const found = again.events.channel('counter', () => ({ seq: 30, text: '30' }));
  expect(found.log).toBe(channel.log.log);
  expect(found.stored.state).toEqual({ seq: 30, text: '30' });
  expect(found.stored.actions.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
  expect(found.stored.actions[29]?.action).toBe(action(30));
  expect(stored(again, 'other').state?.seq).toBe(1);
  expect(stored(again, 'unknown')).toEqual({ state: undefined, actions: [] });
  again.close();
});

test('after an end that was not orderly the log has a new name: clients may know more than the file', () => {
  const store = open();
  const channel = counter(store);
  channel.append(3);
  store.events.flush();
  channel.append(1);
  // What a kill would leave: the files as they are while the hub runs.
  const left = temporaryDirectory();
  cpSync(directory.path, left.path, { recursive: true });
  store.close();
  const again = openTestStore(left.path);
  const found = again.events.channel('counter', () => ({ seq: 3, text: '3' }));
  expect(found.log).not.toBe(channel.log.log);
  expect(found.stored.actions).toHaveLength(3);
  again.close();
  left.dispose();
});

test('a burst that lets no timer run is committed on the way and held in bounded memory', () => {
  const store = open();
  const channel = counter(store);
  channel.append(25_000);
  store.close();
  expect(rowsInFile()).toBe(25_000);
});

test('only the newest actions are kept, and old ones go in short steps while time passes', () => {
  const store = open();
  const channel = counter(store);
  channel.append(KEPT_ACTIONS + 1_700);
  store.events.flush();
  store.clock.advance(60_000);
  store.clock.advance(1_000);
  store.close();
  expect(rowsInFile()).toBe(KEPT_ACTIONS);
  const again = open();
  expect(stored(again).state?.seq).toBe(KEPT_ACTIONS + 1_700);
  expect(stored(again).actions.at(-1)?.seq).toBe(KEPT_ACTIONS + 1_700);
  again.close();
});

test('actions after a gap are not taken for what led to the state', () => {
  const store = open();
  const channel = counter(store);
  channel.append(10);
  channel.from(12).append(3);
  store.close();
  const again = open();
  expect(stored(again).actions.map(({ seq }) => seq)).toEqual([13, 14, 15]);
  again.close();
});
