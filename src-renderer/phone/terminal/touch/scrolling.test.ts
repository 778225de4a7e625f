import { describe, expect, test } from 'vitest';
import { EDGE, edgeSpeed } from './edge-scroll.ts';
import { LineScroll } from './line-scroll.ts';
import { Momentum } from './momentum.ts';

const WIDE = { up: 1000, down: 1000 };

describe('a finger on lines', () => {
  test('scrolls whole lines and keeps the rest for the picture', () => {
    const scroll = new LineScroll();
    expect(scroll.take(25, 10, WIDE)).toBe(-2);
    expect(scroll.offset).toBe(5);
    expect(scroll.take(5, 10, WIDE)).toBe(-1);
    expect(scroll.offset).toBe(0);
    expect(scroll.take(-31, 10, WIDE)).toBe(3);
    expect(scroll.offset).toBe(-1);
  });

  test('every pixel counts once, however it is cut', () => {
    const whole = new LineScroll();
    const cut = new LineScroll();
    let lines = 0;
    for (let at = 0; at < 777; at++) lines += cut.take(1, 10, WIDE);
    expect(lines).toBe(whole.take(777, 10, WIDE));
    expect(cut.offset).toBe(whole.offset);
  });

  test('stops at both ends, and turns around there without having to come back first', () => {
    const scroll = new LineScroll();
    expect(scroll.take(500, 10, { up: 3, down: 0 })).toBe(-3);
    expect(scroll.offset).toBe(0);
    expect(scroll.take(-20, 10, { up: 0, down: 3 })).toBe(2);
    expect(scroll.take(-95, 10, { up: 2, down: 1 })).toBe(1);
    expect(scroll.offset).toBe(0);
  });
});

describe('a fling', () => {
  test('goes as far in many small steps as in few large ones, and stops', () => {
    const way = (ms: number): number => {
      const fling = new Momentum(2);
      let sum = 0;
      for (let steps = 0; !fling.isOver; steps++) {
        if (steps > 10_000) throw new Error('it never stops');
        sum += fling.step(ms);
      }
      return sum;
    };
    expect(way(8)).toBeGreaterThan(600);
    expect(Math.abs(way(8) - way(16))).toBeLessThan(5);
  });

  test('goes the other way as well, and slower than a pixel in fifty milliseconds not at all', () => {
    expect(new Momentum(-1).step(16)).toBeLessThan(-10);
    expect(new Momentum(0.01).step(16)).toBe(0);
  });

  test('a wild measurement does not throw the list away', () => {
    expect(new Momentum(10_000).step(10_000)).toBeLessThan(3_000);
  });
});

test('a selecting finger scrolls near the edges, the faster the nearer', () => {
  expect(edgeSpeed(200, 400)).toBe(0);
  expect(edgeSpeed(EDGE + 1, 400)).toBe(0);
  expect(edgeSpeed(EDGE - 1, 400)).toBeLessThan(0);
  expect(edgeSpeed(0, 400)).toBeLessThan(edgeSpeed(20, 400));
  expect(edgeSpeed(-500, 400)).toBe(edgeSpeed(0, 400));
  expect(edgeSpeed(399, 400)).toBe(-edgeSpeed(1, 400));
  expect(edgeSpeed(10, 50)).toBe(0);
});
