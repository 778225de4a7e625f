import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readOwnFile, replaceOwnFile } from './own-file.ts';

let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hp-own-'));
  file = join(directory, 'state.json');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('a file is written whole, for the user alone, and read again', () => {
  replaceOwnFile(file, 'one');
  replaceOwnFile(file, 'two');
  expect(readOwnFile(file)).toBe('two');
  expect(readdirSync(directory)).toEqual(['state.json']);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
});

// Windows has none of these as files.
test.runIf(process.platform !== 'win32').for([
  ['a pipe that nobody writes into', (path: string): void => void execFileSync('mkfifo', [path]), 'no regular file'],
  ['a directory', (path: string): void => void mkdirSync(path), 'no regular file'],
  ['a link to what never ends', (path: string): void => symlinkSync('/dev/zero', path), 'no regular file'],
  ['a link to itself', (path: string): void => symlinkSync(path, path), 'ELOOP'],
  ['a link that leads nowhere', (path: string): void => symlinkSync(`${path}.gone`, path), 'ENOENT'],
  ['far too much', (path: string): void => writeFileSync(path, 'x'.repeat(70_000)), 'much too large'],
] as const)('%s in its place is refused at once', ([, plant, why]) => {
  plant(file);
  expect(() => readOwnFile(file)).toThrow(why);
});

test.runIf(process.platform !== 'win32')(
  'writing replaces what stands in its place and never writes through it',
  () => {
    const elsewhere = join(directory, 'elsewhere');
    writeFileSync(elsewhere, 'somebody’s');
    symlinkSync(elsewhere, file);
    symlinkSync(elsewhere, `${file}.next`);
    replaceOwnFile(file, 'ours');
    expect(readOwnFile(file)).toBe('ours');
    expect(readOwnFile(elsewhere)).toBe('somebody’s');

    rmSync(file);
    for (const path of [file, `${file}.next`]) execFileSync('mkfifo', [path]);
    replaceOwnFile(file, 'ours again');
    expect(readOwnFile(file)).toBe('ours again');
  },
);
