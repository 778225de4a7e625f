import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Whether this machine can start a session bus of its own. */
export const HAS_SESSION_BUS: boolean =
  process.platform === 'linux' && spawnSync('dbus-run-session', ['--', 'true']).status === 0;

export interface SessionBus {
  readonly address: string;
  close(): Promise<void>;
}

/** A session bus on which a watcher of tray icons gives one answer: whether somebody shows them, or nothing at all. */
export async function startSessionBus(answer: boolean | 'silence'): Promise<SessionBus> {
  const program = join(import.meta.dirname, 'tray-watcher-process.ts');
  const session = spawn('dbus-run-session', ['--', process.execPath, program, String(answer)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // A bus in a container complains about limits; it matters only if it then does not start.
  let complaints = '';
  session.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const gone = new Promise<void>((resolve) => session.once('exit', () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    session.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    session.once('exit', (code) =>
      reject(new Error(`the session ended with ${code} before it was ready: ${complaints}`)),
    );
  });
  return {
    address,
    async close() {
      session.stdin.end();
      await gone;
    },
  };
}
