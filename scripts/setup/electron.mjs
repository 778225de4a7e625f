// Whether `npm start` opens the desktop app or runs without a window, and what to do when Electron does not start.
// The package named electron is never imported: it downloads Electron when it is.
import { join } from 'node:path';

/** @typedef {import('./machine.mjs').Machine} Machine */

/** Options of `homeport start` that the desktop app does not have; whoever gives one wants the hub alone. */
const HUB_OPTIONS = ['--port', '--host', '--json'];

/**
 * What `npm start` starts. `why` is what to say about there being no window; null when it was asked for.
 * @typedef {{ kind: 'desktop', executable: string, args: string[] }
 *   | { kind: 'headless', why: string | null, args: string[] }} Start
 */

/**
 * Electron's executable in this checkout, or in the directory that ELECTRON_OVERRIDE_DIST_PATH names, which is where
 * Electron's own package looks; undefined when it is not there.
 * @param {string} root
 * @param {Machine} machine
 * @returns {string | undefined}
 */
export function findElectron(root, machine) {
  const home = join(root, 'node_modules/electron');
  const inside = machine.read(join(home, 'path.txt'))?.trim();
  const elsewhere = machine.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!elsewhere && !inside) return undefined;
  const executable = join(elsewhere || join(home, 'dist'), inside || 'electron');
  return machine.exists(executable) ? executable : undefined;
}

/**
 * @param {string} root
 * @param {Machine} machine
 * @param {readonly string[]} args what the user gave
 * @returns {Start}
 */
export function howToStart(root, machine, args) {
  const given = args.filter((each) => each !== '--headless');
  if (given.length < args.length) return { kind: 'headless', why: null, args: given };
  const executable = findElectron(root, machine);
  const why = whyNoWindow(executable, machine, given);
  if (executable === undefined || why !== undefined) return { kind: 'headless', why: why ?? null, args: given };
  return { kind: 'desktop', executable, args: [root, ...given] };
}

/**
 * @param {string | undefined} executable
 * @param {Machine} machine
 * @param {readonly string[]} args
 * @returns {string | undefined}
 */
function whyNoWindow(executable, { platform, env, root }, args) {
  const option = HUB_OPTIONS.find((each) => args.some((arg) => arg === each || arg.startsWith(`${each}=`)));
  if (option !== undefined) return `${option} is for the hub alone; running without a window.`;
  if (executable === undefined) return 'No Electron here: `npx install-electron` brings it; running without a window.';
  if (platform !== 'linux') return undefined;
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY)
    return 'No display: neither DISPLAY nor WAYLAND_DISPLAY is set; running without a window.';
  // Chromium refuses to be root inside of its sandbox, and taking the sandbox away is for the user to say.
  if (root && !args.includes('--no-sandbox'))
    return 'Electron has no sandbox for root (`npm start -- --no-sandbox` goes without); running without a window.';
  return undefined;
}

/** What Electron needs on Linux, as Debian and Fedora call it. */
const LIBRARIES = {
  debian: 'sudo apt-get install -y libgtk-3-0 libnss3 libgbm1 libasound2 libxss1 libsecret-1-0',
  fedora: 'sudo dnf install -y gtk3 nss mesa-libgbm alsa-lib libXScrnSaver libsecret',
  arch: 'sudo pacman -S --needed gtk3 nss mesa alsa-lib libxss libsecret',
};

const WITHOUT = 'Without a window: npm start -- --headless';

/**
 * What to say when Electron ended badly, in words that help.
 * @param {{ code: number | null, signal: string | null, said: string }} end `said` is the end of its stderr
 * @param {'debian' | 'fedora' | 'arch' | 'alpine' | 'darwin' | 'other'} system
 */
export function electronTrouble({ code, signal, said }, system) {
  const library = /error while loading shared libraries: (\S+?):/.exec(said)?.[1];
  if (library !== undefined) {
    const command = system in LIBRARIES ? LIBRARIES[/** @type {keyof typeof LIBRARIES} */ (system)] : undefined;
    const todo = command === undefined ? 'Install it and try again.' : `Type:\n\n    ${command}\n`;
    return `Electron cannot start: ${library} is not on this system. ${todo}\n${WITHOUT}`;
  }
  if (/No usable sandbox|sandbox helper binary was found, but is not configured/i.test(said))
    return (
      'Electron cannot start its sandbox, because this system does not let programs make user namespaces. Give the\n' +
      'helper that it brings for that its rights:\n\n' +
      '    sudo chown root:root node_modules/electron/dist/chrome-sandbox\n' +
      '    sudo chmod 4755 node_modules/electron/dist/chrome-sandbox\n\n' +
      WITHOUT
    );
  if (/Missing X server|cannot open display|Failed to open display|platform failed to initialize/i.test(said))
    return `Electron cannot reach the display that DISPLAY or WAYLAND_DISPLAY names.\n${WITHOUT}`;
  return `The desktop app ended with ${signal ?? code}; what it said stands above.\n${WITHOUT}`;
}
