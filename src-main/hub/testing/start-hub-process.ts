import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A hub in a process of its own that can be killed at any moment. */
export interface HubProcess {
  readonly url: string;
  readonly pid: number;
  /** SIGKILL, and resolves when it is gone. */
  kill(): Promise<void>;
}

/** `program`: a bundle of it, for a hub of a built app. */
export async function startHubProcess(
  dataDir: string,
  program: string = fileURLToPath(new URL('./hub-process.ts', import.meta.url)),
): Promise<HubProcess> {
  const child = spawn(process.execPath, [program, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    url: await firstLine(child),
    pid: child.pid ?? 0,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
    child.once('exit', (code, signal) => reject(new Error(`the hub ended with ${signal ?? code} before it listened`)));
  });
}
