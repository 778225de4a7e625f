import { expect, test } from 'vitest';
import { pathsIn } from './doc-paths.ts';

test('paths in backticks are found once each, patterns and prose are not', () => {
  const page =
    'See `src-shared/base/clock.ts` and `src-shared/base/clock.ts`; `src-shared/<name>/x.ts`, `npm run x`, `bench/`.';
  expect(pathsIn(page)).toEqual(['src-shared/base/clock.ts', 'bench/']);
});
