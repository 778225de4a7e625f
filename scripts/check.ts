// `npm run check`: every gate that needs no running program. Each prints what is wrong and nothing else.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkArrows } from './check/arrows.ts';
import { checkDocPaths } from './check/doc-paths.ts';
import { checkInvariants } from './check/invariants.ts';
import { checkLockfile } from './check/lockfile.ts';
import { stalePages } from './generate-docs.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Biome writes escape sequences into files and pipes as well if nobody tells it not to. */
const COLORS = process.stdout.isTTY ? [] : ['--colors=off'];

/** A gate answers with what is wrong; a tool that prints for itself answers with one sentence. */
const GATES: ReadonlyArray<readonly [name: string, run: () => string[] | Promise<string[]>]> = [
  ['types', () => tool('typescript/bin/tsc', '-b')],
  ['style', () => tool('@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', ...COLORS)],
  ['arrows', () => checkArrows(ROOT)],
  ['unused', () => tool('knip/bin/knip.js', '--no-progress')],
  ['lockfile', () => checkLockfile(ROOT)],
  ['docs', () => [...stalePages(ROOT), ...checkDocPaths(ROOT)]],
  ['invariants', () => checkInvariants(ROOT)],
];

function tool(script: string, ...args: string[]): string[] {
  const program = join(ROOT, 'node_modules', script);
  const result = spawnSync(process.execPath, [program, ...args], { cwd: ROOT, stdio: 'inherit' });
  return result.status === 0 ? [] : [`${script} ${args.join(' ')} failed (${result.status ?? result.signal})`];
}

let failed = 0;
for (const [name, run] of GATES) {
  const started = performance.now();
  const wrong = await run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${wrong.length === 0 ? 'ok    ' : 'WRONG '} ${name.padEnd(10)} ${seconds} s`);
  for (const each of wrong) console.log(`        ${each}`);
  if (wrong.length > 0) failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;
