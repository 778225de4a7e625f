import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { birthOf, psBirth as keeperPsBirth } from '../../keeper/birth.ts';
import { isAlive, processBirth, psBirth } from './process-birth.ts';

afterEach(() => vi.unstubAllEnvs());

test('a process is known by its birth; another with its number is not it', async () => {
  const birth = await processBirth(process.pid);
  expect(birth).toBeTruthy();
  expect(await isAlive(process.pid, birth ?? '')).toBe(true);
  expect(await isAlive(process.pid, `${birth}0`)).toBe(false);
  expect(await processBirth(2 ** 22 - 1)).toBeUndefined();
});

test('where births are not told, the number alone has to do', async () => {
  expect(await isAlive(process.pid, '')).toBe(true);
  expect(await isAlive(2 ** 22 - 1, '')).toBe(false);
});

test('hub and keeper say the same, here and where only ps tells, in every time zone', async () => {
  expect(birthOf(process.pid)).toBe(await processBirth(process.pid));
  const known = await psBirth(process.pid);
  expect(known).toMatch(/\d\d:\d\d:\d\d \d{4}$/);
  vi.stubEnv('TZ', 'Pacific/Kiritimati');
  vi.stubEnv('LC_ALL', 'de_DE.UTF-8');
  expect(await psBirth(process.pid)).toBe(known);
  expect(keeperPsBirth(process.pid)).toBe(known);
});

test('a process that has ended has no birth', async () => {
  const child = spawn('sleep', ['100']);
  const pid = child.pid ?? 0;
  const births = [(await processBirth(pid)) ?? '', (await psBirth(pid)) ?? ''];
  expect(births.every((birth) => birth !== '')).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await processBirth(pid)).toBeUndefined();
  expect(await psBirth(pid)).toBeUndefined();
});
