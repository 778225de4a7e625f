import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { Checkpoints } from './checkpoints.ts';

/** Terminals whose rounds end when a test says so. */
class Rounds {
  begun = 0;
  private ends: Array<() => void> = [];

  checkpoint(): Promise<void> {
    this.begun++;
    return new Promise((resolve) => this.ends.push(resolve));
  }

  async end(): Promise<void> {
    for (const end of this.ends.splice(0)) end();
    await Promise.resolve();
    await Promise.resolve();
  }
}

test('screens are saved each minute, and a slow round is not overtaken', async () => {
  const clock = new ManualClock();
  const rounds = new Rounds();
  const checkpoints = new Checkpoints(rounds, clock);
  clock.advance(59_999);
  expect(rounds.begun).toBe(0);
  clock.advance(1);
  expect(rounds.begun).toBe(1);
  clock.advance(120_000);
  expect(rounds.begun).toBe(1);
  await rounds.end();
  clock.advance(60_000);
  expect(rounds.begun).toBe(2);
  checkpoints.dispose();
  expect(clock.pending).toBe(0);
});

test('the last round is waited for, but not for ever', async () => {
  const clock = new ManualClock();
  const rounds = new Rounds();
  let finished = 0;
  const orderly = new Checkpoints(rounds, clock).finish().then(() => finished++);
  expect(rounds.begun).toBe(1);
  await rounds.end();
  await orderly;
  expect(finished).toBe(1);
  const late = new Checkpoints(rounds, clock).finish().then(() => finished++);
  clock.advance(2_500);
  await late;
  expect(finished).toBe(2);
  expect(clock.pending).toBe(0);
});
