import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runtimeOf } from './keeper-runtime.ts';

const electron = { electron: '45.4.1' };
const image = '/home/ada/Homeport.AppImage';

test('under plain Node a keeper is started by the same Node, with nothing added', () => {
  const env = { APPIMAGE: image, APPDIR: '/usr/bin' };
  const runtime = runtimeOf({ execPath: '/usr/bin/node', versions: {}, env });
  expect(runtime).toMatchObject({ file: '/usr/bin/node', trailing: [], env: {} });
});

test('under Electron the same executable is asked to be Node', () => {
  const runtime = runtimeOf({ execPath: '/opt/Homeport/homeport', versions: electron, env: {} });
  expect(runtime).toMatchObject({ file: '/opt/Homeport/homeport', trailing: [], env: { ELECTRON_RUN_AS_NODE: '1' } });
});

test('flags are such as Electron takes when it runs as Node', () => {
  const refused = ['--enable-fips', '--force-fips', '--openssl-config', '--use-bundled-ca', '--use-openssl-ca'];
  const { flags } = runtimeOf({ execPath: '/opt/Homeport/homeport', versions: electron, env: {} });
  expect(flags.filter((flag) => refused.includes(String(flag.split('=')[0])))).toEqual([]);
});

test('an AppImage is started by its file, and unpacked once more when it was', () => {
  const mounted = { APPIMAGE: image, APPDIR: '/tmp/.mount_HomepoX1' };
  const runtime = runtimeOf({ execPath: '/tmp/.mount_HomepoX1/homeport', versions: electron, env: mounted });
  expect(runtime).toMatchObject({ file: image, trailing: ['--no-sandbox'] });
  expect(runtime.env).not.toHaveProperty('APPIMAGE_EXTRACT_AND_RUN');
  const unpacked = { APPIMAGE: image, APPDIR: '/tmp/appimage_extracted_0c1d' };
  expect(
    runtimeOf({ execPath: '/tmp/appimage_extracted_0c1d/homeport', versions: electron, env: unpacked }).env,
  ).toMatchObject({ APPIMAGE_EXTRACT_AND_RUN: '1' });
});

test('an AppImage that merely holds the terminal we were started in is left alone', () => {
  const foreign = { APPIMAGE: '/home/ada/Editor.AppImage', APPDIR: '/tmp/.mount_EditorX1' };
  for (const execPath of ['/opt/Homeport/homeport', '/tmp/.mount_EditorX10/homeport', '/tmp/.mount_EditorX1'])
    expect(runtimeOf({ execPath, versions: electron, env: foreign }).file).toBe(execPath);
  const relative = { APPIMAGE: 'Homeport.AppImage', APPDIR: '/opt/Homeport' };
  expect(runtimeOf({ execPath: '/opt/Homeport/homeport', versions: electron, env: relative }).file).toMatch(/^.opt/);
});

test('a mount that is named through a link is still the one we run from', () => {
  const place = mkdtempSync(join(tmpdir(), 'hp-mount-'));
  symlinkSync('/opt', join(place, 'tmp'));
  const env = { APPIMAGE: image, APPDIR: join(place, 'tmp') };
  expect(runtimeOf({ execPath: '/opt/homeport', versions: electron, env }).file).toBe(image);
  rmSync(place, { recursive: true });
});
