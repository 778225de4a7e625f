import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'homeport-types-'));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
  for (const part of ['src-shared/base', 'src-shared/tsconfig.json', 'tsconfig.base.json', 'package.json'])
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  for (const part of ['src-main/hub', 'src-renderer/ui']) {
    cpSync(join(ROOT, part, 'tsconfig.json'), join(copy, part, 'tsconfig.json'));
    writeFileSync(join(copy, part, 'sound.ts'), 'export const sound = 1;\n');
  }
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** What the compiler says about one project of the copy, with one more file in it. */
function compile(project: string, file: string, text: string): string {
  const planted = join(copy, file);
  writeFileSync(planted, text);
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const result = spawnSync(process.execPath, [tsc, '-b', project, '--pretty', 'false'], {
    cwd: copy,
    encoding: 'utf8',
  });
  rmSync(planted);
  return result.stdout;
}

test('a sound file compiles, so that the faults below fail for their own reason', () => {
  expect(
    compile('src-renderer/ui', 'src-renderer/ui/fine.ts', 'export const width: number = window.innerWidth;\n'),
  ).toBe('');
});

test.each([
  ['a timer in src-shared', 'src-shared', 'src-shared/base/fault.ts', 'setTimeout(() => {}, 1);\n', "'setTimeout'"],
  ['the DOM in src-shared', 'src-shared', 'src-shared/base/fault.ts', 'export const here = document;\n', "'document'"],
  ['Node in src-shared', 'src-shared', 'src-shared/base/fault.ts', "import 'node:fs';\n", "'node:fs'"],
  ['the DOM in the hub', 'src-main/hub', 'src-main/hub/fault.ts', 'export const here = document;\n', "'document'"],
  [
    'Node in the page',
    'src-renderer/ui',
    'src-renderer/ui/fault.ts',
    'export const here = process.cwd();\n',
    "'process'",
  ],
  [
    'the hub in the page',
    'src-renderer/ui',
    'src-renderer/ui/fault.ts',
    "import { sound } from '../../src-main/hub/sound.ts';\nexport const here = sound;\n",
    'TS6307',
  ],
])('%s does not compile', (_what, project, file, text, said) => {
  const output = compile(project, file, text);
  expect(output).toContain(file);
  expect(output).toContain(said);
});
