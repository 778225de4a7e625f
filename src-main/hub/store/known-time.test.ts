import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { openTestStore, temporaryDirectory } from '../testing/test-store.ts';

const HOUR = 60 * 60 * 1000;
const YEAR = 365 * 24 * HOUR;

let directory: ReturnType<typeof temporaryDirectory>;
let store: ReturnType<typeof openTestStore>;

beforeEach(() => {
  directory = temporaryDirectory();
  store = openTestStore(directory.path);
});

afterEach(() => {
  store.close();
  directory.dispose();
});

const now = (): number => store.authority.time.now();

function restart(wall: number): void {
  store.close();
  store = openTestStore(directory.path, { clock: new ManualClock(wall) });
}

test('known time goes on with the wall clock, and with the monotonic one while that is behind', () => {
  const start = store.clock.now();
  store.clock.advance(1_000);
  expect(now()).toBe(start + 1_000);
  store.clock.jump(-YEAR);
  store.clock.advance(HOUR);
  expect(now()).toBe(start + 1_000 + HOUR);
  store.clock.jump(2 * YEAR);
  expect(now()).toBe(store.clock.now());
});

test('a clock that is set back between two runs brings at most an hour', () => {
  store.clock.advance(10 * HOUR + HOUR / 2);
  const late = now();
  restart(late - YEAR);
  expect(now()).toBeGreaterThan(late - HOUR);
});

test('a clock that ran ahead is not believed for ever: an operator who names an end sets it right', () => {
  const right = store.clock.now();
  store.clock.jump(YEAR);
  store.clock.advance(2 * HOUR);
  store.clock.jump(-YEAR);
  restart(right + 2 * HOUR);
  expect(now()).toBeGreaterThan(right + YEAR);
  store.authority.time.believe();
  expect(now()).toBe(right + 2 * HOUR);
  restart(right + 2 * HOUR);
  expect(now()).toBe(right + 2 * HOUR);
});

test('it is whole milliseconds, which is all that the tables take', () => {
  store.clock.advance(0.375);
  store.clock.jump(-YEAR);
  expect(Number.isInteger(now())).toBe(true);
});
