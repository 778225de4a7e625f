import { fromWireError, ProtocolError } from '../protocol/errors.ts';
import type { AnswerFrame } from '../protocol/frames.ts';
import { ConnectionLost } from './connection-state.ts';

interface Pending {
  readonly method: string;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Requests of one connection that have no answer yet. */
export class PendingRequests {
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;

  /** Numbers a request; `answer` settles when {@link settle} gets its answer, or when the connection is gone. */
  add(method: string): { readonly id: number; readonly answer: Promise<unknown> } {
    const id = ++this.lastId;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.pending.set(id, { method, resolve, reject });
    });
    return { id, answer };
  }

  settle(frame: AnswerFrame): void {
    const request = frame.id === null ? undefined : this.pending.get(frame.id);
    // An answer to nothing that was asked changes nothing.
    if (request === undefined || frame.id === null) return;
    this.pending.delete(frame.id);
    if ('error' in frame) request.reject(fromWireError(frame.error));
    else request.resolve(frame.result);
  }

  /** The connection is gone: every request fails, saying that its outcome is unknown. */
  failAll(): void {
    const all = [...this.pending.values()];
    this.pending.clear();
    for (const request of all) request.reject(new ConnectionLost(request.method, true));
  }
}

/** An answer that does not have the form the request table promises. */
export function malformedAnswer(method: string): ProtocolError {
  return new ProtocolError('internal', `The hub's answer to ${method} does not have the expected form.`);
}
