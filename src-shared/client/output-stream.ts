import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore, MutableDisposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import type { BinaryFrame, OutputFrame, ScreenFrame } from '../protocol/codec.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { LIMITS } from '../protocol/limits.ts';
import type { Attachments } from './attachments.ts';
import { ConnectionLost } from './connection-state.ts';
import type { HubLink } from './hub-client.ts';
import { reconnectDelay } from './reconnect.ts';

/** Small outputs are acknowledged together after this many ms of quiet: nobody waits for these acknowledgements. */
const ACK_IDLE_MS = 50;

/** A grid in character cells. */
export interface GridSize {
  readonly cols: number;
  readonly rows: number;
}

/** What shows a terminal. Calls come in the order in which they must take effect. */
export interface OutputSink {
  /** Shows `bytes`, a view that must be copied if it is kept. Calls `done` once they are parsed, in order of the calls. */
  write(bytes: Uint8Array, done: () => void): void;
  /** Starts over with an empty grid of `size` and shows `bytes`. */
  screen(size: GridSize, bytes: Uint8Array, done: () => void): void;
  /** From here on the grid is `size`. */
  resize(size: GridSize): void;
  /** That was the last byte. */
  end(): void;
}

/**
 * How the stream of one terminal stands. `waiting`: the line is down, or the hub asked to come again. `failed`: the hub
 * refuses, and asking again would not help.
 */
export type OutputState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'attaching' }
  | { readonly kind: 'live' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly error: Error };

export interface OutputStreamOptions {
  readonly link: HubLink;
  /** Shared by all streams of the link. */
  readonly attachments: Attachments;
  readonly clock: Clock;
  readonly terminal: string;
  readonly sink: OutputSink;
  /** The grid this client could show. */
  readonly view?: GridSize;
  /** The first byte that the sink does not have; without it a screen comes first. */
  readonly from?: number;
}

/**
 * One terminal's output on its way to whatever shows it: in order it goes on, what was seen is cut, a gap is asked for
 * again. Every byte reaches the sink once, or a screen stands for those that did not; reconnecting changes nothing
 * about that.
 */
export class OutputStream implements Disposable {
  private readonly options: OutputStreamOptions;
  private readonly states = new Emitter<OutputState>();
  private readonly owned = new DisposableStore();
  private readonly attachment = new MutableDisposable<Disposable>();
  private readonly ackTimer = new MutableDisposable<Disposable>();
  private readonly retryTimer = new MutableDisposable<Disposable>();
  private current: OutputState = { kind: 'waiting' };
  private view: GridSize | undefined;
  /** The next byte to hand on; undefined until there is something to count from. */
  private position: number | undefined;
  /** Everything below is parsed. */
  private parsed = 0;
  private acknowledged = 0;
  /** The attachment's number on the wire. */
  private stream: number | undefined;
  /** Counts attachments: frames and answers of an older one are nobody's. */
  private turn = 0;
  private failures = 0;

  readonly onState: Event<OutputState> = this.states.event;

  constructor(options: OutputStreamOptions) {
    this.options = options;
    this.position = options.from;
    this.view = options.view;
    for (const each of [this.attachment, this.ackTimer, this.retryTimer]) this.owned.add(each);
    this.owned.add(options.link.onState((state) => this.onConnection(state.kind === 'open')));
    if (options.link.state.kind === 'open') void this.attach(this.position);
  }

  get state(): OutputState {
    return this.current;
  }

  /** The first byte of the terminal's output that the sink was not given; undefined before the first frame. */
  get offset(): number | undefined {
    return this.position;
  }

  /** The grid this client could show, told with the next attachment. */
  setView(view: GridSize): void {
    this.view = view;
  }

  /** Asks for a fresh screen, for a sink that has lost its own. */
  repaint(): void {
    if (this.current.kind !== 'live' && this.current.kind !== 'attaching') return;
    void this.attach(undefined);
  }

  /** Detaches. */
  dispose(): void {
    if (this.owned.isDisposed) return;
    this.turn += 1;
    this.owned.dispose();
    this.states.dispose();
    const { link, terminal } = this.options;
    if (link.state.kind !== 'open' || this.current.kind === 'ended' || this.current.kind === 'failed') return;
    // A line that goes down, or a terminal that is gone, ends the attachment as well.
    link.request('terminal.session.detach', { id: terminal }).catch(() => {});
  }

