import { expect, test } from 'vitest';
import { fittingFontSize } from './grid-fit.ts';

test("a foreign grid is drawn as large as it fits and never larger than the user's own letters", () => {
  const cell = { width: 8, height: 16 };
  expect(fittingFontSize(13, cell, { cols: 40, rows: 10 }, { width: 800, height: 600 })).toBe(13);
  expect(fittingFontSize(13, cell, { cols: 200, rows: 10 }, { width: 800, height: 600 })).toBe(6.5);
  expect(fittingFontSize(13, cell, { cols: 80, rows: 75 }, { width: 800, height: 600 })).toBe(6.5);
  expect(fittingFontSize(13, cell, { cols: 1000, rows: 500 }, { width: 80, height: 60 })).toBe(4);
});
