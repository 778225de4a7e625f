import { describe, expect, test } from 'vitest';
import { keyboardIsUp, RoomKeeper, type WindowMeasures } from './room.ts';
import { ViewShift } from './view-shift.ts';

const page = (rest: Partial<WindowMeasures> = {}): WindowMeasures => ({
  width: 390,
  height: 844,
  visualHeight: 844,
  visualTop: 0,
  visualScale: 1,
  ...rest,
});

describe('the room of a terminal', () => {
  test('a soft keyboard that lies over the page covers the room and changes nothing of it', () => {
    const keeper = new RoomKeeper();
    keeper.measure(page());
    const room = keeper.measure(page({ visualHeight: 508 }));
    expect(room).toEqual({ width: 390, height: 844, top: 0, bottom: 508 });
    expect(keyboardIsUp(room)).toBe(true);
  });

  test('neither does one that makes the page smaller', () => {
    const keeper = new RoomKeeper();
    keeper.measure(page());
    expect(keeper.measure(page({ height: 508, visualHeight: 508 }))).toMatchObject({ height: 844, bottom: 508 });
  });

  test('Safari moves the page up to its field: what is seen lies between', () => {
    const keeper = new RoomKeeper();
    keeper.measure(page());
    expect(keeper.measure(page({ visualHeight: 508, visualTop: 120 }))).toMatchObject({ top: 120, bottom: 628 });
  });

  test('a browser’s bar that comes and goes is no keyboard, and resizes nothing', () => {
    const keeper = new RoomKeeper();
    keeper.measure(page());
    const room = keeper.measure(page({ height: 788, visualHeight: 788 }));
    expect(room.height).toBe(844);
    expect(keyboardIsUp(room)).toBe(false);
  });

  test('a turned phone has another room', () => {
    const keeper = new RoomKeeper();
    keeper.measure(page());
    expect(keeper.measure(page({ width: 844, height: 390, visualHeight: 390 }))).toMatchObject({
      width: 844,
      height: 390,
    });
  });

  test('zooming the page is no keyboard', () => {
    const keeper = new RoomKeeper();
    keeper.measure(page());
    expect(keyboardIsUp(keeper.measure(page({ visualHeight: 422, visualScale: 2 })))).toBe(false);
  });
});

describe('a view whose lower end is covered', () => {
  test('stands up just so far that the cursor’s line is seen', () => {
    const shift = new ViewShift();
    shift.follow(300, 800, 790);
    expect(shift.value).toBe(290);
    shift.follow(300, 800, 520);
    expect(shift.value).toBe(20);
    shift.follow(300, 800, 100);
    expect(shift.value).toBe(0);
    shift.follow(0, 800, 790);
    expect(shift.value).toBe(0);
  });

  test('a finger moves it down first and scrolls with the rest', () => {
    const shift = new ViewShift();
    shift.follow(300, 800, 800);
    expect(shift.drag(100)).toBe(0);
    expect(shift.value).toBe(200);
    expect(shift.drag(250)).toBe(50);
    expect(shift.value).toBe(0);
    expect(shift.drag(-400)).toBe(-100);
    expect(shift.value).toBe(300);
  });

  test('what was dragged stays while output comes, until the user types', () => {
    const shift = new ViewShift();
    shift.follow(300, 800, 800);
    shift.drag(120);
    shift.follow(300, 800, 790);
    expect(shift.value).toBe(180);
    shift.release();
    expect(shift.value).toBe(290);
  });

  test('a keyboard that goes takes the drag with it', () => {
    const shift = new ViewShift();
    shift.follow(300, 800, 800);
    shift.drag(120);
    shift.follow(0, 800, 800);
    shift.follow(300, 800, 800);
    expect(shift.value).toBe(300);
  });
});
