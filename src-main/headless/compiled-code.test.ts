import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Cli } from './testing/cli.ts';

test('no code is taken from the shared temporary directory, where somebody else could have put it', async () => {
  const cli = new Cli();
  const shared = join(cli.dataDir, 'tmp');
  mkdirSync(shared);
  try {
    const { code } = await cli.run(['--version'], '', { TMPDIR: shared });
    expect(code).toBe(0);
    expect(readdirSync(shared)).toEqual([]);
  } finally {
    await cli.close();
  }
});
