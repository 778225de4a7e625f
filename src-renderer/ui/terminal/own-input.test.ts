import { expect, test } from 'vitest';
import { isHoverReport, mayGoOut } from './own-input.ts';

test("a watcher's passing pointer and focus are not typing; clicks and keys are", () => {
  expect(isHoverReport('\x1b[<35;10;5M')).toBe(true);
  expect(isHoverReport('\x1b[<32;10;5M')).toBe(false);
  expect(isHoverReport('\x1b[<0;10;5M')).toBe(false);
  expect(mayGoOut('\x1b[I', false)).toBe(false);
  expect(mayGoOut('\x1b[<35;1;1M', false)).toBe(false);
  expect(mayGoOut('\x1b[I', true)).toBe(true);
  expect(mayGoOut('\x1b[<0;1;1M', false)).toBe(true);
  expect(mayGoOut('a', false)).toBe(true);
});
