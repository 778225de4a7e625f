import { ProtocolError } from '../../../src-shared/protocol/errors.ts';

/**
 * For what takes long and can be done but once at a time: whoever asks waits for those before, and nobody stands in the
 * queue twice, so that one who asks without end delays the others by a single turn.
 */
export class Turns {
  private readonly waiting = new Set<string>();
  private last: Promise<unknown> = Promise.resolve();

  take<T>(who: string, run: () => Promise<T>): Promise<T> {
    if (this.waiting.has(who)) throw new ProtocolError('rateLimited', 'Wait for the answer before you ask again.');
    this.waiting.add(who);
    const turn = this.last.then(run).finally(() => this.waiting.delete(who));
    // How one turn ends is for who took it; the next comes in any case.
    this.last = turn.catch(() => {});
    return turn;
  }
}
