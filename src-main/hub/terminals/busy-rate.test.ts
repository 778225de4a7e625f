import { expect, test } from 'vitest';
import { BusyRate } from './busy-rate.ts';

test('a client is innocent until it has been slow for long enough', () => {
  const rate = new BusyRate();
  expect(rate.isBelow(100)).toBe(false);
  rate.add(1000, 50);
  expect(rate.isBelow(100)).toBe(false);
  rate.add(1000, 50);
  expect(rate.isBelow(100)).toBe(true);
});

test('one stumble does not make a quick client slow', () => {
  const rate = new BusyRate();
  for (let n = 0; n < 20; n++) rate.add(1000, 5);
  rate.add(1000, 60);
  expect(rate.isBelow(100)).toBe(false);
});

test('a client that has become slow is found out, and one that has become quick again', () => {
  const rate = new BusyRate();
  for (let n = 0; n < 100; n++) rate.add(1000, 5);
  for (let n = 0; n < 20; n++) rate.add(1000, 100);
  expect(rate.isBelow(50)).toBe(true);
  for (let n = 0; n < 400; n++) rate.add(1000, 5);
  expect(rate.isBelow(50)).toBe(false);
});
