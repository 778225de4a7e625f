import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { GroupCommit } from './group-commit.ts';

/** A disk on which each commit takes this long, ms. */
function world(commitMs: number) {
  const clock = new ManualClock();
  let waiting = 0;
  const commits: number[] = [];
  const target = {
    transaction: (body: () => void) => {
      body();
      clock.advance(commitMs);
    },
    mayWrite: () => true,
    failed: () => false,
    succeeded() {},
  };
  const source = {
    get waiting() {
      return waiting;
    },
    write() {
      commits.push(clock.monotonic());
    },
    written() {
      waiting = 0;
    },
  };
  const commit = new GroupCommit(clock, target, [source]);
  const row = (): void => {
    waiting += 1;
    commit.touch();
  };
  return { clock, commit, commits, row };
}

test('rows that nobody waits for take a tenth of the time of a slow disk, and at most a moment', () => {
  const { clock, commits, row } = world(20);
  const began = clock.monotonic();
  while (clock.monotonic() - began < 10_000) {
    row();
    clock.advance(1);
  }
  expect(commits.length * 20).toBeGreaterThan(900);
  expect(commits.length * 20).toBeLessThan(1_100);
});

test('whoever waits does not wait for that', async () => {
  const { clock, commit, commits, row } = world(20);
  row();
  clock.advance(4);
  expect(commits.length).toBe(1);
  row();
  clock.advance(50);
  expect(commits.length).toBe(1);
  const durable = commit.durable();
  clock.advance(4);
  expect(await durable).toBe(true);
  expect(commits.length).toBe(2);
  row();
  expect(commit.flush()).toBe(true);
  expect(commits.length).toBe(3);
});

test('on a fast disk rows are gathered for four milliseconds, as ever', () => {
  const { clock, commits, row } = world(0);
  for (let ms = 0; ms < 400; ms++) {
    row();
    clock.advance(1);
  }
  expect(commits.length).toBe(100);
});
