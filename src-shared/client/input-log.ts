import { toBase64 } from '../base/base64.ts';
import type { Clock } from '../base/clock.ts';
import { type Disposable, MutableDisposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import { newId, type RandomBytes } from '../base/ids.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { LIMITS } from '../protocol/limits.ts';
import { ConnectionLost } from './connection-state.ts';
import type { HubLink } from './hub-client.ts';
import {
  byThisPage,
  InputKeeping,
  type KeepInput,
  type KeptInput,
  type Operation,
  type PendingLine,
  pendingLines,
  STALE_INPUT_MS,
} from './kept-input.ts';
import { reconnectDelay } from './reconnect.ts';
import { textPieces } from './text-pieces.ts';

/** Input on its way at a time, so that a huge paste cannot fill the line; keys never come near it. */
const WINDOW = 8 * LIMITS.input;

/**
 * What has been typed and has not arrived. `clear`: nothing. `sending`: on its way. `unsent`: it waits for the line;
 * `since` is the monotonic time of the oldest. `held`: the line is back, but the oldest was typed more than 5 s ago:
 * {@link InputLog.send} or {@link InputLog.discard} decides.
 */
export type InputState =
  | { readonly kind: 'clear' }
  | { readonly kind: 'sending'; readonly operations: number; readonly since: number }
  | { readonly kind: 'unsent'; readonly operations: number; readonly since: number }
  | { readonly kind: 'held'; readonly operations: number; readonly since: number };

export interface InputLogOptions {
  readonly link: HubLink;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly terminal: string;
  /** What an earlier page has left behind. */
  readonly kept?: KeptInput;
  /** Without it nothing outlives the page. Used only from when the line is down until all has arrived. */
  readonly keep?: KeepInput;
}

/**
 * One terminal's input on its way to the hub: numbered, several operations under way at once, kept until the hub says
 * that they have arrived and sent again after a reconnect. The numbers make that exactly once.
 */
export class InputLog implements Disposable {
  private readonly options: InputLogOptions;
  private readonly states = new Emitter<InputState>();
  private readonly refusals = new Emitter<Error>();
  private readonly listening: Disposable;
  private readonly retryTimer = new MutableDisposable<Disposable>();
  /** Not known to have arrived, oldest first; the first `underWay` of them are sent. */
  private operations: Operation[] = [];
  private underWay = 0;
  private lastOp = 0;
  private epoch: string;
  /** Counts sendings from the start of the log, so that answers to an earlier one cannot confuse this one. */
  private round = 0;
  private failures = 0;
  private asking = false;
  private disposed = false;
  /** Counts changes of what has not arrived. */
  private changes = 0;
  private readonly keeping: InputKeeping;

  /** Fires with each new state; while typing normally that is `sending` and `clear` in turns. */
  readonly onState: Event<InputState> = this.states.event;
  /** The hub refused input for good (the terminal has ended, no right to type): what was typed is dropped. */
  readonly onRefused: Event<Error> = this.refusals.event;

  constructor(options: InputLogOptions) {
    this.options = options;
    this.epoch = newId('e', options.random, 20);
    this.keeping = new InputKeeping(options.keep, options.clock);
    if (options.kept !== undefined && options.kept.operations.length > 0) this.restore(options.kept);
    this.listening = options.link.onState((state) => this.onConnection(state.kind === 'open'));
  }

  get state(): InputState {
    const [oldest] = this.operations;
    if (oldest === undefined) return { kind: 'clear' };
    const facts = { operations: this.operations.length, since: oldest.typedAt };
    if (this.asking) return { kind: 'held', ...facts };
    return { kind: this.options.link.state.kind === 'open' ? 'sending' : 'unsent', ...facts };
  }

  /** What has not arrived, as lines; what the user has taken out of it is not among them. */
  get pending(): ReadonlyArray<PendingLine> {
    return pendingLines(this.operations);
  }

  /**
   * Takes a line back. Its numbers stay, with nothing under them: if it was on its way it may have arrived, and those
   * behind it must find their place.
   */
  drop({ first, last }: PendingLine): void {
    this.operations = this.operations.map((each) =>
      each.op >= first && each.op <= last ? { ...each, data: '', encoding: 'utf8' } : each,
    );
    this.changes += 1;
    if (this.operations.every(({ data }) => data === '')) this.forget();
    this.tell();
  }

  /** Types text; long text goes out in pieces. */
  type(text: string): void {
    for (const data of textPieces(text, LIMITS.input)) this.append(data, 'utf8');
    this.pump();
  }

  /** Types bytes that are not text, such as X10 mouse reports. */
  typeBytes(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += LIMITS.input)
      this.append(toBase64(bytes.subarray(at, at + LIMITS.input)), 'base64');
    this.pump();
  }

  /** The user's word that held input is still meant. */
  send(): void {
    this.asking = false;
    this.restart();
  }

  /** Drops what has not arrived. What was already on its way may have arrived all the same. */
  discard(): void {
    this.forget();
    this.tell();
  }

  dispose(): void {
    this.disposed = true;
    this.listening.dispose();
    this.retryTimer.dispose();
    // What is kept stays kept: it is there for the next page.
    this.keeping.stop();
    this.forget();
    this.states.dispose();
    this.refusals.dispose();
  }

  private append(data: string, encoding: 'utf8' | 'base64'): void {
    this.lastOp += 1;
    this.operations.push({ op: this.lastOp, data, encoding, typedAt: this.options.clock.monotonic() });
    this.changes += 1;
  }

  private restore(kept: KeptInput): void {
    this.operations = byThisPage(kept, this.options.clock);
    this.epoch = kept.epoch;
    this.lastOp = kept.operations.at(-1)?.op ?? 0;
    this.keeping.resume(this.lastOp);
    if (this.options.link.state.kind === 'open') this.onConnection(true);
  }

  private onConnection(open: boolean): void {
    this.round += 1;
    this.underWay = 0;
    this.retryTimer.value = undefined;
    this.failures = 0;
    const [oldest] = this.operations;
    const age = oldest === undefined ? 0 : this.options.clock.monotonic() - oldest.typedAt;
    this.asking = open && age > STALE_INPUT_MS;
    this.pump();
  }

  /** Sends again from the oldest operation that is not known to have arrived. */
  private restart(): void {
    this.round += 1;
    this.underWay = 0;
    this.pump();
  }

  private pump(): void {
    const mayGo = this.options.link.state.kind === 'open' && !this.asking && this.retryTimer.value === undefined;
    let room = mayGo ? WINDOW - this.sizeUnderWay() : 0;
    while (room > 0) {
      const next = this.operations[this.underWay];
      if (next === undefined || !this.keeping.mayGo(next.op)) break;
      room -= next.data.length;
      this.underWay += 1;
      void this.post(next);
    }
    this.tell();
  }

  private sizeUnderWay(): number {
    let size = 0;
    for (let at = 0; at < this.underWay; at++) size += this.operations[at]?.data.length ?? 0;
    return size;
  }

  private async post(operation: Operation): Promise<void> {
    const { round, epoch } = this;
    const { op, data, encoding } = operation;
    try {
      const id = this.options.terminal;
      const taken = await this.options.link.request('terminal.session.input', { id, epoch, op, data, encoding });
      // Also of an earlier round: what has arrived has arrived.
      if (epoch === this.epoch) this.onTaken(taken.op);
    } catch (thrown) {
      if (round === this.round && epoch === this.epoch) this.onFailed(thrown);
    }
  }

  private onTaken(op: number): void {
    const before = this.operations.length;
    this.operations = this.operations.filter((each) => each.op > op);
    this.underWay = Math.max(0, this.underWay - (before - this.operations.length));
    this.failures = 0;
    if (before !== this.operations.length) this.changes += 1;
    // What comes now has numbers that nothing which was kept can know.
    if (this.operations.length === 0 && this.keeping.isOn) this.forget();
    if (!this.disposed) this.pump();
  }

  private onFailed(thrown: unknown): void {
    // The next open connection sends it again.
    if (thrown instanceof ConnectionLost) return;
    if (thrown instanceof ProtocolError && thrown.retry) this.retryLater();
    else this.refuse(thrown instanceof Error ? thrown : new Error(String(thrown)));
  }

  private refuse(error: Error): void {
    this.forget();
    this.tell();
    this.refusals.fire(error);
  }

  private retryLater(): void {
    this.round += 1;
    this.failures += 1;
    this.underWay = 0;
    this.retryTimer.value = this.options.clock.after(reconnectDelay(this.failures + 1, 1), () => {
      this.retryTimer.value = undefined;
      this.pump();
    });
  }

  /** Operations that are dropped leave a hole in the numbers, so those after it need numbers of their own. */
  private forget(): void {
    this.changes += 1;
    this.operations = [];
    this.underWay = 0;
    this.lastOp = 0;
    this.round += 1;
    this.asking = false;
    this.retryTimer.value = undefined;
    this.epoch = newId('e', this.options.random, 20);
  }

  private tell(): void {
    const { epoch, operations } = this;
    const isAway = this.options.link.state.kind !== 'open';
    if (!this.disposed)
      this.keeping.note({ epoch, operations }, this.changes, isAway, () => {
        if (epoch === this.epoch && !this.disposed) this.pump();
      });
    this.states.fire(this.state);
  }
}
