// Running what `npm start` and its like were asked for, in the foreground.
import { spawn } from 'node:child_process';
import { electronTrouble } from './electron.mjs';

/** Of what Electron said last: enough to know why it did not start. */
const SAID = 8_000;

/**
 * Ctrl+C reaches a child from the terminal itself; what is sent to this process alone is passed on.
 * @param {import('node:child_process').ChildProcess} child
 */
export function passSignalsOn(child) {
  process.on('SIGINT', () => {});
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
}

/**
 * @param {number | null} code
 * @param {string | null} signal
 */
export function exitCodeOf(code, signal) {
  return code ?? (signal === 'SIGINT' ? 130 : 1);
}

/**
 * Runs Electron and ends as it ends. What it says on stderr is passed on, and looked at when it ends badly.
 * @param {string} executable
 * @param {readonly string[]} command
 * @param {string} cwd
 * @param {'debian' | 'fedora' | 'arch' | 'alpine' | 'darwin' | 'other'} system
 */
export function runElectron(executable, command, cwd, system) {
  const env = { ...process.env };
  // Set in terminals of programs that are Electron themselves; it would make plain Node of ours.
  delete env.ELECTRON_RUN_AS_NODE;
  const child = spawn(executable, command, { cwd, stdio: ['inherit', 'inherit', 'pipe'], env });
  let said = '';
  let begun = true;
  child.stderr.on('data', (/** @type {Buffer} */ chunk) => {
    process.stderr.write(chunk);
    said = (said + chunk.toString()).slice(-SAID);
  });
  passSignalsOn(child);
  child.on('error', (error) => {
    begun = false;
    process.exitCode = 1;
    process.stderr.write(
      `${executable} cannot be run (${error.message}). \`npx install-electron\` brings it again; without glibc Electron does not run.\n`,
    );
  });
  child.on('close', (code, signal) => {
    if (!begun) return;
    process.exitCode = exitCodeOf(code, signal);
    const asked = signal !== null && ['SIGINT', 'SIGTERM', 'SIGHUP'].includes(signal);
    if (code !== 0 && !asked) process.stderr.write(`\n${electronTrouble({ code, signal, said }, system)}\n`);
  });
}
