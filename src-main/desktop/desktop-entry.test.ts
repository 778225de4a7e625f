import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../hub/testing/until.ts';
import { entryKeys, parseCommand, printCommand, withCommand } from './desktop-entry.ts';

const AWKWARD: ReadonlyArray<string> = [
  '/opt/homeport/homeport',
  '/home/ana maria/Apps/Homeport (1).AppImage',
  '/tmp/"quoted" and `ticked` and $HOME and back\\slash',
  '100% pure, %f %U',
  '--data-dir=/home/ana/Ärger & Söhne;rm -rf ~',
  "it's",
  '',
  '#*?<>|~',
  'tab\tand\nline',
];

test('a command comes back as it was written, whatever is in it', () => {
  expect(parseCommand(printCommand(AWKWARD))).toEqual(AWKWARD);
});

test('a plain command is written plainly', () => {
  expect(printCommand(['/usr/bin/homeport', '--hidden'])).toBe('/usr/bin/homeport --hidden');
  expect(printCommand(['/opt/a b', '100%'])).toBe('"/opt/a b" 100%%');
});

const NO_GIO = spawnSync('gio', ['version']).status !== 0;

test.skipIf(NO_GIO)('a desktop of the real world starts exactly that command', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hp-entry-'));
  try {
    const said = join(directory, 'said');
    const program = join(directory, 'the "program" is $here & \\real');
    writeFileSync(
      program,
      `#!/bin/sh\nfor each; do printf '%s\\0' "$each"; done > ${said}.draft; mv ${said}.draft ${said}\n`,
    );
    chmodSync(program, 0o755);
    const entry = join(directory, 'it.desktop');
    writeFileSync(entry, `[Desktop Entry]\nType=Application\nName=It\nExec=${printCommand([program, ...AWKWARD])}\n`);
    const launched = spawnSync('gio', ['launch', entry], { encoding: 'utf8' });
    expect(launched.stderr).toBe('');
    await until('the program has said its arguments', () => existsSync(said));
    expect(readFileSync(said, 'utf8').split('\0').slice(0, -1)).toEqual(AWKWARD);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('a command that is not written by the rules is not guessed at', () => {
  for (const bad of ['"open', 'a"b"', '"a"b', 'back\\\\slash outside', '"a\\\\'])
    expect(parseCommand(bad)).toBeUndefined();
});

test('keys are read from the main group alone, the first of each', () => {
  const keys = entryKeys(
    '# Exec=no\n[Desktop Entry]\r\nExec = a b \nHidden=true\nExec=c\n[Desktop Action x]\nHidden=false\n',
  );
  expect([keys.get('Exec'), keys.get('Hidden'), keys.size]).toEqual(['a b', 'true', 2]);
});

test('another command leaves everything else as somebody wrote it', () => {
  const text = '# mine\n[Desktop Entry]\nExec=/old\nX-GNOME-Autostart-Delay=10\n[Desktop Action x]\nExec=/other\n';
  expect(withCommand(text, ['/new'])).toBe(text.replace('/old', '/new'));
});
