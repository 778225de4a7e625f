import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lockfileGaps } from './lockfile.ts';

const manifest = JSON.stringify({ dependencies: { a: '1.0.0' } });

function lock(packages: object): string {
  return JSON.stringify({ lockfileVersion: 3, packages: { '': {}, ...packages } });
}

test('our own lockfile covers every system', () => {
  expect(lockfileGaps(readFileSync('package.json', 'utf8'), readFileSync('package-lock.json', 'utf8'))).toEqual([]);
});

test('a dependency that is not locked, or in another version, is told', () => {
  expect(lockfileGaps(manifest, lock({}))).toEqual(['a 1.0.0 is asked for, nothing is locked']);
  const other = lock({ 'node_modules/a': { version: '1.0.1', integrity: 'x' } });
  expect(lockfileGaps(manifest, other)).toEqual(['a 1.0.0 is asked for, 1.0.1 is locked']);
});

test('a range instead of a version is told', () => {
  const range = JSON.stringify({ dependencies: { a: '^1.0.0' } });
  const locked = lock({ 'node_modules/a': { version: '1.0.0', integrity: 'x' } });
  expect(lockfileGaps(range, locked)).toEqual(['a is asked for as "^1.0.0" and not as one exact version']);
});

test('the native half of a package for another system must be locked as well', () => {
  const a = { version: '1.0.0', integrity: 'x', optionalDependencies: { 'a-darwin': '1.0.0' } };
  expect(lockfileGaps(manifest, lock({ 'node_modules/a': a }))).toEqual([
    'node_modules/a may need a-darwin on another system, which is not locked',
  ]);
  const darwin = { version: '1.0.0', integrity: 'x' };
  expect(lockfileGaps(manifest, lock({ 'node_modules/a': a, 'node_modules/a-darwin': darwin }))).toEqual([]);
  expect(lockfileGaps(manifest, lock({ 'node_modules/a': a, 'node_modules/a/node_modules/a-darwin': darwin }))).toEqual(
    [],
  );
});

test('a package without an integrity hash is told', () => {
  expect(lockfileGaps(manifest, lock({ 'node_modules/a': { version: '1.0.0' } }))).toEqual([
    'node_modules/a has no integrity hash',
  ]);
});
