import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestStore, temporaryDirectory } from '../testing/test-store.ts';
import { TypingTrace } from './typing-trace.ts';

let directory: ReturnType<typeof temporaryDirectory>;
let store: ReturnType<typeof openTestStore>;
let trace: TypingTrace;
let start: number;

beforeEach(() => {
  directory = temporaryDirectory();
  open();
  start = store.clock.now();
});

afterEach(() => {
  store.close();
  directory.dispose();
});

function open(): void {
  store = openTestStore(directory.path);
  trace = new TypingTrace(store.events.typing, store.clock);
}

/** Keys one after the other, so many ms apart. */
function type(device: string, terminal: string, keys: number, every = 200): void {
  for (let n = 0; n < keys; n++) {
    trace.typed(device, terminal);
    store.clock.advance(every);
  }
}

const stretches = (filter = {}): string[] =>
  trace.list(filter, 100).map(({ device, terminal, from, until }) => {
    const ms = (at: number): number => at - start;
    return `${device} ${terminal} ${ms(from)}-${ms(until)}`;
  });

test('keys that follow one another are one stretch, and a pause begins another', () => {
  type('d_1', 't_1', 50);
  store.clock.advance(10_000);
  type('d_1', 't_1', 1);
  expect(stretches()).toEqual(['d_1 t_1 20000-20000', 'd_1 t_1 0-9000']);
});

test('each device and each terminal has its own, newest first, and one may ask for some', () => {
  type('d_1', 't_1', 1);
  type('d_2', 't_1', 1);
  type('d_1', 't_2', 1);
  expect(stretches()).toEqual(['d_1 t_2 400-400', 'd_2 t_1 200-200', 'd_1 t_1 0-0']);
  expect(stretches({ device: 'd_1' })).toEqual(['d_1 t_2 400-400', 'd_1 t_1 0-0']);
  expect(stretches({ terminal: 't_1' })).toEqual(['d_2 t_1 200-200', 'd_1 t_1 0-0']);
  expect(stretches({ device: 'd_2', terminal: 't_2' })).toEqual([]);
  expect(trace.list({}, 2)).toHaveLength(2);
});

test('it is there after a restart, and goes on', () => {
  type('d_1', 't_1', 20);
  store.close();
  open();
  expect(trace.list({}, 10)).toMatchObject([{ device: 'd_1', terminal: 't_1' }]);
});

test('a clock that is set back begins another stretch and ends none before it began', () => {
  type('d_1', 't_1', 10);
  store.clock.jump(-60_000);
  type('d_1', 't_1', 10);
  for (const { from, until } of trace.list({}, 10)) expect(until).toBeGreaterThanOrEqual(from);
  expect(trace.list({}, 10)).toHaveLength(2);
});

test('somebody who types without pause costs a write a second and no more', () => {
  let writes = 0;
  const counted = new TypingTrace({ put: () => writes++, list: () => [], prune() {} }, store.clock);
  for (let n = 0; n < 6_000; n++) {
    counted.typed('d_1', 't_1');
    store.clock.advance(10);
  }
  expect(writes).toBe(60);
});

test('a key costs next to nothing', () => {
  const begin = performance.now();
  for (let n = 0; n < 200_000; n++) trace.typed('d_1', 't_1');
  expect((performance.now() - begin) / 200_000).toBeLessThan(0.01);
});

test('the trace is bounded: the last twenty thousand stretches are kept', () => {
  for (let n = 0; n < 25_000; n++) {
    trace.typed(`d_${n % 7}`, `t_${n % 3}`);
    store.clock.advance(10_001);
  }
  expect(store.events.flush()).toBe(true);
  store.close();
  open();
  const kept = trace.list({}, 30_000);
  expect(kept.length).toBeLessThanOrEqual(20_000);
  expect(kept.length).toBeGreaterThanOrEqual(19_000);
  expect(kept[0]?.until).toBe(start + 24_999 * 10_001);
});

test('what was typed stands nowhere: there is no way to say it', () => {
  expect(trace.typed).toHaveLength(2);
  type('d_1', 't_1', 3);
  store.close();
  const bytes = readFileSync(`${directory.path}/events.db`, 'latin1');
  expect(bytes).toContain('CREATE TABLE typing');
  expect(/CREATE TABLE typing \(([^)]*)/.exec(bytes)?.[1]?.match(/\w+(?= (TEXT|INTEGER))/g)).toEqual([
    'device',
    'terminal',
    'began',
    'ended',
  ]);
  open();
});
