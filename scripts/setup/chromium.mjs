// Which Chromium the browser tests use: the one the user names, else one on PATH, else one in Playwright's cache.
import { join } from 'node:path';

/** Names under which Chromium and Chrome are installed, best first. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge'];

/** Where Playwright keeps the program inside one of its `chromium-<revision>` directories. */
const INSIDE = {
  linux: ['chrome-linux/chrome', 'chrome-linux64/chrome'],
  darwin: [
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
    'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  ],
  win32: ['chrome-win/chrome.exe', 'chrome-win64/chrome.exe'],
};

/** Where macOS has browsers, which it never puts on PATH. */
const MAC_APPS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** @typedef {import('./machine.mjs').Machine} Machine */

/**
 * The path of a Chromium, or undefined when there is none. A browser the user named is the answer even if it is not
 * there: starting it then fails in words, and nothing else is silently taken in its place.
 * @param {Machine} machine
 * @returns {string | undefined}
 */
export function findChromium(machine) {
  const named = machine.env.HOMEPORT_CHROMIUM || machine.env.CHROME;
  if (named) return named;
  return [...onPath(machine), ...inCache(machine)].find(machine.exists);
}

/** @param {Machine} machine */
function onPath({ platform, env }) {
  const ending = platform === 'win32' ? '.exe' : '';
  const directories = (env.PATH ?? '').split(platform === 'win32' ? ';' : ':').filter((each) => each !== '');
  const found = NAMES.flatMap((name) => directories.map((directory) => join(directory, name + ending)));
  return platform === 'darwin' ? [...found, ...MAC_APPS] : found;
}

/** @param {Machine} machine */
function inCache(machine) {
  const cache = cacheDirectory(machine);
  const inside =
    machine.platform === 'darwin' || machine.platform === 'win32' ? INSIDE[machine.platform] : INSIDE.linux;
  return machine
    .list(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => revision(b) - revision(a))
    .flatMap((name) => inside.map((each) => join(cache, name, each)));
}

/** @param {Machine} machine */
function cacheDirectory({ platform, env, home }) {
  if (env.PLAYWRIGHT_BROWSERS_PATH) return env.PLAYWRIGHT_BROWSERS_PATH;
  if (platform === 'darwin') return join(home, 'Library/Caches/ms-playwright');
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData/Local'), 'ms-playwright');
  return join(env.XDG_CACHE_HOME ?? join(home, '.cache'), 'ms-playwright');
}

/** @param {string} name */
function revision(name) {
  return Number(name.slice('chromium-'.length));
}
