// The one command to type when something that npm cannot bring is missing.

/** Lets apt wait for another one that is running, and leaves out what is only recommended. */
export const APT_OPTIONS = ['-o', 'DPkg::Lock::Timeout=300', '--no-install-recommends'];

/** What building node-pty needs, as programs on PATH. */
export const BUILD_TOOLS = ['g++', 'make', 'python3'];

/**
 * @param {readonly string[]} missing programs
 * @param {'debian' | 'fedora' | 'arch' | 'alpine' | 'darwin' | 'other'} system
 */
export function howToInstallTools(missing, system) {
  const said = `Building the terminal library needs ${missing.join(', ')}, which ${missing.length === 1 ? 'is' : 'are'} not here.`;
  const command = {
    debian: 'sudo apt-get install -y g++ make python3',
    fedora: 'sudo dnf install -y gcc-c++ make python3',
    arch: 'sudo pacman -S --needed gcc make python',
    alpine: 'sudo apk add g++ make python3',
    darwin: 'xcode-select --install',
    other: '',
  }[system];
  return command === '' ? `${said} Install them and try again.` : `${said} Type:\n\n    ${command}\n`;
}

/** @param {'debian' | 'fedora' | 'arch' | 'alpine' | 'darwin' | 'other'} system */
export function howToInstallChromium(system) {
  const command = {
    debian: 'sudo apt-get install -y --no-install-recommends chromium',
    fedora: 'sudo dnf install -y chromium',
    arch: 'sudo pacman -S --needed chromium',
    alpine: 'sudo apk add chromium',
    darwin: 'npx playwright-core install chromium',
    other: 'npx playwright-core install chromium',
  }[system];
  return `The browser tests need Chromium. Type:\n\n    ${command}\n\nor say where one is: HOMEPORT_CHROMIUM=/path/to/chromium npm test`;
}

/**
 * @param {string} platform
 * @param {string} osRelease contents of /etc/os-release, empty when there is none
 * @returns {'debian' | 'fedora' | 'arch' | 'alpine' | 'darwin' | 'other'}
 */
export function systemOf(platform, osRelease) {
  if (platform === 'darwin') return 'darwin';
  const ids = (osRelease.match(/^ID(_LIKE)?=.*$/gm) ?? []).join(' ');
  if (/debian|ubuntu/.test(ids)) return 'debian';
  if (/fedora|rhel/.test(ids)) return 'fedora';
  if (/arch/.test(ids)) return 'arch';
  if (/alpine/.test(ids)) return 'alpine';
  return 'other';
}
