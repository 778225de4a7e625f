import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Cli } from './testing/cli.ts';

const cli = new Cli();
const record = join(cli.dataDir, 'keepers/k_pipe.json');
afterEach(() => {
  // What ends the keepers of a test reads every record.
  rmSync(record, { force: true });
  return cli.close();
});

// Windows has no pipes among its files.
test.runIf(process.platform !== 'win32')(
  'pipes in place of where the hub is, of the key and of a keeper’s record hold nothing up',
  async () => {
    mkdirSync(join(cli.dataDir, 'keepers'), { mode: 0o700 });
    const written = ['hub.json', 'local-device.json'].map((name) => join(cli.dataDir, name));
    execFileSync('mkfifo', ['-m', '600', record, ...written]);
    expect((await cli.run(['ls'])).stderr).toContain('No hub is running');
    const { code, stdout } = await cli.run(['doctor']);
    expect(stdout).toContain("k_pipe.json is not a keeper's record");
    expect(code).toBe(1);
    await cli.start();
    const { id } = await cli.json('new', '--', 'cat');
    expect((await cli.run(['ls', '-q'])).stdout.split('\n')).toContain(id);
    for (const path of written) expect(statSync(path).isFile(), path).toBe(true);
    // It may be somebody's; what is one of ours never is a pipe.
    expect(statSync(record).isFIFO()).toBe(true);
  },
);
