import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { until } from './until.ts';

const SCRIPT = `${import.meta.dirname}/store-child.ts`;

/** A running `store-child.ts` and what it has acknowledged so far. */
export class StoreProcess {
  /** Every line in order, but the counts. */
  readonly said: string[] = [];
  events = 0;
  audit = 0;
  private readonly child: ChildProcess;
  private readonly gone: Promise<void>;
  private errors = '';

  /** `before` is put in front of the command, such as a tracer that injects faults. */
  constructor(dataDir: string, before: readonly string[] = []) {
    const [file = '', ...args] = [...before, process.execPath, SCRIPT, dataDir];
    // A group of its own, so that tracer and traced end together.
    this.child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.gone = new Promise((resolve) => this.child.once('close', () => resolve()));
    this.child.stderr?.on('data', (chunk) => {
      this.errors += chunk;
    });
    if (this.child.stdout !== null) createInterface(this.child.stdout).on('line', (line) => this.read(line));
  }

  get log(): string | undefined {
    return this.said.find((line) => line.startsWith('log '))?.slice(4);
  }

  async until(what: string, condition: () => boolean): Promise<void> {
    await until(what, () => {
      if (this.child.exitCode !== null) throw new Error(`the process ended before ${what}: ${this.errors}`);
      return condition();
    });
  }

  /** Ends it as a crash would, and waits until nothing of it is left. */
  async kill(): Promise<void> {
    if (this.child.pid !== undefined) process.kill(-this.child.pid, 'SIGKILL');
    await this.gone;
  }

  private read(line: string): void {
    const [what = '', rest = ''] = line.split(' ');
    if (what === 'events') this.events = Number(rest);
    else if (what === 'audit') this.audit = Number(rest);
    else this.said.push(line);
  }
}
