import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from '../../../src-shared/base/log.ts';
import { patched } from '../../../src-shared/protocol/channels/settings/patch.ts';
import { defaultSettings } from '../../../src-shared/protocol/channels/settings/state.ts';
import { Troubles } from '../store/troubles.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { smallDisk } from '../testing/small-disk.ts';
import { temporaryDirectory } from '../testing/test-store.ts';
import { SETTINGS_FILE, SettingsFile } from './settings-file.ts';

let directory: ReturnType<typeof temporaryDirectory>;
let file: string;
beforeEach(() => {
  directory = temporaryDirectory();
  file = `${directory.path}/settings.json`;
});
afterEach(() => directory.dispose());

function open(dataDir = directory.path) {
  const troubles = new Troubles(new ManualClock());
  const settingsFile = new SettingsFile(dataDir, { troubles, log: silentLog });
  const text = (): string | undefined => troubles.list().find(({ id }) => id === SETTINGS_FILE)?.text;
  return { settingsFile, read: () => settingsFile.read(), text };
}

const dark = patched(defaultSettings, { appearance: { theme: 'dark' } });

test('what is written is read at the next start, by the user alone', () => {
  open().settingsFile.write(dark);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toContain('{\n  "appearance": {\n    "theme": "dark"');
  const { read, text } = open();
  expect(read()).toEqual(dark);
  expect(text()).toBe(undefined);
  expect(readdirSync(directory.path)).toEqual(['settings.json']);
});

test('without a file there are defaults, and nothing is said or written', () => {
  const { read, text } = open();
  expect(read()).toEqual(defaultSettings);
  expect(text()).toBe(undefined);
  expect(existsSync(file)).toBe(false);
});

describe('a file that cannot be read is kept aside and said, and defaults are used', () => {
  const cases: ReadonlyArray<readonly [string, () => void, string]> = [
    ['empty', () => writeFileSync(file, ''), 'it is not JSON'],
    ['cut off', () => writeFileSync(file, '{"appearance": {"theme": "da'), 'it is not JSON'],
    ['no text', () => writeFileSync(file, Buffer.from([0x7b, 0xff, 0xfe, 0x7d])), 'it is not JSON'],
    ['another value', () => writeFileSync(file, '["dark"]'), 'it holds no settings'],
    ['null', () => writeFileSync(file, 'null'), 'it holds no settings'],
    ['huge', () => writeFileSync(file, `{}${' '.repeat(256 * 1024)}`), 'it is larger than 256 KiB'],
    ['stuffed', () => writeFileSync(file, `{"x":"${'y'.repeat(230_000)}"}`), 'it holds too much besides the settings'],
    [
      'deep',
      () => writeFileSync(file, `{"x":${'['.repeat(40_000)}${']'.repeat(40_000)}}`),
      'it is nested deeper than 32 levels',
    ],
    ['a directory', () => mkdirSync(file), 'it is a directory'],
    ['a link', () => symlinkSync('/etc/hostname', file), 'it is a symbolic link, and those are not followed'],
    ['a link to nothing', () => symlinkSync('/no/such/file', file), 'it is a symbolic link'],
    ['a pipe', () => void execFileSync('mkfifo', [file]), 'it is no regular file'],
  ];
  test.each(cases)('%s', (_name, make, why) => {
    make();
    const { settingsFile, read, text } = open();
    expect(read()).toEqual(defaultSettings);
    const aside = `${file}.broken-1`;
    expect(text()).toContain(`The settings file could not be read: ${why}`);
    expect(text()).toContain(`It is kept as ${aside}; defaults are used`);
    expect(lstatSync(aside)).toBeDefined();
    expect(lstatSync(file, { throwIfNoEntry: false })).toBe(undefined);
    settingsFile.write(dark);
    expect(text()).toBe(undefined);
    expect(lstatSync(file).isFile()).toBe(true);
    expect(open().read()).toEqual(dark);
  });

  test('the second does not take the place of the first', () => {
    for (const content of ['one', 'two', 'three']) {
      writeFileSync(file, content);
      open().read();
    }
    const kept = [1, 2, 3].map((n) => readFileSync(`${file}.broken-${n}`, 'utf8'));
    expect(kept).toEqual(['one', 'two', 'three']);
  });

  test('one that belongs to somebody else and may not be read', (context) => {
    if (process.getuid?.() !== 0) context.skip('only root can give a file away');
    writeFileSync(file, JSON.stringify(dark));
    chmodSync(file, 0o600);
    chmodSync(directory.path, 0o700);
    chownSync(directory.path, 65534, 65534);
    const script = `
      import { SettingsFile } from ${JSON.stringify(`${import.meta.dirname}/settings-file.ts`)};
      import { Troubles } from ${JSON.stringify(`${import.meta.dirname}/../store/troubles.ts`)};
      process.setgroups([]); process.setgid(65534); process.setuid(65534);
      const troubles = new Troubles({ now: () => 0 });
      const file = new SettingsFile(${JSON.stringify(directory.path)}, { troubles, log: { warn() {} } });
      const { theme } = file.read().appearance;
      console.log(JSON.stringify({ theme, text: troubles.list()[0]?.text }));`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual({
      theme: 'system',
      text: `The settings file could not be read: the system does not permit it. It is kept as ${file}.broken-1; defaults are used until you change a setting.`,
    });
    expect(JSON.parse(readFileSync(`${file}.broken-1`, 'utf8'))).toEqual(dark);
  });
});

