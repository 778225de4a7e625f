// `npm test`, after setup.mjs: the gates, the unit tests, the whole programs, the package. All of them run even if one fails, since
// whoever reads the log wants to know everything that is wrong.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');

const STEPS: ReadonlyArray<readonly [name: string, script: string, ...args: string[]]> = [
  ['check', join(ROOT, 'scripts/check.ts')],
  ['unit', VITEST, 'run'],
  ['e2e', join(ROOT, 'scripts/e2e.ts')],
  ['package', join(ROOT, 'scripts/package-check.ts')],
];

/** Names of steps on the command line run those alone: `npm test -- unit`. */
const wanted = process.argv.slice(2);
const unknown = wanted.filter((each) => !STEPS.some(([name]) => name === each));
if (unknown.length > 0) throw new Error(`No such step: ${unknown.join(', ')}. There are check, unit, e2e and package.`);

const lines: string[] = [];
for (const [name, script, ...args] of STEPS) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n── ${name} ──`);
  const started = performance.now();
  const result = spawnSync(process.execPath, [script, ...args], { cwd: ROOT, stdio: 'inherit' });
  const passed = result.status === 0;
  if (!passed) process.exitCode = 1;
  lines.push(
    `${passed ? 'passed' : 'FAILED'}  ${name.padEnd(7)} ${((performance.now() - started) / 1000).toFixed(0)} s`,
  );
}
console.log(`\n${lines.join('\n')}`);
