import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import type { Result } from '../../../src-shared/base/result.ts';
import { RING_BYTES } from '../../../src-shared/keeper-protocol/version.ts';
import type { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import { LIMITS } from '../../../src-shared/protocol/limits.ts';
import type { OutputStream, Size } from '../caller.ts';
import { BusyRate } from './busy-rate.ts';
import { sameSize } from './driver.ts';
import type { Answer } from './keeper-link.ts';
import type { Patience } from './patience.ts';

/** A client that is behind gets bytes when it takes them within this time at its own pace, else a screen. */
const CATCH_UP_MS = 250;
const MOST_AT_LEAST = 64 * 1024;
/** One that comes back with an offset has no pace yet, and its scrollback to lose: half a ring is sent as bytes. */
const MOST_ON_RETURN = RING_BYTES / 2;
/**
 * Bytes per ms from which a client counts as quick: one on this machine or a good network that is out of breath for a
 * moment, not one that is slow. 16 MiB/s is also the least that a program can be brought to by waiting for such clients.
 */
const QUICK = 16 * 1024;
/** When the emulator is further back than the client is, its screen is asked for again after this. */
const STALE_SCREEN_MS = 50;
/** Bytes are handed to the client in pieces, so that a refusal costs at most this much that could have gone out. */
const PIECE = 64 * 1024;

/** What an attachment asks of its terminal. */
export interface Source {
  /** The next live byte; null while the stream is not followed. */
  readonly position: number | null;
  readonly size: Size;
  /** True when no byte comes after `position`. */
  readonly ended: boolean;
  /** A client that was behind has got something. */
  advanced(): void;
  /** The client has been told the end. */
  arrived(): void;
  /** Asks the keeper; settles in order with live output, at once when the stream is not followed. */
  catchUp(from: number | null, most: number, settle: (outcome: Result<Answer<'catchUp'>, ProtocolError>) => void): void;
}

type State =
  /** Waits for its terminal to be followed (again). */
  | { readonly kind: 'waiting' }
  /** The keeper was asked. Live output up to the answer is contained in the answer, so it is not sent. */
  | { readonly kind: 'catching-up' }
  /** The client has too much unacknowledged; `rest` are bytes from its position on that were fetched already. */
  | { readonly kind: 'behind'; readonly rest: Uint8Array | null }
  | { readonly kind: 'live' }
  | { readonly kind: 'ended' };

/** One client on one terminal. Whatever happens, the client sees bytes in order, each once, or a fresh screen. */
export class Attachment implements Disposable {
  readonly stream: OutputStream;
  private readonly source: Source;
  private readonly clock: Clock;
  private readonly store = new DisposableStore();
  private state: State = { kind: 'waiting' };
  /** The next byte the client lacks; null: it has nothing and begins with a screen. */
  private position: number | null;
  private size: Size | null = null;
  private returning: boolean;
  /** When bytes were last refused. */
  private refusedAt = 0;
  /** Where the stream was when a first screen was asked for: output from there on joins on to that screen. */
  private askedAt: number | null = null;
  private readonly patience: Patience;
  private readonly rate = new BusyRate();
  private readonly again = new MutableDisposable<Disposable>();

  constructor(stream: OutputStream, source: Source, from: number | null, clock: Clock, patience: Patience) {
    this.clock = clock;
    this.patience = patience;
    this.source = source;
    this.position = from;
    this.returning = from !== null;
    this.stream = this.store.add(stream);
    this.store.add(this.again);
    this.store.add(stream.onReady(() => this.goOn()));
  }

  get kind(): State['kind'] {
    return this.state.kind;
  }

  /** Up to where the keeper may forget, as far as this client goes: null when nobody should wait for it. */
  get waitsAt(): number | null {
    if (this.state.kind !== 'behind' && this.state.kind !== 'catching-up') return null;
    if (this.rate.isBelow(QUICK)) return null;
    return this.patience.lasts(this.clock.monotonic()) ? (this.position ?? this.askedAt) : null;
  }

  /** The terminal is followed now, or its stream was interrupted and goes on elsewhere. */
  resume(): void {
    if (this.state.kind === 'waiting' || this.state.kind === 'live') this.catchUp();
  }

  /** The terminal is not followed any more; what the client lacks is found out when it is again. */
  pause(): void {
    if (this.state.kind === 'live') this.state = { kind: 'waiting' };
  }

  /** Live output. */
  output(offset: number, bytes: Uint8Array): void {
    if (this.state.kind !== 'live') return;
    // The common case first: one piece, no view made.
    if (bytes.length <= PIECE ? this.sendPiece(offset, bytes) : this.send(bytes) === null) return;
    this.state = { kind: 'behind', rest: null };
  }

  resized(offset: number, size: Size): void {
    if (this.state.kind === 'live') this.tellSize(offset, size);
  }

  /** `source.ended` has become true. */
  finish(): void {
    if (this.state.kind === 'live') this.arrive();
  }

  /** Shows what was saved of a terminal that no keeper has any more. */
  showSaved(screen: { readonly offset: number; readonly size: Size; readonly bytes: Uint8Array } | null): void {
    if (this.state.kind === 'ended') return;
    if (screen !== null && (this.position === null || this.position < screen.offset)) {
      this.stream.screen(screen.offset, screen.size, screen.bytes);
      this.position = screen.offset;
    }
    this.end();
  }

  /** Nothing comes any more; the client keeps what it has. */
  end(): void {
    if (this.state.kind === 'ended') return;
    this.state = { kind: 'ended' };
    this.stream.end(this.position ?? 0);
    this.source.arrived();
  }

  dispose(): void {
    this.state = { kind: 'ended' };
    this.store.dispose();
  }

  /** The client has room again. */
  private goOn(): void {
    if (this.state.kind !== 'behind') return;
    const { rest } = this.state;
    // A refusal came at the whole budget, and now at most half of it is left.
    if (this.refusedAt > 0) this.rate.add(LIMITS.unacknowledged / 2, this.clock.monotonic() - this.refusedAt);
    this.refusedAt = 0;
    this.patience.progress(this.clock.monotonic());
    if (rest === null) this.catchUp();
    else this.pump(rest, false);
    this.source.advanced();
  }

  private catchUp(): void {
    if (this.source.position === null) {
      this.state = { kind: 'waiting' };
      return;
    }
    this.state = { kind: 'catching-up' };
    if (this.position === null) {
      this.askedAt = this.source.position;
      this.patience.begin(this.clock.monotonic());
    }
    const pace = Math.max(this.stream.pace, this.rate.bytesPerMs);
    const most = Math.max(this.returning ? MOST_ON_RETURN : MOST_AT_LEAST, Math.ceil(pace * CATCH_UP_MS));
    this.returning = false;
    this.source.catchUp(this.position, Math.min(most, RING_BYTES), (outcome) => {
      if (this.state.kind !== 'catching-up') return;
      if (outcome.ok) {
        this.take(outcome.value);
        this.source.advanced();
      }
      // The link broke; `resume` comes when there is another.
      else this.state = { kind: 'waiting' };
    });
  }

  private take({ result, data }: Answer<'catchUp'>): void {
    if (result.kind === 'screen' && this.isStale(result.offset)) {
      this.state = { kind: 'behind', rest: null };
      this.again.value = this.clock.after(STALE_SCREEN_MS, () => {
        if (this.state.kind === 'behind') this.catchUp();
      });
    } else if (result.kind === 'screen') {
      this.size = result.size;
      this.position = result.offset;
      this.stream.screen(result.offset, result.size, data.subarray(0, result.screenBytes));
      this.pump(data.subarray(result.screenBytes), true);
    } else {
      this.position = result.offset;
      this.tellSize(result.offset, this.source.size);
      this.pump(data, false);
    }
  }

  /** Nobody is taken back to what they have seen already; an offset from another life does not count. */
  private isStale(offset: number): boolean {
    const { position } = this.source;
    return this.position !== null && position !== null && this.position <= position && offset < this.position;
  }

  private pump(bytes: Uint8Array, afterScreen: boolean): void {
    const rest = this.send(bytes);
    if (rest !== null) this.state = { kind: 'behind', rest };
    else if (this.position === this.source.position) this.arrive();
    // The keeper's emulator is itself behind. Another screen now would be one more that nobody waited to see.
    else if (afterScreen) this.state = { kind: 'behind', rest: null };
    else this.catchUp();
  }

  private arrive(): void {
    this.state = { kind: 'live' };
    if (this.size !== null) this.tellSize(this.position ?? 0, this.source.size);
    if (this.source.ended) this.end();
  }

  private tellSize(offset: number, size: Size): void {
    if (this.size !== null && sameSize(this.size, size)) return;
    this.size = size;
    this.stream.size(offset, size);
  }

  /** Sends from `position` on; answers what the client refused, or null. */
  private send(bytes: Uint8Array): Uint8Array | null {
    for (let at = 0; at < bytes.length; at += PIECE) {
      if (!this.sendPiece(this.position ?? 0, bytes.subarray(at, at + PIECE))) return bytes.subarray(at);
    }
    return null;
  }

  private sendPiece(offset: number, bytes: Uint8Array): boolean {
    if (!this.stream.output(offset, bytes)) {
      this.refusedAt = this.clock.monotonic();
      this.patience.begin(this.refusedAt);
      return false;
    }
    this.position = offset + bytes.length;
    return true;
  }
}
