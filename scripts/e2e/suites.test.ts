import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readWanted } from './suites.ts';

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'homeport-suites-'));
  for (const file of ['page/a.e2e.ts', 'cli/deep/b.e2e.ts', 'desktop/launch.ts']) {
    mkdirSync(join(root, 'e2e', file, '..'), { recursive: true });
    writeFileSync(join(root, 'e2e', file), '');
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('nothing named: every suite that has specs; named: those; options are for vitest', () => {
  expect(readWanted(root, [])).toEqual({ folders: ['e2e/page/', 'e2e/cli/'], options: [] });
  expect(readWanted(root, ['cli'])).toEqual({ folders: ['e2e/cli/'], options: [] });
  expect(readWanted(root, ['page', '-t', 'cli'])).toEqual({ folders: ['e2e/page/'], options: ['-t', 'cli'] });
});

test('a suite that does not exist, or has no specs yet, is an error that names those that have', () => {
  expect(() => readWanted(root, ['pages'])).toThrow('There is no suite "pages"; there are page, cli.');
  expect(() => readWanted(root, ['cli', 'phone'])).toThrow('The suite "phone" has no specs yet; there are page, cli.');
});
