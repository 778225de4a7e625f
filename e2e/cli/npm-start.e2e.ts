import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  BUILD_INPUTS,
  BUILD_STAMP,
  hashOf,
  INSTALL_INPUTS,
  INSTALL_STAMP,
  isBuildInput,
  isFresh,
} from '../../scripts/setup/stamps.mjs';
import { endKeepers } from '../../src-main/hub/testing/test-hub.ts';

const ROOT = join(import.meta.dirname, '../..');
/** After `npm test` has begun it is; a developer's own run must not install packages in the middle. */
const READY =
  isFresh(ROOT, INSTALL_STAMP, hashOf(ROOT, INSTALL_INPUTS)) &&
  isFresh(ROOT, BUILD_STAMP, hashOf(ROOT, BUILD_INPUTS, isBuildInput));

let dataDir: string;
let dist: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hp-'));
  chmodSync(dataDir, 0o700);
  dist = mkdtempSync(join(tmpdir(), 'hp-dist-'));
});
afterEach(async () => {
  await endKeepers(dataDir);
  for (const directory of [dataDir, dist]) rmSync(directory, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm start -- …`, without npm; stopped as soon as it has printed `until`. */
function npmStart(args: readonly string[], env: Record<string, string>, until = 'Ctrl+C stops'): Promise<Ended> {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/DISPLAY$|^ELECTRON_/.test(name)));
  const child = spawn(process.execPath, ['scripts/setup.mjs', 'start', '--data-dir', dataDir, ...args], {
    cwd: ROOT,
    // The tester's keychain is left alone.
    env: { ...clean, HOMEPORT_SECRETS: 'file', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    text.stdout += chunk.toString();
    if (text.stdout.includes(until)) child.kill('SIGTERM');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    text.stderr += chunk.toString();
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...text })));
}

/** Something in Electron's place that ends as it is told. */
function electron(script: string): Record<string, string> {
  const file = join(dist, 'electron');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return { ELECTRON_OVERRIDE_DIST_PATH: dist };
}

test.runIf(READY)(
  'npm start without Electron or without a display runs the hub, and says why in one line',
  async () => {
    const nothing = await npmStart([], { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: dist });
    expect(nothing.stderr).toBe('No Electron here: `npx install-electron` brings it; running without a window.\n');
    expect(nothing.code).toBe(0);
    const blind = await npmStart([], electron('exit 9'));
    expect(blind.stderr).toMatch(/^No display: .*\n$/);
    expect(blind.stdout).toContain('The hub has stopped.');
  },
);

test.runIf(READY)('npm start -- --headless runs the hub wherever it is, and has nothing to explain', async () => {
  const asked = await npmStart(['--headless', '--port', '0'], { ...electron('exit 9'), DISPLAY: ':0' });
  expect(asked).toMatchObject({ code: 0, stderr: '' });
});

test.runIf(READY)('npm start opens the desktop app with what stands behind --, and ends as it ends', async () => {
  const env = { ...electron('printf "%s\\n" "$@"'), DISPLAY: ':0' };
  const opened = await npmStart(['--no-sandbox', '--hidden'], env);
  expect(opened).toMatchObject({ code: 0, stderr: '' });
  expect(opened.stdout.trim().split('\n').slice(1)).toEqual(['--data-dir', dataDir, '--no-sandbox', '--hidden']);
  const broken = {
    ...electron('echo "error while loading shared libraries: libnss3.so: no" >&2; exit 127'),
    DISPLAY: ':0',
  };
  const failed = await npmStart(['--no-sandbox'], broken);
  expect(failed.code).toBe(127);
  expect(failed.stderr).toContain('libnss3.so is not on this system');
});
