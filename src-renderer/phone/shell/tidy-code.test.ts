import { expect, test } from 'vitest';
import { tidyCode } from './tidy-code.ts';

test.each([
  ['', ''],
  ['abcd', 'ABCD'],
  ['abcde', 'ABCD-E'],
  ['ab cd-ef gh.1234', 'ABCD-EFGH-1234'],
  ['ABCD-EFGH-1234-5', 'ABCD-EFGH-1234'],
  ['ABCD-', 'ABCD'],
])('%j is shown as %j', (typed, shown) => {
  expect(tidyCode(typed)).toBe(shown);
  expect(tidyCode(shown)).toBe(shown);
});
