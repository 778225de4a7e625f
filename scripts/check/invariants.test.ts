import { expect, test } from 'vitest';
import { invariantGaps } from './invariants.ts';

const page = '# Invariants\n\n**I1** Bytes are numbered.\n\n**I2** Input is taken once.\n';

test('an invariant that no test names is told', () => {
  const tests = new Map([['a.test.ts', "test('I1: bytes are numbered', () => {});\n"]]);
  expect(invariantGaps(page, tests)).toEqual(['I2 stands in docs/invariants.md and in no test']);
});

test('a number that is not written down is told', () => {
  const tests = new Map([['a.test.ts', "test('I1, I2: both', run);\ntest.each(x)('I9: each %s', run);\n"]]);
  expect(invariantGaps(page, tests)).toEqual(['a.test.ts names I9, which docs/invariants.md does not have']);
});
