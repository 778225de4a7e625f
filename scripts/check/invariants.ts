import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Compares the numbers in docs/invariants.md with those that begin test names (`'I1, I2: what holds'`). An invariant
 * that no test names is a wish, and a test that names a number which is not written down holds something nobody can
 * look up.
 */
export function invariantGaps(page: string, tests: ReadonlyMap<string, string>): string[] {
  const written = new Set([...page.matchAll(/^\*\*(I\d+)\*\*/gm)].map((match) => match[1] ?? ''));
  const named = new Map<string, string>();
  for (const [file, text] of tests) {
    for (const [, title = ''] of text.matchAll(/['"`](I\d+(?:, I\d+)*): /g)) {
      for (const number of title.split(', ')) named.set(number, file);
    }
  }
  const wishes = [...written]
    .filter((each) => !named.has(each))
    .map((each) => `${each} stands in docs/invariants.md and in no test`);
  const unknown = [...named]
    .filter(([each]) => !written.has(each))
    .map(([each, file]) => `${file} names ${each}, which docs/invariants.md does not have`);
  return [...wishes, ...unknown];
}

export function checkInvariants(root: string): string[] {
  const options = { cwd: root, encoding: 'utf8' } as const;
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], options).split('\n');
  const tests = listed.filter((file) => /^(src-|e2e\/).*\.(test\.tsx?|e2e\.ts)$/.test(file));
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  return invariantGaps(read('docs/invariants.md'), new Map(tests.map((file) => [file, read(file)])));
}
