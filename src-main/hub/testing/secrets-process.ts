import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type SecretsInfo, secretsInfoSchema } from '../../../src-shared/protocol/channels/hub/state.ts';
import { until } from './until.ts';

const SCRIPT = `${import.meta.dirname}/secrets-child.ts`;

export interface SecretsProcessOptions {
  /** Put in front of the command, such as a tracer or a session bus. */
  readonly before?: ReadonlyArray<string>;
  /** All that there is of it, but for PATH. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A running `secrets-child.ts` and what it has told so far. */
export class SecretsProcess {
  readonly told: SecretsInfo[] = [];
  readonly gone: Promise<void>;
  private readonly child: ChildProcess;
  private errors = '';

  constructor(dataDir: string, { before = [], env = {} }: SecretsProcessOptions = {}) {
    const [file = '', ...args] = [...before, process.execPath, SCRIPT, dataDir];
    // A group of its own, so that whatever stands in front ends together with it.
    this.child = spawn(file, args, { detached: true, env: { PATH: process.env['PATH'] ?? '', ...env } });
    this.gone = new Promise((resolve) => this.child.once('close', () => resolve()));
    this.child.stderr?.on('data', (chunk) => {
      this.errors += chunk;
    });
    // Gone with its reader; whoever waits for a line is told so.
    this.child.stdin?.on('error', () => {});
    if (this.child.stdout !== null) createInterface(this.child.stdout).on('line', (line) => this.read(line));
  }

  get last(): SecretsInfo | undefined {
    return this.told.at(-1);
  }

  async until(phase: SecretsInfo['phase']): Promise<SecretsInfo> {
    await until(`the secrets are ${phase}`, () => {
      if (this.last?.phase === phase) return true;
      if (this.child.exitCode !== null || this.child.signalCode !== null)
        throw new Error(`the process ended before that: ${this.errors}`);
      return false;
    });
    if (this.last === undefined) throw new Error('nothing was told');
    return this.last;
  }

  retry(): void {
    this.child.stdin?.write('\n');
  }

  /** In order. */
  async stop(): Promise<void> {
    this.child.stdin?.end();
    await this.gone;
  }

  /** Ends it as a crash would, and waits until nothing of it is left. */
  async kill(): Promise<void> {
    const { pid, exitCode, signalCode } = this.child;
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
    await this.gone;
  }

  private read(line: string): void {
    // What stands in front may say something of its own.
    if (line.startsWith('{')) this.told.push(secretsInfoSchema.parse(JSON.parse(line)));
  }
}
