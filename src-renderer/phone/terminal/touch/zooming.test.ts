import { describe, expect, test } from 'vitest';
import { boundedScale, FONT_PRESETS, parseFontSize, snappedSize, USUAL_FONT_SIZE } from './font-presets.ts';
import { PanZoom } from './pan-zoom.ts';

describe('a pinch on letters', () => {
  test.each([
    [12, 1, 12],
    [12, 1.04, 12],
    [12, 1.3, 16],
    [12, 0.8, 10],
    [12, 100, 24],
    [12, 0.01, 7],
    [13, 1.05, 14],
  ])('at %d, stretched by %d, snaps to %d', (size, scale, snapped) => {
    expect(snappedSize(size, scale)).toBe(snapped);
  });

  test('stretches no further than to the sizes there are', () => {
    expect(12 * boundedScale(12, 50)).toBe(24);
    expect(12 * boundedScale(12, 0)).toBe(7);
  });

  test('what was kept counts when it is one of them', () => {
    for (const size of FONT_PRESETS) expect(parseFontSize(String(size))).toBe(size);
    for (const text of [null, '', 'x', '12.5', '999']) expect(parseFontSize(text)).toBe(USUAL_FONT_SIZE);
  });
});

describe('looking at a wide grid', () => {
  const picture = { width: 400, height: 200 };
  const frame = { width: 400, height: 600 };

  test('what lies between the fingers stays between them', () => {
    const view = new PanZoom();
    view.pinchStart({ x: 300, y: 100 });
    view.pinch(2, { x: 300, y: 100 }, picture, frame);
    expect(view.placement).toEqual({ scale: 2, x: -300, y: 0 });
    expect(view.isZoomed).toBe(true);
  });

  test('never smaller than it fits, never out of its frame', () => {
    const view = new PanZoom();
    view.pinchStart({ x: 0, y: 0 });
    view.pinch(0.2, { x: 0, y: 0 }, picture, frame);
    expect(view.placement).toEqual({ scale: 1, x: 0, y: 0 });
    view.pinch(3, { x: 0, y: 0 }, picture, frame);
    view.pinchEnd();
    expect(view.pan({ x: -5_000, y: 0 }, picture, frame)).toEqual({ x: -4_200, y: 0 });
    expect(view.placement.x).toBe(400 - 1200);
  });

  test('what it cannot be moved is left for others', () => {
    const view = new PanZoom();
    expect(view.pan({ x: 7, y: -9 }, picture, frame)).toEqual({ x: 7, y: -9 });
  });

  test('a turned phone leaves no empty edge', () => {
    const view = new PanZoom();
    view.toggle({ x: 400, y: 0 }, picture, frame);
    expect(view.placement.x).toBe(-600);
    view.keep(picture, { width: 800, height: 300 });
    expect(view.placement.x).toBe(-200);
    view.toggle({ x: 0, y: 0 }, picture, frame);
    expect(view.placement).toEqual({ scale: 1, x: 0, y: 0 });
  });
});
