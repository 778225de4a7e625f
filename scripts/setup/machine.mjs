// The machine as the parts of setup look at it; their tests describe another one.
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';

/**
 * @typedef {object} Machine
 * @property {string} platform
 * @property {Readonly<Record<string, string | undefined>>} env
 * @property {string} home
 * @property {(path: string) => boolean} exists
 * @property {(directory: string) => readonly string[]} list names in a directory, none when it is not there
 */

/** @returns {Machine} */
export function thisMachine() {
  return {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    exists: existsSync,
    /** @param {string} directory */
    list: (directory) => (existsSync(directory) ? readdirSync(directory) : []),
  };
}
