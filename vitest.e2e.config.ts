import { defineConfig } from 'vitest/config';

// Whole programs against one another: one file at a time, since each starts hubs, keepers and perhaps a browser.
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    pool: 'forks',
    globalSetup: 'scripts/test-home.ts',
    fileParallelism: false,
    // Hubs of tests leave the keychain of whoever runs them alone.
    env: { HOMEPORT_SECRETS: 'file' },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
