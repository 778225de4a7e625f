// What runs before `npm start`, `npm test`, `npm run e2e`, `build`, `bench` and `package`, so that each of them works as
// the only command on a fresh clone: installs when the lockfile changed, builds what is stale, finds a browser for the
// tests and Electron for the window, then goes on under Node 24. Plain JavaScript for Node 20.19, without any dependency, since nothing is installed yet.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { APT_OPTIONS, BUILD_TOOLS, howToInstallChromium, howToInstallTools, systemOf } from './setup/advice.mjs';
import { findChromium } from './setup/chromium.mjs';
import { howToStart } from './setup/electron.mjs';
import { thisMachine } from './setup/machine.mjs';
import { exitCodeOf, passSignalsOn, runElectron } from './setup/run.mjs';
import {
  BUILD_INPUTS,
  BUILD_STAMP,
  hashOf,
  INSTALL_INPUTS,
  INSTALL_STAMP,
  isBuildInput,
  isFresh,
  writeStamp,
} from './setup/stamps.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const WINDOWS = process.platform === 'win32';
/** The Node 24 that package.json brings along; everything after this script runs under it. */
const NODE = join(ROOT, 'node_modules/node/bin', WINDOWS ? 'node.exe' : 'node');

const [task = 'start', ...args] = process.argv.slice(2);

try {
  ensureOldestNode();
  ensureInstalled();
  ensureNode24();
  if (task === 'build') build();
  else if (task === 'start') start();
  else if (task === 'test') test();
  else if (task === 'e2e') e2e();
  else if (task === 'bench') bench();
  else if (task === 'package') makeInstallers();
  else if (task === 'package:check') checkPackage();
  else
    throw trouble(`There is no task "${task}"; there are start, test, e2e, build, bench, package and package:check.`);
} catch (error) {
  if (!(error instanceof Error) || error.name !== 'Trouble') throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 1;
}

function start() {
  ensureBuilt();
  const wanted = howToStart(ROOT, thisMachine(), args);
  if (wanted.kind === 'desktop')
    return runElectron(wanted.executable, wanted.args, ROOT, systemOf(process.platform, osRelease()));
  if (wanted.why !== null) say(wanted.why);
  goOn(['out/main/homeport.js', 'start', ...wanted.args]);
}

function test() {
  ensureBuilt();
  goOn(['scripts/test.ts', ...args], { HOMEPORT_CHROMIUM: ensureChromium() });
}

function e2e() {
  ensureBuilt();
  goOn(['scripts/e2e.ts', ...args], { HOMEPORT_CHROMIUM: ensureChromium() });
}

function makeInstallers() {
  ensureBuilt();
  goOn(['scripts/package.ts', ...args]);
}

function checkPackage() {
  ensureBuilt();
  goOn(['scripts/package-check.ts', ...args], { HOMEPORT_CHROMIUM: ensureChromium() });
}

function bench() {
  ensureBuilt();
  goOn(['bench/main.ts', ...args]);
}

function ensureOldestNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw trouble(
    `Homeport needs Node 20.19 or newer to begin with; this is ${process.version}. See https://nodejs.org.`,
  );
}

function ensureInstalled() {
  const hash = hashOf(ROOT, INSTALL_INPUTS);
  if (isFresh(ROOT, INSTALL_STAMP, hash)) return;
  say('Installing packages (first start, or the lockfile changed) …');
  if (!hasNodePtyBinary()) ensureBuildTools();
  // Its warnings are about the Node that runs npm, and what is installed runs on its own; errors are still said.
  npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  ensureNode24();
  ensureNodePty();
  writeStamp(ROOT, INSTALL_STAMP, hash);
}

/** node-pty brings binaries for the usual systems and is compiled elsewhere. */
function hasNodePtyBinary() {
  return ['win32', 'darwin', 'linux'].includes(process.platform) && ['x64', 'arm64'].includes(process.arch);
}

function ensureBuildTools() {
  const missing = BUILD_TOOLS.filter((tool) => !isOnPath(tool));
  if (missing.length > 0) throw trouble(howToInstallTools(missing, systemOf(process.platform, osRelease())));
}

