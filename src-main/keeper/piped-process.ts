import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../../src-shared/base/clock.ts';
import type { Disposable } from '../../src-shared/base/disposable.ts';
import { FaultError } from './fault.ts';
import { withPipes } from './masters.ts';
import { signalGroup } from './process-groups.ts';
import type { Launch } from './pty.ts';

/** A child of the process may hold its pipes open for ever; its own end is what counts, after a moment for the rest. */
const LAST_OUTPUT_MS = 1000;

export interface PipedListener {
  data(stream: 'stdout' | 'stderr', chunk: Uint8Array): void;
  /** After the last data. */
  ended(code: number | null, signal: string | null): void;
}

/** A program on three pipes, in a process group of its own. */
export class PipedProcess {
  readonly pid: number;
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly listener: PipedListener;
  private readonly clock: Clock;
  private lastOutput: Disposable | undefined;
  private hasEnded = false;

  constructor(launch: Launch, listener: PipedListener, clock: Clock) {
    this.listener = listener;
    this.clock = clock;
    const { file, args, cwd, env } = launch;
    const options = { cwd, env: { ...env }, detached: true, windowsHide: true };
    this.child = withPipes((stdio) => spawn(file, args, { ...options, stdio })) as typeof this.child;
    // Told by the exit, or below when there never was a process.
    this.child.on('error', () => {});
    if (this.child.pid === undefined) throw new FaultError('startFailed', `${file} could not be started.`);
    this.pid = this.child.pid;
    // A program that no longer reads: its exit, or its answer, tells.
    this.child.stdin.on('error', () => {});
    this.child.stdout.on('data', (chunk: Buffer) => listener.data('stdout', chunk));
    this.child.stderr.on('data', (chunk: Buffer) => listener.data('stderr', chunk));
    this.child.on('exit', (code, signal) => {
      this.lastOutput = this.clock.after(LAST_OUTPUT_MS, () => this.end(code, signal));
    });
    this.child.on('close', (code, signal) => this.end(code, signal));
  }

  get unwritten(): number {
    return this.child.stdin.writableLength;
  }

  write(bytes: Uint8Array): void {
    if (!this.child.stdin.writableEnded) this.child.stdin.write(bytes);
  }

  endInput(): void {
    this.child.stdin.end();
  }

  setFlowing(stream: 'stdout' | 'stderr', flowing: boolean): void {
    if (flowing) this.child[stream].resume();
    else this.child[stream].pause();
  }

  signal(name: string): void {
    if (this.hasEnded) return;
    if (process.platform === 'win32') this.child.kill(name as NodeJS.Signals);
    else signalGroup(this.pid, name);
  }

  dispose(): void {
    this.signal('SIGKILL');
    this.lastOutput?.dispose();
  }

  private end(code: number | null, signal: string | null): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.lastOutput?.dispose();
    this.child.stdout.destroy();
    this.child.stderr.destroy();
    this.listener.ended(code, signal);
  }
}
