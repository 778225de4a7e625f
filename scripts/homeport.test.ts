import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const LAUNCHER = fileURLToPath(new URL('homeport.mjs', import.meta.url));

/** Every Node on this machine that may run the launcher: the one we run on, and an older one where there is one. */
const NODES = [process.execPath, '/usr/bin/node'].filter((file) => existsSync(file));

test.each(NODES)('the launcher under %s runs the built program with its output and exit code', (node) => {
  const env = { ...process.env, HOMEPORT_DATA_DIR: join(tmpdir(), 'hp-none') };
  const version = spawnSync(node, [LAUNCHER, '--version'], { encoding: 'utf8', env });
  expect(version).toMatchObject({ status: 0, stdout: '0.1.0\n' });
  const missing = spawnSync(node, [LAUNCHER, 'status'], { encoding: 'utf8', env });
  expect(missing.status).toBe(3);
  expect(missing.stderr).toContain('npm start');
});

test.each(NODES)('signals to the launcher under %s reach the hub', async (node) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hp-'));
  const child = spawn(node, [LAUNCHER, 'start', '--port', '0', '--data-dir', dataDir]);
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  let stdout = '';
  for await (const chunk of child.stdout) {
    stdout += String(chunk);
    if (stdout.includes('Ctrl+C stops') && !child.killed) child.kill('SIGTERM');
  }
  expect(await ended).toBe(0);
  expect(stdout).toContain('The hub has stopped.');
  rmSync(dataDir, { recursive: true, force: true });
});

test('a checkout that is not built yet says what to type', () => {
  const root = mkdtempSync(join(tmpdir(), 'hp-'));
  mkdirSync(join(root, 'scripts'));
  cpSync(LAUNCHER, join(root, 'scripts/homeport.mjs'));
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/homeport.mjs'), 'ls'], {
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toContain('Run `npm start` once');
  rmSync(root, { recursive: true });
});
