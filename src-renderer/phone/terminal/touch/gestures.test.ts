import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../../../src-main/hub/testing/manual-clock.ts';
import { Gestures, type GestureTarget, LONG_PRESS_MS, type Point, type Touch } from './gestures.ts';

let clock: ManualClock;
let told: string[];
let gestures: Gestures;

const at = ({ x, y }: Point): string => `${Math.round(x)},${Math.round(y)}`;
const finger = (x: number, y: number, id = 0): Touch => ({ id, x, y });

beforeEach(() => {
  clock = new ManualClock();
  told = [];
  const target: GestureTarget = {
    tap: (point) => told.push(`tap ${at(point)}`),
    doubleTap: (point) => told.push(`double ${at(point)}`),
    dragStart: (point) => told.push(`drag from ${at(point)}`),
    drag: (by) => told.push(`by ${at(by)}`),
    dragEnd: (velocity) => told.push(`end ${velocity.x.toFixed(1)},${velocity.y.toFixed(1)}`),
    pinchStart: (center) => told.push(`pinch at ${at(center)}`),
    pinch: (scale, center) => told.push(`scale ${scale.toFixed(2)} at ${at(center)}`),
    pinchEnd: () => told.push('pinched'),
    longPress: (point) => told.push(`long ${at(point)}`),
    longDrag: (point) => told.push(`long to ${at(point)}`),
    longEnd: () => told.push('long over'),
  };
  gestures = new Gestures(clock, target);
});
afterEach(() => {
  gestures.dispose();
  expect(clock.pending).toBe(0);
});

test('a finger that comes and goes is a tap, also when it trembles', () => {
  gestures.start([finger(50, 50)], clock.monotonic());
  gestures.move([finger(54, 47)], clock.monotonic());
  clock.advance(100);
  gestures.end([], clock.monotonic());
  expect(told).toEqual(['tap 50,50']);
});

test('a second tap in the same place is a double tap, elsewhere or later it is not', () => {
  const tap = (x: number): void => {
    gestures.start([finger(x, 50)], clock.monotonic());
    gestures.end([], clock.monotonic());
  };
  tap(50);
  clock.advance(200);
  tap(60);
  clock.advance(200);
  tap(200);
  clock.advance(400);
  tap(200);
  expect(told).toEqual(['tap 50,50', 'double 60,50', 'tap 200,50', 'tap 200,50']);
});

test('a finger that moves drags, without a jump at the beginning, and leaves with its speed', () => {
  gestures.start([finger(50, 100)], clock.monotonic());
  clock.advance(16);
  gestures.move([finger(50, 115)], clock.monotonic());
  clock.advance(10);
  gestures.move([finger(50, 135)], clock.monotonic());
  gestures.end([], clock.monotonic());
  expect(told).toEqual(['drag from 50,100', 'by 0,5', 'by 0,20', 'end 0.0,1.3']);
});

test('a finger that rests before it leaves stays where it is', () => {
  gestures.start([finger(50, 100)], clock.monotonic());
  gestures.move([finger(50, 150)], clock.monotonic());
  clock.advance(300);
  gestures.end([], clock.monotonic());
  expect(told.at(-1)).toBe('end 0.0,0.0');
});

test('a finger that holds still is a long press, and what it does then belongs to that', () => {
  gestures.start([finger(50, 50)], clock.monotonic());
  clock.advance(LONG_PRESS_MS);
  gestures.move([finger(90, 50)], clock.monotonic());
  gestures.end([], clock.monotonic());
  expect(told).toEqual(['long 50,50', 'long to 90,50', 'long over']);
});

test('a drag never becomes a long press', () => {
  gestures.start([finger(50, 50)], clock.monotonic());
  gestures.move([finger(50, 90)], clock.monotonic());
  clock.advance(5_000);
  gestures.end([], clock.monotonic());
  expect(told.some((each) => each.startsWith('long'))).toBe(false);
});

test('two fingers pinch, and one that stays behind means nothing more', () => {
  gestures.start([finger(100, 100, 1)], clock.monotonic());
  gestures.start([finger(100, 100, 1), finger(200, 100, 2)], clock.monotonic());
  gestures.move([finger(50, 100, 1), finger(250, 100, 2)], clock.monotonic());
  gestures.end([finger(50, 100, 1)], clock.monotonic());
  gestures.move([finger(50, 300, 1)], clock.monotonic());
  clock.advance(5_000);
  gestures.end([], clock.monotonic());
  expect(told).toEqual(['pinch at 150,100', 'scale 2.00 at 150,100', 'pinched']);
});

test('a second finger ends a drag before it begins a pinch', () => {
  gestures.start([finger(100, 100, 1)], clock.monotonic());
  gestures.move([finger(100, 150, 1)], clock.monotonic());
  gestures.start([finger(100, 150, 1), finger(100, 250, 2)], clock.monotonic());
  gestures.end([], clock.monotonic());
  expect(told.slice(-3)).toEqual(['end 0.0,0.0', 'pinch at 100,200', 'pinched']);
});

test('a second finger after a long press changes nothing', () => {
  gestures.start([finger(50, 50, 1)], clock.monotonic());
  clock.advance(LONG_PRESS_MS);
  gestures.start([finger(50, 50, 1), finger(150, 50, 2)], clock.monotonic());
  gestures.move([finger(60, 50, 1), finger(250, 50, 2)], clock.monotonic());
  gestures.end([], clock.monotonic());
  expect(told).toEqual(['long 50,50', 'long to 60,50', 'long over']);
});

test('what the system takes away ends at once, without a fling', () => {
  gestures.start([finger(50, 50)], clock.monotonic());
  gestures.move([finger(50, 90)], clock.monotonic());
  gestures.cancel();
  gestures.start([finger(10, 10)], clock.monotonic());
  gestures.end([], clock.monotonic());
  expect(told.slice(-2)).toEqual(['end 0.0,0.0', 'tap 10,10']);
});
