import type { Clock } from '../../src-shared/base/clock.ts';
import type { Exit, Facts, Holding, StreamName } from '../../src-shared/keeper-protocol/messages.ts';
import type { Held, HeldListener, Label } from './held.ts';
import { InputGate } from './input-gate.ts';
import { Output } from './output.ts';
import type { Launch, Pty, StartPty } from './pty.ts';
import type { Screen } from './screen.ts';
import type { Size } from './screen-messages.ts';
import type { Screens } from './screens.ts';

/** Replies of the terminal to a program that does not read them. */
const REPLIES_WAITING = 64 * 1024;

/** A program on a PTY with its output ring and its screen. */
export class Terminal implements Held {
  readonly kind = 'terminal';
  readonly id: string;
  readonly gate = new InputGate();
  readonly screen: Screen;
  private readonly label: Label;
  private readonly startedAt: number;
  private readonly pty: Pty;
  private readonly output: Output;
  private facts: Facts = { title: '', cwd: null, bells: 0, run: { kind: 'unknown' } };
  private ended: Exit | null = null;

  constructor(id: string, launch: Launch, size: Size, label: Label, listener: HeldListener, needs: TerminalNeeds) {
    this.id = id;
    this.label = label;
    this.startedAt = needs.clock.now();
    this.output = new Output((flowing) => this.pty.setFlowing(flowing));
    this.pty = needs.startPty(launch, size, {
      data: (chunk) => this.output.append(chunk),
      ended: (code, signal) => {
        this.ended = { code, signal, at: needs.clock.now() };
        listener.exited(this, this.ended);
      },
    });
    this.screen = needs.screens.open(size, this.output, {
      reply: (text) => this.reply(text),
      facts: (facts) => {
        this.facts = facts;
        listener.factsChanged(this, facts);
      },
    });
  }

  get exit(): Exit | null {
    return this.ended;
  }

  get pid(): number {
    return this.pty.pid;
  }

  /** Bytes of output so far. */
  get head(): number {
    return this.output.head;
  }

  get size(): Size {
    return this.screen.size;
  }

  get unwritten(): number {
    return this.pty.unwritten;
  }

  get outputs(): readonly Output[] {
    return [this.output];
  }

  stream(name: StreamName): Output | undefined {
    return name === 'tty' ? this.output : undefined;
  }

  write(bytes: Uint8Array): void {
    this.pty.write(bytes);
  }

  /** The kernel tells the program; its output from here on is for the new grid. */
  resize(size: Size): void {
    if (size.cols === this.size.cols && size.rows === this.size.rows) return;
    this.pty.resize(size);
    this.output.resized(size);
  }

  signal(name: string): void {
    this.pty.signal(name);
  }

  foreground(): string | null {
    return this.pty.foreground();
  }

  describe(): Holding {
    const { id, pid, startedAt, size, facts, head, exit, label } = this;
    return { kind: 'terminal', id, pid, startedAt, size, facts, head, exit, label };
  }

  dispose(): void {
    this.screen.dispose();
    this.pty.dispose();
  }

  private reply(text: string): void {
    if (this.ended === null && this.pty.unwritten < REPLIES_WAITING) this.pty.write(Buffer.from(text));
  }
}

export interface TerminalNeeds {
  readonly clock: Clock;
  readonly screens: Screens;
  readonly startPty: StartPty;
}
