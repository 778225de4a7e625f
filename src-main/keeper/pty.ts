import type { Size } from './screen-messages.ts';

/** What to start, in full: nothing is taken from the keeper's own environment. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface PtyListener {
  /** The chunk is the listener's own. */
  data(chunk: Uint8Array): void;
  /** After the last data. */
  ended(code: number | null, signal: string | null): void;
}

/** A program on a pseudo-terminal. */
export interface Pty {
  readonly pid: number;
  /** Bytes that the program has not taken yet. */
  readonly unwritten: number;
  write(bytes: Uint8Array): void;
  resize(size: Size): void;
  /** Whether output is read; if not, the program is held as soon as the kernel's buffer is full. */
  setFlowing(flowing: boolean): void;
  signal(name: string): void;
  /** The process in the foreground when it is not the one that was started. */
  foreground(): string | null;
  dispose(): void;
}

export type StartPty = (launch: Launch, size: Size, listener: PtyListener) => Pty;
