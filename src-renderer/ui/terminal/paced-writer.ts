import type { Disposable } from '../../../src-shared/base/disposable.ts';

/** What is written to; xterm's `Terminal` is one. `done` is called when `data` is parsed. */
export interface Parser {
  write(data: string | Uint8Array, done: () => void): void;
}

/**
 * So much is given to the parser at a time, bytes. xterm parses what it has for up to 12 ms before it lets the browser
 * draw, which leaves too little of a frame's 16 ms; this much takes it 2 to 4.
 */
const PIECE = 48 * 1024;

interface Waiting {
  readonly data: string | Uint8Array;
  readonly done: (() => void) | undefined;
}

/** Hands output on in order and in pieces, each in a turn of its own, so that the browser draws and takes keys between. */
export class PacedWriter implements Disposable {
  private readonly parser: Parser;
  /** Calls back in a later turn of the event loop, as soon as the browser has nothing more urgent. */
  private readonly nextTurn: (run: () => void) => void;
  private queue: Waiting[] = [];
  private busy = false;
  private disposed = false;

  constructor(parser: Parser, nextTurn: (run: () => void) => void) {
    this.parser = parser;
    this.nextTurn = nextTurn;
  }

  write(data: string | Uint8Array, done?: () => void): void {
    if (this.disposed) return;
    this.queue.push({ data, done });
    if (!this.busy) this.feed();
  }

  /** Forgets what waits: the parser is about to go. */
  dispose(): void {
    this.disposed = true;
    this.queue = [];
  }

  private feed(): void {
    const turn: Waiting[] = [];
    let size = 0;
    while (size < PIECE) {
      const next = this.queue.shift();
      if (next === undefined) break;
      const piece = cut(next, PIECE - size);
      if (piece.rest !== undefined) this.queue.unshift(piece.rest);
      turn.push(piece.first);
      size += piece.first.data.length;
    }
    this.busy = turn.length > 0;
    turn.forEach(({ data, done }, at) => {
      const last = at === turn.length - 1;
      this.parser.write(data, () => {
        done?.();
        if (last) this.turnIsOver();
      });
    });
  }

  private turnIsOver(): void {
    if (this.queue.length === 0) this.busy = false;
    else this.nextTurn(() => this.feed());
  }
}

/** The first `size` bytes, and what is left of them; text is short and stays whole. */
function cut(waiting: Waiting, size: number): { readonly first: Waiting; readonly rest?: Waiting } {
  const { data, done } = waiting;
  if (typeof data === 'string' || data.length <= size) return { first: waiting };
  return {
    first: { data: data.subarray(0, size), done: undefined },
    rest: { data: data.subarray(size), done },
  };
}

/** {@link PacedWriter}'s turns in a browser: a message, which unlike a timer is not held back for 4 ms. */
export function messageTurns(): (run: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  const waiting: Array<() => void> = [];
  port1.onmessage = () => waiting.shift()?.();
  return (run) => {
    waiting.push(run);
    port2.postMessage(null);
  };
}
