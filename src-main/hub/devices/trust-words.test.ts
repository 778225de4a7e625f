import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { testDevices } from '../testing/test-devices.ts';
import { openTestStore, temporaryDirectory } from '../testing/test-store.ts';
import { type TrustWords, WORD_MS } from './trust-words.ts';

const HOUR = 60 * 60 * 1000;

let directory: ReturnType<typeof temporaryDirectory>;
let store: ReturnType<typeof openTestStore>;
let stop: () => void;
let trust: TrustWords;

beforeEach(() => {
  directory = temporaryDirectory();
  start();
});

afterEach(() => {
  stop();
  directory.dispose();
});

function start(clock = new ManualClock()): void {
  store = openTestStore(directory.path, { clock });
  const parts = testDevices(store, directory.path);
  ({ trust } = parts);
  stop = () => {
    parts.devices.dispose();
    store.close();
  };
}

function restart(wall: number): void {
  stop();
  start(new ManualClock(wall));
}

test('a word stands for thirty days, for one network, and across restarts', () => {
  const until = store.clock.now() + WORD_MS;
  trust.allow('n_home');
  expect(trust.list()).toEqual([{ network: 'n_home', until }]);
  expect([trust.isTrusted('n_home'), trust.isTrusted('n_cafe'), trust.isTrusted(null)]).toEqual([true, false, false]);
  restart(until - 1);
  expect([trust.isTrusted('n_home'), trust.until('n_home')]).toEqual([true, until]);
  store.clock.advance(1);
  expect([trust.isTrusted('n_home'), trust.until('n_home'), trust.list()]).toEqual([false, null, []]);
});

test('a word that is given again begins anew, and one that is taken back is gone at once and for good', () => {
  trust.allow('n_home');
  store.clock.advance(WORD_MS - HOUR);
  trust.allow('n_home');
  store.clock.advance(HOUR);
  expect(trust.isTrusted('n_home')).toBe(true);
  let told = 0;
  trust.onChanged(() => told++);
  trust.forget('n_home');
  trust.forget('n_home');
  expect([trust.isTrusted('n_home'), told]).toEqual([false, 1]);
  restart(store.clock.now());
  expect(trust.isTrusted('n_home')).toBe(false);
});

test('setting the clock back makes no word longer, while the hub runs or between two of its runs', () => {
  const start = store.clock.now();
  trust.allow('n_home');
  store.clock.advance(20 * 24 * HOUR);
  store.clock.jump(-20 * 24 * HOUR);
  store.clock.advance(10 * 24 * HOUR - HOUR);
  expect(trust.isTrusted('n_home')).toBe(true);
  restart(start);
  expect(trust.isTrusted('n_home')).toBe(true);
  store.clock.advance(2 * HOUR);
  expect(trust.isTrusted('n_home')).toBe(false);
});

test('a word from a clock that ran ahead is not believed for longer than it would have stood', () => {
  const right = store.clock.now();
  store.clock.jump(365 * 24 * HOUR);
  trust.allow('n_ahead');
  store.clock.jump(-365 * 24 * HOUR);
  expect(trust.isTrusted('n_ahead')).toBe(true);
  // The next word that is given sets the time right, and the one from the future stands for nothing.
  trust.allow('n_home');
  expect(trust.until('n_home')).toBe(right + WORD_MS);
  expect([trust.isTrusted('n_home'), trust.isTrusted('n_ahead')]).toEqual([true, false]);
});
