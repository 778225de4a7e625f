import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { Pace } from './pace.ts';

function run(clock: ManualClock, pace: Pace, ms: number, bytesPerMs: number): void {
  for (let passed = 0; passed < ms; passed += 10) {
    clock.advance(10);
    pace.add(10 * bytesPerMs);
  }
}

test('a steady rate is measured, soon after it began and long after', () => {
  const clock = new ManualClock();
  const pace = new Pace(clock);
  run(clock, pace, 300, 500);
  expect(pace.bytesPerMs).toBeGreaterThan(450);
  expect(pace.bytesPerMs).toBeLessThan(550);
  run(clock, pace, 10_000, 500);
  expect(pace.bytesPerMs).toBeGreaterThan(450);
  expect(pace.bytesPerMs).toBeLessThan(550);
});

test('a change of rate is seen within about a second', () => {
  const clock = new ManualClock();
  const pace = new Pace(clock);
  run(clock, pace, 5_000, 1000);
  run(clock, pace, 1_030, 10);
  expect(pace.bytesPerMs).toBeLessThan(12);
});

test('a pause brings it to nothing, and what comes after is measured from there', () => {
  const clock = new ManualClock();
  const pace = new Pace(clock);
  run(clock, pace, 2_000, 1000);
  clock.advance(3_000);
  expect(pace.bytesPerMs).toBe(0);
  clock.advance(60_000);
  run(clock, pace, 200, 300);
  expect(pace.bytesPerMs).toBeGreaterThan(200);
  expect(pace.bytesPerMs).toBeLessThan(400);
});

test('a single byte does not look like a torrent', () => {
  const clock = new ManualClock();
  const pace = new Pace(clock);
  pace.add(64);
  expect(pace.bytesPerMs).toBeLessThanOrEqual(1);
});
