#!/usr/bin/env node
// `npx homeport …` from a checkout: plain JavaScript for Node 20.19, which finds Node 24 and runs the built command
// line under it. When this Node is new enough the program runs right here, which saves a process.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PROGRAM = join(ROOT, 'out/main/homeport.js');
const NODE = join(ROOT, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
const NEEDED = 24;

/** @param {string} sentence */
function giveUp(sentence) {
  process.stderr.write(`homeport: ${sentence}\n`);
  process.exit(1);
}

function runElsewhere() {
  // The terminal is handed over as it is: raw mode, size and job control are between it and the child.
  const child = spawn(NODE, [PROGRAM, ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl+C reaches the child from the terminal itself; what is sent to this process alone is passed on.
  process.on('SIGINT', () => {});
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGCONT'])) {
    if (process.platform !== 'win32') process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => giveUp(`${NODE} cannot be run (${error.message}). Run \`npm start\` once.`));
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]));
}

if (!existsSync(PROGRAM)) giveUp('It is not built yet. Run `npm start` once; it installs, builds and starts the hub.');
if (Number(process.versions.node.split('.')[0]) >= NEEDED) await import(pathToFileURL(PROGRAM).href);
else if (existsSync(NODE)) runElsewhere();
else giveUp(`Node ${NEEDED} is not installed here. Run \`npm start\` once; it brings its own.`);
