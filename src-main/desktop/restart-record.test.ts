import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RestartRecord } from './restart-record.ts';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hp-restarts-'));
  file = join(directory, 'restarts.json');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const NOW = 1_700_000_000_000;

test('a fourth restart within a minute is not offered, by no process', () => {
  for (let i = 0; i < 3; i++) {
    const record = new RestartRecord(file);
    expect(record.mayRestart(NOW + i * 1000)).toBe(true);
    record.add(NOW + i * 1000);
  }
  expect(new RestartRecord(file).mayRestart(NOW + 3000)).toBe(false);
});

test('what is over a minute ago is forgotten', () => {
  const record = new RestartRecord(file);
  for (let i = 0; i < 3; i++) record.add(NOW);
  expect(record.mayRestart(NOW + 59_999)).toBe(false);
  expect(record.mayRestart(NOW + 60_000)).toBe(true);
});

test('times that are still to come after a clock was set back do not count', () => {
  const record = new RestartRecord(file);
  for (let i = 0; i < 3; i++) record.add(NOW);
  expect(record.mayRestart(NOW - 1)).toBe(true);
});

test('a broken record is none', () => {
  for (const text of ['', '{', '[1,"2"]', '{"a":1}']) {
    writeFileSync(file, text);
    expect(new RestartRecord(file).mayRestart(NOW)).toBe(true);
  }
});
