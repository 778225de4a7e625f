// The machine as the parts of setup look at it; their tests describe another one.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';

/**
 * @typedef {object} Machine
 * @property {string} platform
 * @property {Readonly<Record<string, string | undefined>>} env
 * @property {string} home
 * @property {boolean} root whether we run as the superuser
 * @property {(path: string) => boolean} exists
 * @property {(path: string) => string | undefined} read text of a file, undefined when it is not there
 * @property {(directory: string) => readonly string[]} list names in a directory, none when it is not there
 */

/** @returns {Machine} */
export function thisMachine() {
  return {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    root: process.getuid?.() === 0,
    exists: existsSync,
    /** @param {string} path */
    read: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
    /** @param {string} directory */
    list: (directory) => (existsSync(directory) ? readdirSync(directory) : []),
  };
}
