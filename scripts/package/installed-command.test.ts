import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const COMMAND = join(import.meta.dirname, '../../resources/bin/homeport');

let place: string;
beforeEach(() => {
  // Its name has what shells stumble over.
  place = realpathSync(mkdtempSync(join(tmpdir(), "home port's $-")));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

/** An app whose executable tells how it was started, and the command of its package. */
function install(executable: string, resources: string): string {
  const program = join(place, executable);
  const command = join(place, resources, 'bin/homeport');
  for (const file of [program, command]) mkdirSync(dirname(file), { recursive: true });
  writeFileSync(program, '#!/bin/sh\nprintf "%s\\n" "as-node=$ELECTRON_RUN_AS_NODE" "$@"\nexit 7\n');
  chmodSync(program, 0o755);
  cpSync(COMMAND, command);
  return command;
}

function run(command: string, ...args: string[]): { status: number | null; lines: string[]; stderr: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', cwd: '/' });
  return { status, lines: stdout.trimEnd().split('\n'), stderr };
}

test.skipIf(process.platform === 'win32').each([
  ['Linux', 'Homeport/homeport-desktop', 'Homeport/resources'],
  ['macOS', 'Homeport.app/Contents/MacOS/Homeport', 'Homeport.app/Contents/Resources'],
])(
  'the installed command of %s runs the app as Node, with its arguments and its exit code',
  (_system, app, resources) => {
    const command = install(app, resources);
    const program = join(place, resources, 'app.asar/out/main/homeport.js');
    const expected = { status: 7, lines: ['as-node=1', program, 'new', '--name', 'a b', '$x'], stderr: '' };
    expect(run(command, 'new', '--name', 'a b', '$x')).toEqual(expected);

    const bin = join(place, 'bin');
    mkdirSync(bin);
    symlinkSync(command, join(bin, 'absolute'));
    symlinkSync('absolute', join(bin, 'relative'));
    expect(run(join(bin, 'relative'), 'new', '--name', 'a b', '$x')).toEqual(expected);
  },
);

test.skipIf(process.platform === 'win32')('a command that its app was taken from under says so', () => {
  const command = install('elsewhere/homeport-desktop', 'Homeport/resources');
  const { status, stderr } = run(command, 'ls');
  expect(status).toBe(1);
  expect(stderr).toContain('The Homeport app is not beside');
});
