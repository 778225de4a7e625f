import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../../../src-main/hub/testing/manual-clock.ts';
import { KeyPress, PRESS_SLOP, REPEAT_AFTER_MS, REPEAT_EVERY_MS } from './key-press.ts';

let clock: ManualClock;
let fired: number;
let press: KeyPress;
beforeEach(() => {
  clock = new ManualClock();
  fired = 0;
  press = new KeyPress(clock, () => {
    fired += 1;
  });
});
afterEach(() => press.dispose());

test('fires when the finger is lifted, not before', () => {
  press.down(5, 5, false);
  clock.advance(2_000);
  expect(fired).toBe(0);
  press.up();
  expect(fired).toBe(1);
});

test('a swipe presses nothing, wherever it ends', () => {
  press.down(0, 0, true);
  press.move(PRESS_SLOP + 1, 0);
  press.move(0, 0);
  press.up();
  clock.advance(5_000);
  expect(fired).toBe(0);
});

test('a trembling finger is no swipe', () => {
  press.down(0, 0, false);
  press.move(3, -4);
  press.up();
  expect(fired).toBe(1);
});

test('a key that repeats does so while it is held, and not once more on release', () => {
  press.down(0, 0, true);
  clock.advance(REPEAT_AFTER_MS);
  expect(fired).toBe(1);
  clock.advance(REPEAT_EVERY_MS * 3);
  expect(fired).toBe(4);
  press.up();
  clock.advance(5_000);
  expect(fired).toBe(4);
});

test('the browser taking the finger for scrolling ends a repetition', () => {
  press.down(0, 0, true);
  clock.advance(REPEAT_AFTER_MS);
  press.cancel();
  clock.advance(5_000);
  expect(fired).toBe(1);
});

test('the click after a touch is the same press; one without a touch is a screen reader', () => {
  press.down(0, 0, false);
  press.up();
  press.click();
  expect(fired).toBe(1);
  press.click();
  expect(fired).toBe(2);
});
