import type { Clock } from '../../src-shared/base/clock.ts';
import type { Exit, Holding, StreamName } from '../../src-shared/keeper-protocol/messages.ts';
import type { Held, HeldListener, Label } from './held.ts';
import { InputGate } from './input-gate.ts';
import { Output } from './output.ts';
import { PipedProcess } from './piped-process.ts';
import type { Launch } from './pty.ts';

/** A program on pipes with a ring for each of its two outputs. */
export class Process implements Held {
  readonly kind = 'process';
  readonly id: string;
  readonly gate = new InputGate();
  private readonly label: Label;
  private readonly startedAt: number;
  private readonly piped: PipedProcess;
  private readonly stdout = new Output((flowing) => this.piped.setFlowing('stdout', flowing));
  private readonly stderr = new Output((flowing) => this.piped.setFlowing('stderr', flowing));
  private ended: Exit | null = null;

  constructor(id: string, launch: Launch, label: Label, listener: HeldListener, clock: Clock) {
    this.id = id;
    this.label = label;
    this.startedAt = clock.now();
    this.piped = new PipedProcess(
      launch,
      {
        data: (stream, chunk) => this[stream].append(chunk),
        ended: (code, signal) => {
          this.ended = { code, signal, at: clock.now() };
          listener.exited(this, this.ended);
        },
      },
      clock,
    );
  }

  get exit(): Exit | null {
    return this.ended;
  }

  get pid(): number {
    return this.piped.pid;
  }

  get unwritten(): number {
    return this.piped.unwritten;
  }

  get outputs(): readonly Output[] {
    return [this.stdout, this.stderr];
  }

  stream(name: StreamName): Output | undefined {
    return name === 'tty' ? undefined : this[name];
  }

  write(bytes: Uint8Array): void {
    this.piped.write(bytes);
  }

  endInput(): void {
    this.piped.endInput();
  }

  signal(name: string): void {
    this.piped.signal(name);
  }

  describe(): Holding {
    const { id, pid, startedAt, exit, label } = this;
    return {
      kind: 'process',
      id,
      pid,
      startedAt,
      heads: { stdout: this.stdout.head, stderr: this.stderr.head },
      exit,
      label,
    };
  }

  dispose(): void {
    this.piped.dispose();
  }
}
