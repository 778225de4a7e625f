import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The package named electron downloads Electron when it is merely imported outside of it.
  resolve: { alias: { electron: fileURLToPath(new URL('scripts/no-electron-here.ts', import.meta.url)) } },
  test: {
    include: ['src-*/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts', 'bench/**/*.test.ts', 'e2e/**/*.test.ts'],
    pool: 'forks',
    // Most of them wait for programs and sockets, so that two share even two cores well.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    globalSetup: 'scripts/test-home.ts',
    // Hubs of tests leave the keychain of whoever runs them alone.
    env: { HOMEPORT_SECRETS: 'file' },
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
