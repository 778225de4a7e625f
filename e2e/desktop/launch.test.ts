import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { realElectron } from './launch.ts';

beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllEnvs());

async function runtimeWhen(wanted: string): Promise<string> {
  vi.stubEnv('HOMEPORT_E2E_RUNTIME', wanted);
  return (await import('./launch.ts')).runtime;
}

test('specs run on Electron where its binary is, and on the stand-in elsewhere', async () => {
  expect(await runtimeWhen('')).toBe(realElectron() === null ? 'stand-in' : 'electron');
  expect(await runtimeWhen('stand-in')).toBe('stand-in');
});

test.skipIf(realElectron() !== null)(
  'forcing Electron without a binary is an error that says how to get one',
  async () => {
    await expect(runtimeWhen('electron')).rejects.toThrow('npx install-electron');
  },
);

test('a runtime that there is not is an error', async () => {
  await expect(runtimeWhen('electrum')).rejects.toThrow('"electrum"');
});
