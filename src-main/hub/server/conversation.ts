import type { Clock } from '../../../src-shared/base/clock.ts';
import { decodeBinary, decodeText } from '../../../src-shared/protocol/codec.ts';
import { ERRORS, type ErrorName, ProtocolError } from '../../../src-shared/protocol/errors.ts';
import { type AnswerFrame, HELLO, type RequestFrame } from '../../../src-shared/protocol/frames.ts';
import type { OpenCaller } from './open-caller.ts';
import type { Router } from './router.ts';
import { FAULT_RATE, REFUSAL_RATE, SERVER_LIMITS } from './server-limits.ts';
import { TokenBucket } from './token-bucket.ts';

interface ConversationOptions {
  readonly caller: OpenCaller;
  readonly router: Router;
  readonly clock: Clock;
  readonly send: (answer: AnswerFrame) => void;
  readonly close: (error: ErrorName, reason: string) => void;
}

/** What a client that was let in sends: requests and acknowledgements. */
export class Conversation {
  readonly caller: OpenCaller;
  private readonly options: ConversationOptions;
  private readonly faults: TokenBucket;
  private readonly refusals: TokenBucket;
  private pending = 0;

  constructor(options: ConversationOptions) {
    this.options = options;
    this.caller = options.caller;
    this.faults = new TokenBucket(FAULT_RATE, options.clock);
    this.refusals = new TokenBucket(REFUSAL_RATE, options.clock);
  }

  onText(data: Buffer): void {
    const decoded = decodeText(data.toString());
    if (!decoded.ok) {
      this.onFault(null, new ProtocolError(decoded.error));
    } else if (decoded.value.kind !== 'request') {
      this.onFault(null, new ProtocolError('invalidRequest', 'Only requests are accepted from clients.'));
    } else if (decoded.value.frame.method === HELLO) {
      const error = new ProtocolError('invalidRequest', 'Hello was already said on this connection.');
      this.onFault(decoded.value.frame.id, error);
    } else {
      this.onRequest(decoded.value.frame);
    }
  }

  /** Clients send one kind of binary frame. Any other cannot be answered, so the close says what was wrong. */
  onBinary(data: Buffer): void {
    const decoded = decodeBinary(data);
    if (!decoded.ok) {
      this.options.close('invalidRequest', decoded.error);
    } else if (decoded.value.kind !== 'ack') {
      this.options.close('invalidRequest', `clients do not send ${decoded.value.kind} frames`);
    } else {
      this.caller.acknowledge(decoded.value.stream, decoded.value.offset);
    }
  }

  private onRequest(frame: RequestFrame): void {
    if (this.pending >= SERVER_LIMITS.pending) {
      const error = new ProtocolError('rateLimited', 'Too many requests are waiting for their answer.');
      this.send({ jsonrpc: '2.0', id: frame.id, error: error.toWire() });
      return;
    }
    const answer = this.options.router.answer(frame, this.caller);
    if (!(answer instanceof Promise)) {
      this.send(answer);
      return;
    }
    this.pending += 1;
    // Never rejects: the router turns every failure into an answer.
    void answer.then((settled) => {
      this.pending -= 1;
      this.send(settled);
    });
  }

  private send(answer: AnswerFrame): void {
    this.options.send(answer);
    const isRefusal = 'error' in answer && answer.error.code === ERRORS.rateLimited.code;
    if (isRefusal && !this.refusals.take()) this.options.close('rateLimited', 'too many requests that were refused');
  }

  private onFault(id: number | null, error: ProtocolError): void {
    this.options.send({ jsonrpc: '2.0', id, error: error.toWire() });
    if (!this.faults.take()) this.options.close(error.error, 'too many malformed frames');
  }
}
