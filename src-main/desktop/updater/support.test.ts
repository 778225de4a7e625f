import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Installed, supportOf } from './support.ts';
import { newKey } from './testing/update-world.ts';

let place: string;
let image: Installed;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'hp-support-'));
  const mount = join(place, 'mount');
  mkdirSync(join(mount, 'resources'), { recursive: true });
  mkdirSync(join(place, 'apps'));
  writeFileSync(join(place, 'apps/Homeport.AppImage'), '');
  image = {
    isPackaged: true,
    platform: 'linux',
    arch: 'x64',
    execPath: join(mount, 'homeport'),
    resources: join(mount, 'resources'),
    env: { APPIMAGE: join(place, 'apps/Homeport.AppImage'), APPDIR: mount },
    keys: newKey().text,
  };
  configure('provider: generic\nurl: https://updates.example/homeport\n');
});
afterEach(() => {
  chmodSync(join(place, 'apps'), 0o755);
  rmSync(place, { recursive: true, force: true });
});

function configure(text: string): void {
  writeFileSync(join(image.resources, 'app-update.yml'), text);
}

function why(change: Partial<Installed>): string {
  const support = supportOf({ ...image, ...change });
  return support.kind === 'unsupported' ? support.why : `supported by ${support.source.base}${support.source.file}`;
}

test('an AppImage in a place of the user’s looks for the feed of its system', () => {
  expect(why({})).toBe('supported by https://updates.example/homeport/latest-linux.yml');
  expect(why({ arch: 'arm64' })).toBe('supported by https://updates.example/homeport/latest-linux-arm64.yml');
});

test('an installed app on Windows or a Mac looks for the feed of its system', () => {
  writeFileSync(join(place, 'mount/Uninstall Homeport.exe'), '');
  expect(why({ platform: 'win32' })).toBe('supported by https://updates.example/homeport/latest.yml');
  const execPath = join(place, 'apps/Homeport.app/Contents/MacOS/Homeport');
  expect(why({ platform: 'darwin', execPath })).toBe('supported by https://updates.example/homeport/latest-mac.yml');
});

test.for([
  [{ isPackaged: false }, 'Homeport runs from its sources; update those.'],
  [{ env: {} }, 'Homeport was unpacked from an archive; unpack a newer one.'],
  [{ env: { SNAP: '/snap/homeport/1' } }, 'Homeport was installed with Snap, which updates it.'],
  [{ env: { FLATPAK_ID: 'dev.homeport' } }, 'Homeport was installed with Flatpak, which updates it.'],
  [{ platform: 'win32' }, 'Homeport was unpacked from an archive; unpack a newer one.'],
  [
    { platform: 'win32', env: { PORTABLE_EXECUTABLE_FILE: 'E:\\Homeport.exe' } },
    'This is the portable Homeport; download a newer one.',
  ],
  [
    { platform: 'darwin', execPath: '/Volumes/Homeport/Homeport.app/Contents/MacOS/Homeport' },
    'Move Homeport to the Applications folder and open it there; it can be updated then.',
  ],
  [
    { platform: 'darwin', execPath: '/private/var/AppTranslocation/X/d/Homeport.app/Contents/MacOS/Homeport' },
    'Move Homeport to the Applications folder and open it there; it can be updated then.',
  ],
  [
    { platform: 'darwin', execPath: '/nowhere/Homeport.app/Contents/MacOS/Homeport' },
    '/nowhere/Homeport.app cannot be replaced by this user; an administrator can.',
  ],
  [{ platform: 'freebsd' }, 'There are no updates for this system.'],
  [{ keys: '' }, 'This build was made without a key to check updates with, so it takes none.'],
  [{ keys: 'AAAA' }, 'The key that this build checks updates with is malformed, so it takes none.'],
] as const)('an app that cannot update itself says why: %o', ([change, expected]) => {
  expect(why(change)).toBe(expected);
});

test('a package of the system is updated as other packages are', () => {
  writeFileSync(join(image.resources, 'package-type'), 'deb\n');
  expect(why({ env: {} })).toBe('Homeport was installed from a deb package; update it as you update other packages.');
  // Also when it was started from a terminal inside another program's AppImage.
  expect(why({ env: { APPIMAGE: '/home/ada/Editor.AppImage', APPDIR: '/tmp/.mount_Editor' } })).toContain('deb');
});

test('an AppImage that cannot be replaced says where it could be', () => {
  const gone = join(place, 'nowhere/Homeport.AppImage');
  expect(why({ env: { ...image.env, APPIMAGE: gone } })).toBe(
    `${gone} cannot be replaced by this user. Move it to a place of yours, such as ~/Applications.`,
  );
});

test.for([
  [
    'provider: generic\nurl: http://updates.example/\n',
    'Updates are only taken over https, and this build has http://updates.example.',
  ],
  [
    'provider: generic\nurl: http://localhost.example/\n',
    'Updates are only taken over https, and this build has http://localhost.example.',
  ],
  ['provider: generic\nurl: file:///etc\n', 'Updates are only taken over https, and this build has file://.'],
  [
    'provider: generic\nurl: https://user:word@updates.example/\n',
    'Updates are only taken over https, and this build has https://updates.example.',
  ],
  ['provider: github\nowner: homeport\n', 'This build was made without an address to look for updates at.'],
  ['provider: generic\n', 'This build was made without an address to look for updates at.'],
  ['provider: generic\nurl: nonsense\n', 'This build was made without an address to look for updates at.'],
  ['{', 'This build was made without an address to look for updates at.'],
] as const)('an address that cannot be trusted is not asked: %o', ([text, expected]) => {
  configure(text);
  expect(why({})).toBe(expected);
});

test('this very machine may be asked without encryption, to try updates out', () => {
  for (const host of ['127.0.0.1:8080', '[::1]:8080']) {
    configure(`provider: generic\nurl: http://${host}/\n`);
    expect(why({})).toBe(`supported by http://${host}/latest-linux.yml`);
  }
});

test('without a feed’s address in the package there are no updates', () => {
  rmSync(join(image.resources, 'app-update.yml'));
  expect(why({})).toBe('This build was made without an address to look for updates at.');
});
