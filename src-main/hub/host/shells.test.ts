import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listDirectories } from './directories.ts';
import { cleanEnvironment, findShells } from './shells.ts';

test('what our own starters and the outer terminal left is kept from shells, the rest stays', () => {
  const clean = cleanEnvironment({
    HOME: '/home/ada',
    LANG: 'de_DE.UTF-8',
    NODE_OPTIONS: '--enable-source-maps',
    EMPTY: '',
    PATH: '/srv/app/node_modules/.bin:/srv/node_modules/.bin:/usr/lib/node_modules/npm/bin/node-gyp-bin:/usr/bin:/bin',
    HOMEPORT_DATA_DIR: '/x',
    ELECTRON_RUN_AS_NODE: '1',
    npm_lifecycle_event: 'start',
    npm_config_cache: '/x',
    INIT_CWD: '/x',
    NODE: '/x/node',
    NODE_CHANNEL_FD: '3',
    TERM: 'screen',
    TMUX: '/tmp/tmux',
    COLUMNS: '80',
    SHLVL: '3',
    PWD: '/x',
  });
  expect(clean).toEqual({
    HOME: '/home/ada',
    LANG: 'de_DE.UTF-8',
    NODE_OPTIONS: '--enable-source-maps',
    EMPTY: '',
    PATH: '/usr/bin:/bin',
  });
});

test('what an AppImage puts into the environment is kept from shells, and nothing of the user’s with it', () => {
  const mount = '/tmp/.mount_HomepoX1';
  const inImage = {
    APPIMAGE: '/home/ada/Homeport.AppImage',
    APPDIR: mount,
    ARGV0: './Homeport.AppImage',
    OWD: '/home/ada',
    APPIMAGE_SILENT_INSTALL: 'true',
    APPIMAGE_EXTRACT_AND_RUN: '1',
    PATH: `${mount}:${mount}/usr/sbin:/usr/bin`,
    LD_LIBRARY_PATH: `${mount}/usr/lib:/opt/cuda/lib`,
    XDG_DATA_DIRS: `${mount}/usr/share/:/usr/share/gnome:/usr/local/share/:/usr/share/`,
    GSETTINGS_SCHEMA_DIR: `${mount}/usr/share/glib-2.0/schemas`,
    ORIGINAL_XDG_CURRENT_DESKTOP: 'GNOME',
    XDG_CURRENT_DESKTOP: 'Unity',
    NOTE: `${mount} is no list`,
  };
  expect(cleanEnvironment(inImage)).toEqual({
    APPIMAGE_EXTRACT_AND_RUN: '1',
    PATH: '/usr/bin',
    LD_LIBRARY_PATH: '/opt/cuda/lib',
    XDG_CURRENT_DESKTOP: 'GNOME',
    NOTE: `${mount} is no list`,
  });
  const installed = {
    PATH: '/usr/bin',
    LD_LIBRARY_PATH: '/opt/cuda/lib',
    XDG_DATA_DIRS: '/opt/share:/usr/share/gnome:/usr/local/share/:/usr/share/',
  };
  expect(cleanEnvironment(installed)).toEqual(installed);
  expect(cleanEnvironment({ ...installed, APPDIR: mount })).toEqual(installed);
});

test("the user's own shell comes first, each name once, and only what can be executed", () => {
  const list = findShells({ SHELL: '/bin/sh', HOME: '/home/ada' }).list();
  expect(list[0]).toEqual({ name: 'sh', file: '/bin/sh' });
  expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
  expect(findShells({ SHELL: '/no/such/shell' }).list()[0]?.file).not.toBe('/no/such/shell');
});

test('directories are listed by name, hidden ones last, no more than asked for', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hp-dirs-'));
  const { mkdirSync, symlinkSync, writeFileSync } = await import('node:fs');
  for (const name of ['b', '.git', 'a']) mkdirSync(join(dir, name));
  writeFileSync(join(dir, 'file'), '');
  symlinkSync(join(dir, 'a'), join(dir, 'link'));
  symlinkSync(join(dir, 'nowhere'), join(dir, 'broken'));
  expect(await listDirectories(dir, 10)).toEqual(['a', 'b', 'link', '.git']);
  expect(await listDirectories(dir, 2)).toEqual(['a', 'b']);
  rmSync(dir, { recursive: true });
  await expect(listDirectories(dir, 2)).rejects.toThrow('ENOENT');
});
