import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { electronTrouble, findElectron, howToStart } from './electron.mjs';
import type { Machine } from './machine.mjs';

const DIST = '/app/node_modules/electron/dist';

function machine(files: Record<string, string>, facts: Partial<Machine> = {}): Machine {
  return {
    platform: 'linux',
    env: { DISPLAY: ':0' },
    home: '/home/u',
    root: false,
    exists: (path) => path in files,
    read: (path) => files[path],
    list: () => [],
    ...facts,
  };
}

const installed = { '/app/node_modules/electron/path.txt': 'electron\n', [`${DIST}/electron`]: '' };

test('where Electron and a display are, the desktop app is opened with what the user gave', () => {
  const start = { kind: 'desktop', executable: `${DIST}/electron`, args: ['/app', '--data-dir', '/d'] };
  expect(howToStart('/app', machine(installed), ['--data-dir', '/d'])).toEqual(start);
  const wayland = machine(installed, { env: { WAYLAND_DISPLAY: 'wayland-0' } });
  expect(howToStart('/app', wayland, ['--data-dir', '/d'])).toEqual(start);
  const mac = machine(installed, { platform: 'darwin', env: {} });
  expect(howToStart('/app', mac, ['--data-dir', '/d'])).toEqual(start);
});

test.each([
  ['no Electron', machine({}), [], 'No Electron here: `npx install-electron` brings it; running without a window.'],
  ['half of it', machine({ '/app/node_modules/electron/path.txt': 'electron' }), [], 'No Electron here'],
  ['no display', machine(installed, { env: {} }), [], 'No display'],
  ['root', machine(installed, { root: true }), [], 'no sandbox for root'],
  ['an option of the hub', machine(installed), ['--port=0'], '--port is for the hub alone'],
] as const)('%s: it runs without a window and says why in one line', (_name, where, args, sentence) => {
  const start = howToStart('/app', where, args);
  expect(start).toMatchObject({ kind: 'headless', args });
  const why = start.kind === 'headless' ? start.why : null;
  expect(why).toContain(sentence);
  expect(why).not.toContain('\n');
});

test('--headless is taken at its word and is not passed on; --no-sandbox lets root have a window', () => {
  const asked = howToStart('/app', machine(installed), ['--headless', '--port', '0']);
  expect(asked).toEqual({ kind: 'headless', why: null, args: ['--port', '0'] });
  expect(howToStart('/app', machine(installed, { root: true }), ['--no-sandbox']).kind).toBe('desktop');
});

test('Electron is looked for where its own package looks, and is not brought', () => {
  expect(findElectron('/app', machine(installed))).toBe(`${DIST}/electron`);
  const elsewhere = { env: { ELECTRON_OVERRIDE_DIST_PATH: '/other' } };
  expect(findElectron('/app', machine({ '/other/electron': '' }, elsewhere))).toBe('/other/electron');
  expect(findElectron('/app', machine(installed, elsewhere))).toBeUndefined();
  const mac = 'Electron.app/Contents/MacOS/Electron';
  const files = { '/app/node_modules/electron/path.txt': mac, [`${DIST}/${mac}`]: '' };
  expect(findElectron('/app', machine(files, { platform: 'darwin' }))).toBe(`${DIST}/${mac}`);
});

test.each([
  [
    'a library',
    'electron: error while loading shared libraries: libnss3.so: cannot open shared object file',
    'libnss3.so is not on this system. Type:\n\n    sudo apt-get install',
  ],
  ['the sandbox', 'FATAL:zygote_host_impl_linux.cc(128)] No usable sandbox! If you are running', 'user namespaces'],
  [
    'its helper',
    'FATAL:setuid_sandbox_host.cc(163)] The SUID sandbox helper binary was found, but is not configured correctly.',
    'user namespaces',
  ],
  ['the display', 'ERROR:ozone_platform_x11.cc(256)] Missing X server or $DISPLAY', 'cannot reach the display'],
  ['something else', 'Segmentation fault', 'ended with 139; what it said stands above'],
])('when %s is missing, that and what to do is said', (_name, said, sentence) => {
  const words = electronTrouble({ code: 139, signal: null, said }, 'debian');
  expect(words).toContain(sentence);
  expect(words).toContain('npm start -- --headless');
});

/** Runs a shell script in Electron's place. */
function run(script: string): { status: number | null; stderr: string; stdout: string } {
  const directory = mkdtempSync(join(tmpdir(), 'homeport-electron-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'electron');
  writeFileSync(file, script);
  chmodSync(file, 0o755);
  const program = `import { runElectron } from ${JSON.stringify(join(import.meta.dirname, 'run.mjs'))};
    runElectron(${JSON.stringify(file)}, ['/app', '--hidden'], '/', 'debian');`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
}

test.runIf(process.platform !== 'win32')('Electron runs as Electron, and its good end is ours', () => {
  const ended = run('#!/bin/sh\necho "$@"; printenv ELECTRON_RUN_AS_NODE; echo word >&2\n');
  expect(ended).toMatchObject({ status: 0, stdout: '/app --hidden\n', stderr: 'word\n' });
});

test.runIf(process.platform !== 'win32')('an Electron that does not start ends with its code and with advice', () => {
  const ended = run(
    '#!/bin/sh\necho "error while loading shared libraries: libgbm.so.1: no such file" >&2; exit 127\n',
  );
  expect(ended.status).toBe(127);
  expect(ended.stderr).toContain('libgbm.so.1 is not on this system');
  const broken = run('#!/no/such/interpreter\n');
  expect(broken.status).toBe(1);
  expect(broken.stderr).toContain('npx install-electron');
  const killed = run('#!/bin/sh\nkill -SEGV $$\n');
  expect(killed.status).toBe(1);
  expect(killed.stderr).toContain('ended with SIGSEGV');
});
