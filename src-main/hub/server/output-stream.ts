import type { Clock } from '../../../src-shared/base/clock.ts';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import { LIMITS } from '../../../src-shared/protocol/limits.ts';
import type { OutputStream, Size } from '../caller.ts';
import type { Outbox } from './outbox.ts';
import { Pace } from './pace.ts';
import { SERVER_LIMITS } from './server-limits.ts';

/** One attachment's output: counts what the client has not acknowledged, and refuses what goes past the budget. */
export class BudgetedStream implements OutputStream {
  readonly number: number;
  private readonly outbox: Outbox;
  private readonly measured: Pace;
  private readonly onDispose: (stream: BudgetedStream) => void;
  private readonly ready = new Emitter<void>();
  readonly onReady = this.ready.event;
  /** Output offsets: all below `sent` is on its way, all below `acked` has been shown. */
  private sent = 0;
  private acked = 0;
  /** Bytes of the last screen, until an acknowledgement reaches its offset. */
  private screenBytes = 0;
  private screenOffset = 0;
  private begun = false;
  private refused = false;
  private closed = false;

  constructor(options: {
    readonly number: number;
    readonly outbox: Outbox;
    readonly clock: Clock;
    readonly onDispose: (stream: BudgetedStream) => void;
  }) {
    this.number = options.number;
    this.outbox = options.outbox;
    this.measured = new Pace(options.clock);
    this.onDispose = options.onDispose;
  }

  get pace(): number {
    return this.measured.bytesPerMs;
  }

  get unacknowledged(): number {
    return this.sent - this.acked + this.screenBytes;
  }

  output(offset: number, bytes: Uint8Array): boolean {
    if (this.closed) return false;
    this.begin(offset);
    const waiting = this.unacknowledged;
    // One chunk larger than the whole budget passes when nothing else is under way; it could never pass otherwise.
    const fits = waiting + bytes.length <= LIMITS.unacknowledged || waiting === 0;
    if (!fits || !this.outbox.output(this.number, offset, bytes)) {
      this.refused = true;
      return false;
    }
    this.sent = offset + bytes.length;
    return true;
  }

  screen(offset: number, { cols, rows }: Size, bytes: Uint8Array): void {
    if (this.closed) return;
    this.begun = true;
    this.sent = offset;
    this.acked = offset;
    this.screenOffset = offset;
    // Never 0, so that an empty screen is waited for too.
    this.screenBytes = Math.max(1, bytes.length);
    this.refused = false;
    this.outbox.control({ kind: 'screen', stream: this.number, offset, cols, rows, bytes });
  }

  size(offset: number, { cols, rows }: Size): void {
    if (!this.closed) this.outbox.control({ kind: 'size', stream: this.number, offset, cols, rows });
  }

  end(offset: number): void {
    if (!this.closed) this.outbox.control({ kind: 'end', stream: this.number, offset });
  }

  /** The client has shown everything up to `offset`. What it claims beyond what was sent counts as what was sent. */
  acknowledge(offset: number): void {
    const reached = Math.min(offset, this.sent);
    let taken = 0;
    if (this.screenBytes > 0 && reached >= this.screenOffset) {
      taken += this.screenBytes;
      this.screenBytes = 0;
      // Whoever sent the screen may have more to send once it has been seen.
      this.refused = true;
    }
    if (reached > this.acked) {
      taken += reached - this.acked;
      this.acked = reached;
    }
    if (taken > 0) this.measured.add(taken);
    this.checkReady();
  }

  /** Called when something has got better: an acknowledgement, or a socket that has drained. */
  checkReady(): void {
    if (!this.refused || this.unacknowledged > LIMITS.unacknowledged / 2) return;
    if (this.outbox.backlog > SERVER_LIMITS.outputBacklog) return;
    this.refused = false;
    this.ready.fire();
  }

  dispose(): void {
    if (this.closed) return;
    this.closed = true;
    this.ready.dispose();
    this.onDispose(this);
  }

  private begin(offset: number): void {
    if (this.begun) return;
    this.begun = true;
    this.sent = offset;
    this.acked = offset;
  }
}