/** A binary can be there and not fit (musl, an old glibc); a terminal would then fail much later and in other words. */
function ensureNodePty() {
  if (loadsNodePty()) return;
  ensureBuildTools();
  npm(['rebuild', 'node-pty', '--foreground-scripts'], { npm_config_build_from_source: 'true' });
  if (loadsNodePty()) return;
  throw trouble('node-pty cannot be loaded; run `npm rebuild node-pty --foreground-scripts` to see why.');
}

function loadsNodePty() {
  return spawnSync(NODE, ['-e', "require('node-pty')"], { cwd: ROOT }).status === 0;
}

function ensureNode24() {
  const version = spawnSync(NODE, ['--version'], { encoding: 'utf8' }).stdout ?? '';
  if (version.startsWith('v24.')) return;
  throw trouble(`Node 24 should be at ${NODE} but is not. Run \`npm ci\` and look at what it says.`);
}

function ensureBuilt() {
  if (!isFresh(ROOT, BUILD_STAMP, buildHash())) build();
}

/** The key that updates are checked with is built in as well. */
function buildHash() {
  return [hashOf(ROOT, BUILD_INPUTS, isBuildInput), process.env.HOMEPORT_UPDATE_PUBLIC_KEY].filter(Boolean).join(' ');
}

function build() {
  // Taken before the build: a file that changes meanwhile makes the next start build again.
  const hash = buildHash();
  say('Building …');
  run(NODE, ['scripts/build.mjs'], 'The build failed.');
  writeStamp(ROOT, BUILD_STAMP, hash);
}

/** @returns {string} */
function ensureChromium() {
  const found = findChromium(thisMachine());
  if (found !== undefined) return found;
  const system = systemOf(process.platform, osRelease());
  const advice = howToInstallChromium(system);
  if (system !== 'debian' || process.getuid?.() !== 0 || !isOnPath('apt-get')) throw trouble(advice);
  say('Installing Chromium for the browser tests …');
  run('apt-get', [...APT_OPTIONS, 'update', '-q'], advice);
  run('apt-get', [...APT_OPTIONS, 'install', '-y', '-q', 'chromium'], advice, { DEBIAN_FRONTEND: 'noninteractive' });
  const installed = findChromium(thisMachine());
  if (installed === undefined) throw trouble(advice);
  return installed;
}

function osRelease() {
  return existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
}

/** @param {string} program */
function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => existsSync(join(directory, program)));
}

/**
 * @param {string[]} command
 * @param {Record<string, string>} [env]
 */
function npm(command, env) {
  // npm says where its own script is; without it (started as plain node) the one on PATH is used.
  const script = process.env.npm_execpath;
  const [program, first] = script ? [process.execPath, [script]] : [WINDOWS ? 'npm.cmd' : 'npm', []];
  run(program, [...first, ...command], `npm ${command.join(' ')} failed; what it said stands above.`, env);
}

/**
 * @param {string} program
 * @param {string[]} command
 * @param {string} failure what to say when it does not succeed
 * @param {Record<string, string>} [env]
 */
function run(program, command, failure, env = {}) {
  const result = spawnSync(program, command, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: WINDOWS && program.endsWith('.cmd'),
  });
  if (result.status !== 0) throw trouble(failure);
}

/**
 * Runs what was asked for in the foreground and ends as it ends. Signals of the terminal (Ctrl-C) reach it by
 * themselves, since it is in the same process group; a signal sent to this process alone is passed on.
 * @param {string[]} command
 * @param {Record<string, string>} [env]
 */
function goOn(command, env = {}) {
  const path = `${join(ROOT, 'node_modules/node/bin')}${delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(NODE, command, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env, PATH: path } });
  passSignalsOn(child);
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = exitCodeOf(code, signal);
  });
}

/** @param {string} text */
function say(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * Something the user can mend, told without a stack.
 * @param {string} message
 */
function trouble(message) {
  const error = new Error(message);
  error.name = 'Trouble';
  return error;
}
