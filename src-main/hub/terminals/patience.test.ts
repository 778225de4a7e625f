import { expect, test } from 'vitest';
import { PATIENCE_MS, Patience } from './patience.ts';

test('a client that has just come is waited for once, and again only after it has acknowledged something', () => {
  const patience = new Patience();
  patience.begin(0);
  expect(patience.lasts(PATIENCE_MS - 1)).toBe(true);
  expect(patience.lasts(PATIENCE_MS)).toBe(false);
  patience.begin(200);
  expect(patience.lasts(201)).toBe(false);
  patience.progress(300);
  expect(patience.lasts(301)).toBe(true);
  patience.begin(1000);
  expect(patience.lasts(1001)).toBe(true);
});

test('a client that makes progress is waited for on and on', () => {
  const patience = new Patience();
  patience.begin(0);
  for (let now = 0; now < 10 * PATIENCE_MS; now += PATIENCE_MS / 2) {
    expect(patience.lasts(now)).toBe(true);
    patience.progress(now);
  }
});
