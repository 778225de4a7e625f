import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { basename, delimiter } from 'node:path';
import type { Shells } from '../platform.ts';

/** What our own starters and the terminal we were started from leave behind; a shell must not take it for its own. */
const NOT_FOR_SHELLS: ReadonlyArray<RegExp> = [
  // How we were started.
  /^(HOMEPORT|ELECTRON|npm|VITEST)_/i,
  /^(INIT_CWD|NODE|NODE_CHANNEL_.*|NODE_UNIQUE_ID|NODE_V8_COVERAGE|CHROME_DESKTOP|VITEST|TINYPOOL_.*)$/,
  // What an AppImage, its starter script and its updater set; how to run AppImages without FUSE is the user's own.
  /^(APPIMAGE(?!_EXTRACT_AND_RUN$).*|APPDIR|ARGV0|OWD)$/,
  /^ORIGINAL_XDG_CURRENT_DESKTOP$/,
  // Which terminal we were started from.
  /^(TERM|TERMCAP|TERMINFO|COLORTERM|LINES|COLUMNS|WINDOWID|VTE_VERSION|TERM_PROGRAM.*|TERM_SESSION_ID|LC_TERMINAL.*)$/,
  /^(TMUX|TMUX_PANE|STY|WT_SESSION|WT_PROFILE_ID)$/,
  /^(ITERM|KITTY|ALACRITTY|VSCODE|WEZTERM|GHOSTTY|KONSOLE)_/,
  // Where the shell stands; it counts for itself.
  /^(SHLVL|PWD|OLDPWD|_)$/,
];

/** PATH entries that npm puts in front for its scripts. */
const NPM_PATH = /[\\/](node_modules[\\/]\.bin|node-gyp-bin|node_modules[\\/]node[\\/]bin)[\\/]?$/;

/** Lists that the starter script of an AppImage puts directories of its mount in front of. */
const IMAGE_LISTS: ReadonlySet<string> = new Set(['PATH', 'LD_LIBRARY_PATH', 'XDG_DATA_DIRS', 'GSETTINGS_SCHEMA_DIR']);
/** And what it puts behind one of them, which are the defaults of the system. */
const IMAGE_DATA_DIRS = /(^|:)\/usr\/share\/gnome:\/usr\/local\/share\/:\/usr\/share\/$/;

/** Entries of /etc/shells that nobody opens a terminal for. */
const NOT_OFFERED: ReadonlySet<string> = new Set(['rbash', 'tmux', 'screen', 'nologin', 'false', 'git-shell']);

/** The environment a user's shell starts from. */
export function cleanEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || NOT_FOR_SHELLS.some((pattern) => pattern.test(name))) continue;
    clean[name] = /^path$/i.test(name) ? withoutNpm(value) : value;
  }
  // Electron changes it for itself and keeps the desktop's own.
  const desktop = env['ORIGINAL_XDG_CURRENT_DESKTOP'];
  if (desktop !== undefined && desktop !== 'undefined') clean['XDG_CURRENT_DESKTOP'] = desktop;
  return env['APPDIR'] === undefined ? clean : withoutImage(clean, env['APPDIR']);
}

/** Libraries of the image in front of the system's would break what runs in a shell, and the mount goes with the app. */
function withoutImage(env: Readonly<Record<string, string>>, mount: string): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (!IMAGE_LISTS.has(name)) {
      clean[name] = value;
      continue;
    }
    const own = value.split(':').filter((entry) => entry !== mount && !entry.startsWith(`${mount}/`));
    const left = own.length === value.split(':').length ? value : own.join(':').replace(IMAGE_DATA_DIRS, '');
    if (left !== '') clean[name] = left;
  }
  return clean;
}

/** The shells of this machine, for the user who runs the hub. */
export function findShells(env: Readonly<Record<string, string | undefined>>): Shells {
  const clean = cleanEnvironment(env);
  const found = process.platform === 'win32' ? windowsShells(env) : unixShells(env);
  return { list: () => found, canRun: isExecutable, env: clean, home: env['HOME'] ?? homedir() };
}

function withoutNpm(path: string): string {
  return path
    .split(delimiter)
    .filter((entry) => !NPM_PATH.test(entry))
    .join(delimiter);
}

function unixShells(env: Readonly<Record<string, string | undefined>>): { name: string; file: string }[] {
  const candidates = [env['SHELL'], userInfo().shell, ...etcShells(), '/bin/bash', '/bin/zsh', '/bin/sh'];
  const byName = new Map<string, string>();
  for (const file of candidates) {
    if (!file?.startsWith('/')) continue;
    const name = basename(file);
    // /bin and /usr/bin are often the same place: the first of a name is enough.
    if (!byName.has(name) && !NOT_OFFERED.has(name) && isExecutable(file)) byName.set(name, file);
  }
  return [...byName].map(([name, file]) => ({ name, file }));
}

function windowsShells(env: Readonly<Record<string, string | undefined>>): { name: string; file: string }[] {
  const root = env['SystemRoot'] ?? 'C:\\Windows';
  return [
    { name: 'powershell', file: `${root}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe` },
    { name: 'cmd', file: env['ComSpec'] ?? `${root}\\System32\\cmd.exe` },
  ];
}

function etcShells(): string[] {
  try {
    return readFileSync('/etc/shells', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('/'));
  } catch {
    // A machine without the file still has the user's own shell.
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    // A directory that may be entered has the same bit.
    return statSync(file).isFile();
  } catch {
    // The answer, not a failure.
    return false;
  }
}
