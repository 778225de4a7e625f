import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { howToInstallChromium, howToInstallTools, systemOf } from './advice.mjs';
import { findChromium } from './chromium.mjs';
import type { Machine } from './machine.mjs';
import { hashOf, isBuildInput, isFresh, writeStamp } from './stamps.mjs';

function tree(): string {
  const root = mkdtempSync(join(tmpdir(), 'homeport-setup-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'src/deep'), { recursive: true });
  writeFileSync(join(root, 'src/deep/a.ts'), 'a');
  writeFileSync(join(root, 'src/a.test.ts'), 'test');
  return root;
}

test('nothing was made yet: stale; made from this: fresh; a source changed: stale', () => {
  const root = tree();
  const before = hashOf(root, ['src']);
  expect(isFresh(root, 'out/stamp', before)).toBe(false);
  writeStamp(root, 'out/stamp', before);
  expect(isFresh(root, 'out/stamp', hashOf(root, ['src']))).toBe(true);
  writeFileSync(join(root, 'src/deep/a.ts'), 'b');
  expect(isFresh(root, 'out/stamp', hashOf(root, ['src']))).toBe(false);
});

test('a new date alone is no change; a new name, a new file and a vanished one are', () => {
  const root = tree();
  const before = hashOf(root, ['src', 'missing']);
  utimesSync(join(root, 'src/deep/a.ts'), 1, 1);
  expect(hashOf(root, ['src', 'missing'])).toBe(before);
  writeFileSync(join(root, 'src/b.ts'), '');
  const more = hashOf(root, ['src', 'missing']);
  expect(more).not.toBe(before);
  rmSync(join(root, 'src/b.ts'));
  writeFileSync(join(root, 'src/c.ts'), '');
  expect(hashOf(root, ['src', 'missing'])).not.toBe(more);
});

test('a test file does not make the build stale', () => {
  const root = tree();
  const before = hashOf(root, ['src'], isBuildInput);
  writeFileSync(join(root, 'src/a.test.ts'), 'changed');
  expect(hashOf(root, ['src'], isBuildInput)).toBe(before);
});

function machine(files: readonly string[], env: Record<string, string> = {}, platform = 'linux'): Machine {
  const list = (directory: string): string[] => [
    ...new Set(
      files
        .filter((file) => file.startsWith(`${directory}/`))
        .map((file) => file.slice(directory.length + 1).split('/')[0] ?? ''),
    ),
  ];
  const exists = (path: string): boolean => files.includes(path);
  return { platform, env, home: '/home/u', root: false, exists, list, read: () => undefined };
}

test('the Chromium that the user names comes first, then PATH, then the newest of Playwright', () => {
  const cached = ['9', '1187'].map((each) => `/home/u/.cache/ms-playwright/chromium-${each}/chrome-linux/chrome`);
  const files = ['/usr/bin/chromium', ...cached];
  const named = { PATH: '/bin:/usr/bin', HOMEPORT_CHROMIUM: '/opt/mine' };
  expect(findChromium(machine(files, named))).toBe('/opt/mine');
  expect(findChromium(machine(files, { PATH: '/bin:/usr/bin' }))).toBe('/usr/bin/chromium');
  expect(findChromium(machine(files, { PATH: '/bin' }))).toBe(cached[1]);
  expect(findChromium(machine([], { PATH: '/bin' }))).toBeUndefined();
});

test('Playwright is looked for where each system keeps it', () => {
  const mac = '/home/u/Library/Caches/ms-playwright/chromium-1/chrome-mac/Chromium.app/Contents/MacOS/Chromium';
  expect(findChromium(machine([mac], {}, 'darwin'))).toBe(mac);
  const moved = '/cache/chromium-1/chrome-linux64/chrome';
  expect(findChromium(machine([moved], { PLAYWRIGHT_BROWSERS_PATH: '/cache' }))).toBe(moved);
});

test('the command to type is the one of the system', () => {
  expect(systemOf('linux', 'NAME=x\nID=ubuntu\nID_LIKE=debian\n')).toBe('debian');
  expect(systemOf('linux', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n')).toBe('fedora');
  expect(systemOf('darwin', '')).toBe('darwin');
  expect(systemOf('linux', '')).toBe('other');
  expect(howToInstallTools(['make'], 'debian')).toContain('sudo apt-get install -y g++ make python3');
  expect(howToInstallChromium('debian')).toContain('apt-get install -y --no-install-recommends chromium');
});
