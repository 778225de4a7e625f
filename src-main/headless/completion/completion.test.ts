import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { homeportProgram } from '../program.ts';
import { bashCompletion } from './bash.ts';
import { commandShapes } from './command-shapes.ts';
import { fishCompletion } from './fish.ts';
import { zshCompletion } from './zsh.ts';

const shapes = commandShapes(homeportProgram());
const scripts = { bash: bashCompletion(shapes), zsh: zshCompletion(shapes), fish: fishCompletion(shapes) };

const directory = mkdtempSync(join(tmpdir(), 'hp-completion-'));
afterAll(() => rmSync(directory, { recursive: true }));

function written(shell: keyof typeof scripts): string {
  const file = join(directory, shell);
  writeFileSync(file, scripts[shell]);
  return file;
}

test('no command and no option is missing from any shell', () => {
  for (const [shell, script] of Object.entries(scripts)) {
    for (const { name, options } of shapes) {
      expect(script, shell).toContain(name);
      for (const { long } of options) expect(script, `${shell} ${name}`).toContain(long.slice(2));
    }
  }
});

test.each(['bash', 'zsh', 'fish'] as const)('%s reads its script without complaint', (shell) => {
  if (spawnSync(shell, ['-c', 'true']).error !== undefined) return;
  const { status, stderr } = spawnSync(shell, ['-n', written(shell)], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('bash completes commands, options and the ids that the hub knows', () => {
  const ask = (words: string[]): string[] => {
    const script = `${scripts.bash}
homeport() { printf 't_aaaa\\nt_bbbb\\n'; }
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_homeport; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n');
  };
  expect(ask(['homeport', 'sta'])).toEqual(['start', 'status']);
  expect(ask(['homeport', 'attach', 't_b'])).toEqual(['t_bbbb']);
  expect(ask(['homeport', 'read', 't_aaaa', '--h'])).toEqual(['--history', '--help']);
  expect(ask(['homeport', 'completion', ''])).toContain('zsh');
  expect(ask(['homeport', 'settings', 's'])).toEqual(['set']);
  expect(ask(['homeport', 'settings', 'set', 'appearance.t'])).toEqual(['appearance.theme']);
  expect(ask(['homeport', 'storage', 'c'])).toEqual(['clear']);
  expect(ask(['homeport', 'export', '/etc/hostn'])).toEqual(['/etc/hostname']);
});

const fish = 'fish' as const;

test('fish completes commands and the ids that the hub knows', () => {
  if (spawnSync(fish, ['-c', 'true']).error !== undefined) return;
  const ask = (line: string): string[] => {
    const script = `function homeport; echo t_aaaa; echo t_bbbb; end; source ${written(fish)}; complete -C '${line}'`;
    const found = execFileSync(fish, ['--no-config', '-c', script], { encoding: 'utf8' });
    return found
      .trim()
      .split('\n')
      .map((each) => each.split('\t')[0] ?? '');
  };
  expect(ask('homeport sta').sort()).toEqual(['start', 'status']);
  expect(ask('homeport attach t_b')).toEqual(['t_bbbb']);
  expect(ask('homeport stop --end')).toEqual(['--end-terminals']);
  expect(ask('homeport settings set appearance.t')).toEqual(['appearance.theme']);
  expect(ask('homeport export /etc/hostn')).toEqual(['/etc/hostname']);
});