test('fields that make no sense have their defaults and are named; the others stand, and a copy is kept', () => {
  const content = JSON.stringify({
    appearance: { theme: 'pink', fontSize: 20 },
    terminals: 7,
    notifications: { quiet: { from: '25:00', to: '06:00' } },
    network: { host: '0.0.0.0', port: 5000 },
  });
  writeFileSync(file, content);
  const { settingsFile, read, text } = open();
  const expected = patched(defaultSettings, {
    appearance: { fontSize: 20 },
    notifications: { quiet: { to: '06:00' } },
    network: { port: 5000 },
  });
  expect(read()).toEqual(expected);
  expect(text()).toBe(
    'Some settings could not be read and have their defaults: appearance.theme, terminals, notifications.quiet.from, ' +
      `network.host. The others stand. The file as it was is kept as ${file}.broken-1.`,
  );
  expect(readFileSync(`${file}.broken-1`, 'utf8')).toBe(content);
  // Every start says it until something is changed, and none makes another copy.
  open().read();
  expect(readdirSync(directory.path).sort()).toEqual(['settings.json', 'settings.json.broken-1']);
  settingsFile.write(expected);
  expect(text()).toBe(undefined);
  const again = open();
  expect(again.read()).toEqual(expected);
  expect(again.text()).toBe(undefined);
});

test('what only a newer version knows is still there after an older one has written', () => {
  const newer = { appearance: { theme: 'light', ligatures: true }, phones: { push: ['a'] }, __proto__: null };
  writeFileSync(file, `${JSON.stringify(newer).slice(0, -1)},"__proto__":{"polluted":1}}`);
  const { settingsFile, read, text } = open();
  settingsFile.write(patched(read(), { appearance: { theme: 'dark' } }));
  expect(text()).toBe(undefined);
  const written = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  expect(written).toMatchObject({ appearance: { theme: 'dark', ligatures: true }, phones: { push: ['a'] } });
  expect(Object.getOwnPropertyNames(written)).toContain('__proto__');
  expect('polluted' in {}).toBe(false);
});

test('a file that a text editor of Windows has saved is read', () => {
  writeFileSync(file, `\ufeff${JSON.stringify(dark)}\r\n`);
  expect(open().read()).toEqual(dark);
});

test('what a killed write left behind is in nobody’s way', () => {
  writeFileSync(`${file}.draft`, 'half', { mode: 0o644 });
  open().settingsFile.write(dark);
  expect(readdirSync(directory.path)).toEqual(['settings.json']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('on a full disk a change is refused in words, and what was set before stands', (context) => {
  const disk = smallDisk(`${directory.path}/disk`, 256 * 1024);
  if (disk === undefined) return context.skip('mounting a small file system is not permitted here');
  try {
    const { settingsFile } = open(disk.path);
    settingsFile.write(dark);
    disk.fill();
    const light = patched(dark, { appearance: { theme: 'light' } });
    expect(() => settingsFile.write(light)).toThrow(
      'The settings cannot be saved: the disk is full. They stay as they were.',
    );
    expect(open(disk.path).read()).toEqual(dark);
    expect(existsSync(`${disk.path}/settings.json.draft`)).toBe(false);
    disk.free();
    settingsFile.write(light);
    expect(open(disk.path).read()).toEqual(light);
  } finally {
    disk.dispose();
  }
});

test('what can be neither read nor moved is not overwritten', (context) => {
  if (process.getuid?.() !== 0) context.skip('only root can mount');
  mkdirSync(file);
  const disk = smallDisk(file, 64 * 1024);
  if (disk === undefined) return context.skip('mounting is not permitted here');
  const { settingsFile, read, text } = open();
  try {
    expect(read()).toEqual(defaultSettings);
    expect(text()).toMatch(
      /^The settings file could not be read: it is a directory\. Defaults are used\. Move .* away/,
    );
    expect(() => settingsFile.write(dark)).toThrow('The settings cannot be saved');
  } finally {
    disk.dispose();
  }
  settingsFile.write(dark);
  expect(text()).toBe(undefined);
  expect(lstatSync(`${file}.broken-1`).isDirectory()).toBe(true);
  expect(open().read()).toEqual(dark);
});
