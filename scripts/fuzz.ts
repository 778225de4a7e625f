// `npm run fuzz`: the tests that draw random cases, with many more of them, and the long ones at full length. For the
// night; CI draws fewer by default.
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RUNS = process.env['HOMEPORT_FUZZ_RUNS'] ?? '100000';

const found = execFileSync('git', ['grep', '-lF', '-e', 'fuzzRuns(', '-e', 'HOMEPORT_ENDLESS_MIB', '--', 'src-*'], {
  cwd: ROOT,
  encoding: 'utf8',
});
const files = found.split('\n').filter((file) => /\.test\.tsx?$/.test(file));
console.log(`${RUNS} cases in each of:\n${files.map((file) => `  ${file}`).join('\n')}`);
const result = spawnSync(
  process.execPath,
  [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--testTimeout=14400000', ...files],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, HOMEPORT_FUZZ_RUNS: RUNS, HOMEPORT_ENDLESS_MIB: '1024' } },
);
process.exitCode = result.status ?? 1;
