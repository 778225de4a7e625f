/** A program to run in a terminal: the file and its arguments. */
export type Program = readonly [file: string, ...args: string[]];

/** One client's view of one terminal, over a socket of its own. */
export interface Session {
  /** Names the terminal for {@link Door.join}. */
  readonly id: string;
  write(text: string): void;
  /** Called with output, in order. What came before it was set is kept and given to it first. */
  onBytes(listener: (bytes: Uint8Array) => void): void;
  /** False once a screen stood in for bytes that were skipped. */
  readonly exact: boolean;
  /** Output bytes of the terminal so far, whether this client received them or a screen in their place. */
  readonly position: number;
  /** Stops and resumes reading from the socket. */
  stall(stalled: boolean): void;
  close(): void;
}

/** A way to a running subject. */
export interface Door {
  start(program: Program): Promise<Session>;
  join(id: string): Promise<Session>;
}

/** Passes bytes on to a listener that may come later. */
export class Outlet {
  private listener: ((bytes: Uint8Array) => void) | undefined;
  private early: Uint8Array[] = [];

  put(bytes: Uint8Array): void {
    if (this.listener === undefined) this.early.push(bytes);
    else this.listener(bytes);
  }

  set(listener: (bytes: Uint8Array) => void): void {
    this.listener = listener;
    for (const bytes of this.early.splice(0)) listener(bytes);
  }
}

/** Resolves when `text` has come by; for programs that say "ready". */
export function seen(session: Session, text: string): Promise<void> {
  return new Promise((resolve) => {
    let tail = '';
    session.onBytes((bytes) => {
      tail = (tail + Buffer.from(bytes).toString('latin1')).slice(-200);
      if (tail.includes(text)) resolve();
    });
  });
}