  private become(state: OutputState): void {
    if (state.kind === this.current.kind) return;
    this.current = state;
    this.states.fire(state);
  }

  private get isOver(): boolean {
    return this.owned.isDisposed || this.current.kind === 'ended' || this.current.kind === 'failed';
  }

  private onConnection(open: boolean): void {
    if (this.isOver) return;
    if (open) void this.attach(this.position);
    else this.pause();
  }

  private pause(): void {
    this.turn += 1;
    this.stream = undefined;
    this.attachment.value = undefined;
    this.retryTimer.value = undefined;
    this.become({ kind: 'waiting' });
  }

  private async attach(from: number | undefined): Promise<void> {
    const turn = ++this.turn;
    const { attachments, terminal } = this.options;
    this.attachment.value = undefined;
    this.retryTimer.value = undefined;
    this.stream = undefined;
    this.become({ kind: 'attaching' });
    const params = {
      id: terminal,
      ...(from === undefined ? {} : { from }),
      ...(this.view === undefined ? {} : { view: this.view }),
    };
    try {
      const attachment = await attachments.attach(params, (frame) => {
        if (turn === this.turn && !this.isOver) this.receive(frame);
      });
      if (turn !== this.turn || this.isOver) return attachment.dispose();
      this.attachment.value = attachment;
      this.failures = 0;
      this.become({ kind: 'live' });
    } catch (thrown) {
      if (turn === this.turn && !this.isOver) this.onRefused(thrown, from);
    }
  }

  private onRefused(thrown: unknown, from: number | undefined): void {
    this.become({ kind: 'waiting' });
    // The next open connection attaches again.
    if (thrown instanceof ConnectionLost) return;
    if (thrown instanceof ProtocolError && thrown.retry) {
      this.failures += 1;
      const delay = reconnectDelay(this.failures + 1, 1);
      this.retryTimer.value = this.options.clock.after(delay, () => void this.attach(from));
      return;
    }
    this.become({ kind: 'failed', error: thrown instanceof Error ? thrown : new Error(String(thrown)) });
  }

  private receive(frame: BinaryFrame): void {
    this.stream = frame.stream;
    switch (frame.kind) {
      case 'output':
        this.onOutput(frame);
        return;
      case 'screen':
        this.onScreen(frame);
        return;
      case 'size':
        this.options.sink.resize({ cols: frame.cols, rows: frame.rows });
        return;
      case 'end':
        this.onEnd(frame.offset);
        return;
      case 'ack':
        // Only clients send these.
        return;
    }
  }

  private onOutput(frame: OutputFrame): void {
    // Before a first screen only the very first byte can be shown.
    const seen = (this.position ?? 0) - frame.offset;
    if (seen < 0) void this.attach(this.position);
    if (seen < 0 || seen >= frame.bytes.length) return;
    const end = frame.offset + frame.bytes.length;
    this.position = end;
    this.options.sink.write(seen === 0 ? frame.bytes : frame.bytes.subarray(seen), () => this.onParsed(end));
  }

  private onScreen(frame: ScreenFrame): void {
    this.position = frame.offset;
    const size = { cols: frame.cols, rows: frame.rows };
    this.options.sink.screen(size, frame.bytes, () => this.onParsed(frame.offset));
  }

  private onEnd(offset: number): void {
    if (this.position !== undefined && offset > this.position) {
      void this.attach(this.position);
      return;
    }
    this.turn += 1;
    this.become({ kind: 'ended' });
    this.attachment.value = undefined;
    this.ackTimer.value = undefined;
    this.options.sink.end();
  }

  private onParsed(offset: number): void {
    this.parsed = offset;
    if (this.isOver || this.stream === undefined) return;
    if (Math.abs(this.parsed - this.acknowledged) >= LIMITS.acknowledgeEvery) this.acknowledge();
    else if (this.parsed === this.position)
      this.ackTimer.value ??= this.options.clock.after(ACK_IDLE_MS, () => this.acknowledge());
  }

  private acknowledge(): void {
    this.ackTimer.value = undefined;
    if (this.stream === undefined || this.parsed === this.acknowledged) return;
    this.acknowledged = this.parsed;
    this.options.link.sendBinary({ kind: 'ack', stream: this.stream, offset: this.parsed });
  }
}
