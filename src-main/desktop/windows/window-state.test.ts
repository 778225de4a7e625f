import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Log, silentLog } from '../../../src-shared/base/log.ts';
import {
  initialWindowState,
  LEAST,
  placeOf,
  readWindowState,
  type WindowState,
  writeWindowState,
} from './window-state.ts';

let directory: string;
let file: string;
let warnings: string[];
let log: Log;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hp-window-'));
  file = join(directory, 'desktop', 'window.json');
  warnings = [];
  log = { ...silentLog, warn: (message) => warnings.push(message) };
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const STATE: WindowState = { bounds: { x: -30, y: 40, width: 900, height: 600 }, maximized: true, theme: 'dark' };

test('a window comes back as it was left', () => {
  writeWindowState(file, STATE, log);
  expect(readWindowState(file, log)).toEqual(STATE);
  expect(readdirSync(join(directory, 'desktop'))).toEqual(['window.json']);
  expect(warnings).toEqual([]);
});

test('no file is nothing to speak of', () => {
  expect(readWindowState(file, log)).toEqual(initialWindowState);
  expect(warnings).toEqual([]);
});

test('a broken file is reported, left as it is, and the usual state is used', () => {
  writeWindowState(file, STATE, log);
  for (const text of [
    '',
    '{',
    'null',
    '[]',
    '{"bounds":{"x":1}}',
    JSON.stringify({ ...STATE, theme: 'pink' }),
    '\0\0',
  ]) {
    warnings.length = 0;
    writeFileSync(file, text);
    expect(readWindowState(file, log), text).toEqual(initialWindowState);
    expect(warnings).toHaveLength(1);
    expect(readFileSync(file, 'utf8')).toBe(text);
  }
});

test('a directory in the place of the file is survived by reading and by writing', () => {
  const taken = join(directory, 'taken');
  writeWindowState(join(taken, 'x'), STATE, log);
  expect(readWindowState(taken, log)).toEqual(initialWindowState);
  writeWindowState(taken, STATE, log);
  expect(warnings).toHaveLength(2);
});

const DESK = { x: 0, y: 25, width: 1440, height: 875 };
const BESIDE = { x: 1440, y: 0, width: 1920, height: 1080 };

test('the first window is in the middle and fits the display', () => {
  expect(placeOf(null, [DESK])).toEqual({ kind: 'centered', width: 1120, height: 720 });
  expect(placeOf(null, [{ x: 0, y: 0, width: 800, height: 600 }])).toEqual({
    kind: 'centered',
    width: 800,
    height: 600,
  });
});

test('a window goes back to the display it was on', () => {
  const bounds = { x: 1500, y: 100, width: 1000, height: 700 };
  expect(placeOf(bounds, [DESK, BESIDE])).toEqual({ kind: 'at', bounds });
});

test('a window whose display is gone comes to the middle of one that is there', () => {
  const bounds = { x: 1500, y: 100, width: 1800, height: 700 };
  expect(placeOf(bounds, [DESK])).toEqual({ kind: 'centered', width: 1440, height: 700 });
});

test('a window that was as wide as two displays and must be smaller on one still reaches into it', () => {
  const place = placeOf({ x: -480, y: 0, width: 2016, height: 600 }, [BESIDE]);
  expect(place).toEqual({ kind: 'centered', width: 1920, height: 600 });
});

test('without any display there is still a place', () => {
  expect(placeOf({ x: 5, y: 5, width: 900, height: 600 }, [])).toEqual({ kind: 'centered', width: 900, height: 600 });
});

test('whatever was remembered, a title bar can be taken hold of', () => {
  const coordinate = fc.integer({ min: -1_000_000, max: 1_000_000 });
  const bounds = fc.record({
    x: coordinate,
    y: coordinate,
    width: fc.integer({ min: 1, max: 100_000 }),
    height: fc.integer({ min: 1, max: 100_000 }),
  });
  fc.assert(
    fc.property(bounds, fc.shuffledSubarray([DESK, BESIDE], { minLength: 1 }), (was, displays) => {
      const place = placeOf(was, displays);
      const { width, height } = place.kind === 'at' ? place.bounds : place;
      expect(width).toBeGreaterThanOrEqual(LEAST.width);
      expect(height).toBeGreaterThanOrEqual(LEAST.height);
      if (place.kind !== 'at') return;
      const { x, y } = place.bounds;
      const grips = displays.filter(
        (area) => y >= area.y && y < area.y + area.height && x < area.x + area.width && x + width > area.x,
      );
      expect(grips).not.toEqual([]);
    }),
  );
});
