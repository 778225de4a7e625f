import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { Turns } from './turns.ts';

const MS = 3;

function world() {
  const clock = new ManualClock();
  const turns = new Turns(clock);
  const begun: number[] = [];
  /** Work that takes the processor: time passes while it runs. */
  const work = (n: number) =>
    turns.run(async () => {
      begun.push(n);
      clock.advance(MS);
      return n;
    });
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { clock, turns, begun, work, settled };
}

test('few are served at once; of many, half of the time is left to others, and nobody overtakes', async () => {
  const { clock, begun, work, settled } = world();
  expect(await work(0)).toBe(0);
  clock.advance(1000);
  const done: Array<Promise<number>> = [];
  const began = clock.monotonic();
  for (let n = 1; n <= 100; n++) done.push(work(n));
  await settled();
  // No more than a moment's work, and then somebody else's.
  expect(begun.length).toBeLessThan(6);
  while (begun.length < 101) {
    const before = begun.length;
    clock.advance(1);
    await settled();
    expect(begun.length - before).toBeLessThan(6);
  }
  expect(await Promise.all(done)).toEqual(begun.slice(1));
  expect(begun).toEqual([...begun].sort((a, b) => a - b));
  const took = clock.monotonic() - began;
  expect(took).toBeGreaterThan(100 * MS * 1.9);
  expect(took).toBeLessThan(100 * MS * 2.2);
});

test('work that fails makes room like any other, and what is disposed serves nobody any more', async () => {
  const { clock, turns, begun, work, settled } = world();
  const failed = turns.run(async () => {
    clock.advance(50);
    throw new Error('refused');
  });
  await expect(failed).rejects.toThrow('refused');
  void work(1);
  await settled();
  expect(begun).toEqual([]);
  clock.advance(50);
  await settled();
  expect(begun).toEqual([1]);
  void turns.run(async () => clock.advance(50));
  await settled();
  void work(2);
  turns.dispose();
  clock.advance(1000);
  await settled();
  expect(begun).toEqual([1]);
  expect(clock.pending).toBe(0);
});
