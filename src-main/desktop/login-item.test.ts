import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../src-shared/base/log.ts';
import { AutostartFile, autostartFile } from './autostart-file.ts';
import { LoginItem } from './login-item.ts';
import { PaperIntents, PaperShell } from './testing/paper-shell.ts';

let home = '';
let file = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hp-login-'));
  file = autostartFile({}, home);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A program that exists, as the entry of an installed app has. */
const COMMAND = [process.execPath, '--hidden'];

function write(text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function rig({ wish = false, command = COMMAND } = {}) {
  const shell = new PaperShell();
  shell.desktop({ openAtLogin: wish });
  const intents = new PaperIntents(shell);
  const reports: string[] = [];
  const item = new LoginItem({
    shell,
    intents,
    entry: new AutostartFile(file, command),
    report: (sentence) => void reports.push(sentence),
    log: silentLog,
  });
  const told: Array<boolean | null> = [];
  item.onChange((state) => void told.push(state));
  return { shell, intents, reports, item, told };
}

test('the file is where the session looks for it', () => {
  expect(autostartFile({}, '/home/ana')).toBe('/home/ana/.config/autostart/homeport.desktop');
  expect(autostartFile({ XDG_CONFIG_HOME: '/etc/ana' }, '/home/ana')).toBe('/etc/ana/autostart/homeport.desktop');
  expect(autostartFile({ XDG_CONFIG_HOME: 'relative' }, '/home/ana')).toBe(
    '/home/ana/.config/autostart/homeport.desktop',
  );
});

test('switching it on writes an entry, switching it off removes it', () => {
  const { shell, item, told } = rig();
  shell.desktop({ openAtLogin: true });
  expect(item.state).toBe(true);
  expect(readFileSync(file, 'utf8')).toContain(`\nExec=${process.execPath} --hidden\n`);
  expect(readdirSync(dirname(file))).toEqual(['homeport.desktop']);
  shell.desktop({ openAtLogin: false });
  expect(item.state).toBe(false);
  expect(existsSync(file)).toBe(false);
  expect(told).toEqual([true, false]);
});

test('other settings do not touch the entry', () => {
  const { shell } = rig();
  shell.desktop({ openAtLogin: true });
  write('[Desktop Entry]\nExec=/mine\n');
  shell.desktop({ keepAwake: true });
  expect(readFileSync(file, 'utf8')).toBe('[Desktop Entry]\nExec=/mine\n');
});

test.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])(
  'a desktop that switched it off with %s is believed',
  (key) => {
    write(`[Desktop Entry]\nExec=${process.execPath}\n${key}\n`);
    const { item, intents, shell } = rig({ wish: true });
    expect(item.state).toBe(false);
    expect(intents.asked).toEqual(['change {"desktop":{"openAtLogin":false}}']);
    expect(readFileSync(file, 'utf8')).toContain(key);
    shell.desktop({ openAtLogin: true });
    expect(item.state).toBe(true);
  },
);

test('an entry that somebody removed is not written again by itself', () => {
  const { item, shell } = rig({ wish: true });
  expect(item.state).toBe(false);
  expect(existsSync(file)).toBe(false);
  expect(shell.state.settings.desktop.openAtLogin).toBe(false);
});

test('an entry that is there while the settings are new is taken over', () => {
  write(`[Desktop Entry]\nExec=${process.execPath}\n`);
  const { item, shell } = rig();
  expect(item.state).toBe(true);
  expect(shell.state.settings.desktop.openAtLogin).toBe(true);
});

test('settings that are not known yet are not acted upon', () => {
  write(`[Desktop Entry]\nExec=${process.execPath}\n`);
  const shell = new PaperShell();
  shell.set({ caughtUp: false });
  const intents = new PaperIntents(shell);
  new LoginItem({ shell, intents, entry: new AutostartFile(file, COMMAND), report: () => {}, log: silentLog });
  expect(intents.asked).toEqual([]);
  expect(existsSync(file)).toBe(true);
});

test('a switch in the tray works also when the system undid what the setting still says', () => {
  const { shell, item } = rig();
  shell.desktop({ openAtLogin: true });
  rmSync(file);
  expect(item.look()).toBe(false);
  item.set(true);
  expect(item.state).toBe(true);
  expect(existsSync(file)).toBe(true);
});

test('an AppImage that was moved is found again; what somebody added to the entry stays', () => {
  write('[Desktop Entry]\nExec="/gone/Homeport 1.AppImage" --hidden\nX-GNOME-Autostart-Delay=10\n');
  const { item } = rig({ wish: true });
  expect(item.state).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe(
    `[Desktop Entry]\nExec=${process.execPath} --hidden\nX-GNOME-Autostart-Delay=10\n`,
  );
});

test('an entry that starts another installation which is still there is left alone', () => {
  const text = '[Desktop Entry]\nExec=/bin/sh -c homeport\n';
  write(text);
  rig({ wish: true });
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('a place that cannot be written is said, and the switch goes back', () => {
  // A file where the directory should be: nobody can write there, not even root.
  writeFileSync(join(home, '.config'), '');
  const { shell, item, reports } = rig();
  shell.desktop({ openAtLogin: true });
  expect(item.state).toBe(false);
  expect(reports).toHaveLength(1);
  expect(reports[0]).toMatch(/^Homeport could not be set to open at login: E/);
  expect(shell.state.settings.desktop.openAtLogin).toBe(false);
});

test.skipIf(process.getuid?.() === 0)('a directory without permission is said too', () => {
  mkdirSync(dirname(file), { recursive: true });
  chmodSync(dirname(file), 0o500);
  const { shell, reports } = rig();
  shell.desktop({ openAtLogin: true });
  expect(reports[0]).toContain('EACCES');
  chmodSync(dirname(file), 0o700);
});

test('a system without login items has no state and changes nothing', () => {
  const shell = new PaperShell();
  const intents = new PaperIntents(shell);
  const item = new LoginItem({ shell, intents, entry: undefined, report: () => {}, log: silentLog });
  shell.desktop({ openAtLogin: true });
  expect([item.state, item.look(), intents.asked]).toEqual([null, null, []]);
});
