import { homedir } from 'node:os';
import { app } from 'electron';
import { AutostartFile, autostartFile } from './autostart-file.ts';
import type { LoginEntry } from './login-item.ts';

/**
 * The login item of the system we run on; undefined where there is none for us. `entry` is the app's main file, for a
 * start that is not an installed app; `args` are what a start with the session adds, `--hidden` first of all.
 */
export function systemLoginEntry(entry: string, args: ReadonlyArray<string>): LoginEntry | undefined {
  if (process.platform === 'linux') {
    // An AppImage runs from a directory that is there for this run only.
    const program = process.env['APPIMAGE'] ?? process.execPath;
    const command = [program, ...(app.isPackaged ? [] : [entry]), ...args];
    return new AutostartFile(autostartFile(process.env, homedir()), command);
  }
  // Elsewhere the entry names the program alone, which is Electron itself when the app is not installed.
  if (!app.isPackaged) return undefined;
  return process.platform === 'darwin' || process.platform === 'win32' ? electronLoginEntry(args) : undefined;
}

/** Whether the session started the app and has not said so in the arguments, as on a Mac. */
export function isStartedBySession(): boolean {
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}

function electronLoginEntry(args: ReadonlyArray<string>): LoginEntry {
  const quoted = args.map((each) => (/\s/.test(each) ? `"${each}"` : each));
  return {
    read() {
      const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings({ args: quoted });
      // On Windows the task manager can switch it off without removing it.
      return openAtLogin && (process.platform !== 'win32' || executableWillLaunchAtLogin);
    },
    write(on) {
      app.setLoginItemSettings({ openAtLogin: on, args: quoted });
    },
    // Both systems follow an app that is moved, or forget it.
    repair() {},
  };
}
