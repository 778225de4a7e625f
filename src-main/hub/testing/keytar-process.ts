import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { until } from './until.ts';

const SCRIPT = `${import.meta.dirname}/keytar-child.ts`;
const outcomeSchema = z.looseObject({ kind: z.string() });

/** A running `keytar-child.ts`. */
export class KeytarProcess {
  private readonly child: ChildProcess;
  private readonly outcomes: Array<z.infer<typeof outcomeSchema>> = [];

  constructor(env: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, [SCRIPT], { env: { ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
    if (this.child.stdout === null) return;
    createInterface(this.child.stdout).on('line', (line) => this.outcomes.push(outcomeSchema.parse(JSON.parse(line))));
  }

  /** `<read|write|remove> <deadline, ms> <name> [text]` */
  ask(line: string): Promise<unknown> {
    this.child.stdin?.write(`${line}\n`);
    return this.next();
  }

  /** The next outcome that nobody has taken yet. */
  async next(): Promise<unknown> {
    await until('the keychain answers', () => this.outcomes.length > 0);
    return this.outcomes.shift();
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.stdin?.end();
    await gone;
  }
}
