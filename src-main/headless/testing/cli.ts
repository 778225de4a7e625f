import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { endKeepers, newDataDir } from '../../hub/testing/test-hub.ts';

export const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** What a command left behind. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A data directory of its own, and the real command line on it. */
export class Cli {
  readonly dataDir: string;
  private readonly hubs: HubProcess[] = [];

  constructor(dataDir: string = newDataDir()) {
    this.dataDir = dataDir;
  }

  get env(): Record<string, string> {
    const { HOME = '/', PATH = '' } = process.env;
    const ours = { HOMEPORT_DATA_DIR: this.dataDir, HOMEPORT_SECRETS: 'file' };
    return { HOME, PATH, LANG: 'C.UTF-8', SHELL: '/bin/bash', ...ours };
  }

  /** Runs one command to its end. */
  run(args: readonly string[], stdin = '', env: Readonly<Record<string, string>> = {}): Promise<Ran> {
    const child = spawn(process.execPath, [MAIN, ...args], { env: { ...this.env, ...env } });
    child.stdin.end(stdin);
    return ended(child);
  }

  /** Runs a command whose result is JSON. */
  async json(...args: string[]): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await this.run([...args.slice(0, 1), '--json', ...args.slice(1)]);
    if (code !== 0) throw new Error(`homeport ${args.join(' ')} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** Starts a hub on a free port, in a process of its own, and waits until it says that it runs. */
  start(...args: string[]): Promise<HubProcess> {
    return this.startWith('--port', '0', ...args);
  }

  /** The same with no port but what `args` say. */
  async startWith(...args: string[]): Promise<HubProcess> {
    const child = spawn(process.execPath, [MAIN, 'start', ...args], { env: this.env });
    const hub = new HubProcess(child);
    this.hubs.push(hub);
    await hub.running;
    return hub;
  }

  /** Ends what was started and removes the directory. */
  async close(): Promise<void> {
    for (const hub of this.hubs) await hub.stop();
    await endKeepers(this.dataDir).catch(() => {});
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** `homeport start` in the foreground. */
export class HubProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
  readonly running: Promise<void>;
  stdout = '';

  constructor(child: ReturnType<typeof spawn>) {
    this.child = child;
    this.ended = ended(child);
    this.running = new Promise((resolve, reject) => {
      child.stdout?.on('data', (chunk: Buffer) => {
        this.stdout += chunk.toString();
        if (this.stdout.includes('Ctrl+C stops') || this.stdout.includes('"already"')) resolve();
      });
      void this.ended.then(({ code, stderr }) => reject(new Error(`start ended with ${code}: ${stderr}`)));
    });
  }

  kill(signal: NodeJS.Signals): Promise<Ran> {
    this.child.kill(signal);
    return this.ended;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.kill('SIGTERM');
  }
}

function ended(child: ReturnType<typeof spawn>): Promise<Ran> {
  const text = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    text.stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    text.stderr += chunk.toString();
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...text })));
}
