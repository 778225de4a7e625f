// `npm run e2e` and `npm run e2e -- desktop|page|cli|phone`, after setup.mjs: whole programs, the suites that were named.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readWanted, type Wanted } from './e2e/suites.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const wanted = read();
if (wanted !== undefined) {
  const vitest = [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '-c', 'vitest.e2e.config.ts'];
  const command = [...vitest, ...wanted.folders, ...wanted.options];
  process.exitCode = spawnSync(process.execPath, command, { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
}

function read(): Wanted | undefined {
  try {
    return readWanted(ROOT, process.argv.slice(2));
  } catch (error) {
    // Something the user typed, which needs no stack.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
    return undefined;
  }
}
