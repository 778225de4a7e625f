// A stamp is the hash of what a step was made from, kept beside what it made. Same hash: nothing to do. Contents are
// hashed and not dates, since a checkout gives every file a new date.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** What an installation was made from. The platform is part of it: node_modules copied to another machine is stale. */
export const INSTALL_INPUTS = ['package.json', 'package-lock.json'];
/** What the build reads. */
export const BUILD_INPUTS = [
  'package-lock.json',
  'tsconfig.base.json',
  'scripts/build.mjs',
  'scripts/build',
  'LICENSE',
  'src-shared',
  'src-main',
  'src-preload',
  'src-renderer',
];

export const INSTALL_STAMP = 'node_modules/.homeport-setup';
export const BUILD_STAMP = 'out/.homeport-build';

/** @param {string} path */
export function isBuildInput(path) {
  return !/\.test\.tsx?$|(^|[\\/])testing[\\/]|\.md$/.test(path);
}

/**
 * @param {string} root
 * @param {readonly string[]} inputs files and directories, relative to root
 * @param {(path: string) => boolean} [wanted]
 */
export function hashOf(root, inputs, wanted = () => true) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const input of inputs) {
    for (const file of filesBelow(join(root, input))) {
      const name = relative(root, file);
      if (wanted(name)) hash.update(`\0${name}\0`).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesBelow(path) {
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') return [path];
    // An input that is not there has no contents; whoever needs it says so better than a hash can.
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
  const names = entries.filter((entry) => entry.name !== 'node_modules').map((entry) => entry.name);
  return names.sort().flatMap((name) => filesBelow(join(path, name)));
}

/**
 * @param {string} root
 * @param {string} stamp
 * @param {string} hash
 */
export function isFresh(root, stamp, hash) {
  try {
    return readFileSync(join(root, stamp), 'utf8') === hash;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/**
 * @param {string} root
 * @param {string} stamp
 * @param {string} hash
 */
export function writeStamp(root, stamp, hash) {
  mkdirSync(dirname(join(root, stamp)), { recursive: true });
  writeFileSync(join(root, stamp), hash);
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
