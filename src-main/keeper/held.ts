import type { Disposable } from '../../src-shared/base/disposable.ts';
import type { Exit, Facts, Holding, StreamName } from '../../src-shared/keeper-protocol/messages.ts';
import type { InputGate } from './input-gate.ts';
import type { Output } from './output.ts';
import type { Process } from './process.ts';
import type { Terminal } from './terminal.ts';

export type Label = Record<string, unknown>;

/** What a keeper holds has in common, whether terminal or piped process. */
export interface Held extends Disposable {
  readonly id: string;
  readonly pid: number;
  readonly gate: InputGate;
  /** Null while it runs. */
  readonly exit: Exit | null;
  /** Input that the program has not taken yet, bytes. */
  readonly unwritten: number;
  readonly outputs: readonly Output[];
  stream(name: StreamName): Output | undefined;
  write(bytes: Uint8Array): void;
  signal(name: string): void;
  describe(): Holding;
}

export interface HeldListener {
  exited(held: Held, exit: Exit): void;
  factsChanged(held: Held, facts: Facts): void;
}

export type AnyHeld = Terminal | Process;
