import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Disposable } from '../../../src-shared/base/disposable.ts';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import type { ClientKind } from '../../../src-shared/protocol/capabilities.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import { LIMITS } from '../../../src-shared/protocol/limits.ts';
import type { RateClass } from '../../../src-shared/protocol/request.ts';
import type { Right } from '../../../src-shared/protocol/rights.ts';
import type { OutputStream } from '../caller.ts';
import type { Reach } from '../reach.ts';
import type { Outbox } from './outbox.ts';
import { BudgetedStream } from './output-stream.ts';
import type { Asker } from './router.ts';
import { REQUEST_RATES } from './server-limits.ts';
import { TokenBucket } from './token-bucket.ts';

/** The open half of a connection: what handlers see as their {@link Caller}, and what its frames are counted against. */
export class OpenCaller implements Asker, Disposable {
  readonly id: string;
  readonly device: { readonly id: string; readonly name: string };
  readonly kind: ClientKind;
  readonly reach: Reach;
  readonly may: (right: Right) => boolean;
  private readonly outbox: Outbox;
  private readonly clock: Clock;
  private readonly buckets: Readonly<Record<RateClass, TokenBucket>>;
  private readonly streams = new Map<number, BudgetedStream>();
  private readonly closed = new Emitter<void>();
  readonly onClose = this.closed.event;
  private isClosed = false;
  private nextStream = 1;

  constructor(options: {
    readonly id: string;
    readonly device: { readonly id: string; readonly name: string };
    readonly kind: ClientKind;
    readonly reach: Reach;
    readonly may: (right: Right) => boolean;
    readonly outbox: Outbox;
    readonly clock: Clock;
  }) {
    this.id = options.id;
    this.device = options.device;
    this.kind = options.kind;
    this.reach = options.reach;
    this.may = options.may;
    this.outbox = options.outbox;
    this.clock = options.clock;
    this.buckets = {
      interactive: new TokenBucket(REQUEST_RATES.interactive, options.clock),
      control: new TokenBucket(REQUEST_RATES.control, options.clock),
      heavy: new TokenBucket(REQUEST_RATES.heavy, options.clock),
    };
  }

  take(rate: RateClass): boolean {
    return this.buckets[rate].take();
  }

  notify(method: string, params: object): void {
    this.notifyText(JSON.stringify({ jsonrpc: '2.0', method, params }));
  }

  notifyText(frame: string): void {
    if (!this.isClosed) this.outbox.text(frame);
  }

  openStream(): OutputStream {
    if (this.isClosed || this.streams.size >= LIMITS.attachments) {
      throw new ProtocolError('limitReached', `A client can be attached to ${LIMITS.attachments} terminals at most.`);
    }
    // Numbers are never used twice, so a late acknowledgement cannot reach another terminal's stream.
    const number = this.nextStream++;
    const onDispose = (stream: BudgetedStream): void => {
      this.streams.delete(stream.number);
    };
    const stream = new BudgetedStream({ number, outbox: this.outbox, clock: this.clock, onDispose });
    this.streams.set(number, stream);
    return stream;
  }

  /** A stream that is unknown was detached while this was on its way. */
  acknowledge(stream: number, offset: number): void {
    this.streams.get(stream)?.acknowledge(offset);
  }

  /** The socket has taken everything. */
  drained(): void {
    for (const stream of this.streams.values()) stream.checkReady();
  }

  dispose(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.closed.fire();
    this.closed.dispose();
    for (const stream of [...this.streams.values()]) stream.dispose();
  }
}
