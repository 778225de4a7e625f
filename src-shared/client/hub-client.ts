import type { Clock } from '../base/clock.ts';
import { type Disposable, MutableDisposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import type { BinaryFrame } from '../protocol/codec.ts';
import type { ProtocolError } from '../protocol/errors.ts';
import type { ChannelAction, Welcome } from '../protocol/frames.ts';
import { type CoreMethod, type CoreParams, type CoreResult, requestTable } from '../protocol/request-table.ts';
import { type ClientDescription, Connection } from './connection.ts';
import { ConnectionLost, type ConnectionState, isFatal } from './connection-state.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Identity } from './identity.ts';
import { malformedAnswer } from './pending-requests.ts';
import { reconnectDelay } from './reconnect.ts';
import type { OpenTransport } from './transport.ts';

/** A try that has not led to a welcome within this many ms has failed. The hub's own deadline is the same. */
const GREETING_MS = 10_000;
/** A try that is under way for longer than this when the client is woken began on a network that is gone. */
const STALE_TRY_MS = 1_000;
/** A connection that breaks sooner counts as a failed try, so that a hub which welcomes and drops is not hammered. */
const STABLE_MS = 2_000;

export interface HubClientOptions {
  readonly open: OpenTransport;
  /** Asked on every try, so that a client that came by a link is the device it became from then on. */
  readonly identity: () => Identity | Promise<Identity>;
  readonly description: ClientDescription;
  readonly clock: Clock;
  /** In [0, 1), for the jitter of reconnecting. */
  readonly random: () => number;
  /** How long a line may take to show that it lives after a wake-up, ms; {@link PROBE_MS} unless it is said. */
  readonly probeMs?: number;
}

/** What the parts that live on a connection need of it; {@link HubClient} is one, and so are the doubles in tests. */
export interface HubLink {
  readonly state: ConnectionState;
  readonly onState: Event<ConnectionState>;
  readonly onAction: Event<ChannelAction>;
  readonly onBinary: Event<BinaryFrame>;
  request<M extends CoreMethod>(method: M, params: CoreParams<M>): Promise<CoreResult<M>>;
  sendBinary(frame: BinaryFrame): void;
}

/** A client's connection to its hub over all its lives: connects, greets, keeps watch, and comes back by itself. */
export class HubClient implements HubLink, Disposable {
  private readonly options: HubClientOptions;
  private readonly states = new Emitter<ConnectionState>();
  private readonly actions = new Emitter<ChannelAction>();
  private readonly binaries = new Emitter<BinaryFrame>();
  private readonly connection = new MutableDisposable<Connection>();
  private readonly heartbeat = new MutableDisposable<Heartbeat>();
  /** The next try, the deadline of the one under way, or the time from which an open connection counts as stable. */
  private readonly timer = new MutableDisposable<Disposable>();
  private current: ConnectionState = { kind: 'closed' };
  private attempt = 0;
  /** Monotonic ms at which the try under way began. */
  private triedAt = 0;
  private heardAt: number | null = null;
  private viewed: string | null = null;
  private disposed = false;

  /** Fires with each new state, after `state` has it. */
  readonly onState: Event<ConnectionState> = this.states.event;
  /** Actions of every subscribed channel. */
  readonly onAction: Event<ChannelAction> = this.actions.event;
  /** Terminal frames of every attachment. */
  readonly onBinary: Event<BinaryFrame> = this.binaries.event;

  constructor(options: HubClientOptions) {
    this.options = options;
  }

  get state(): ConnectionState {
    return this.current;
  }

  /** Monotonic ms of the last frame from the hub, null when there was none. */
  get lastHeard(): number | null {
    return this.heardAt;
  }

  /** Begins to connect, and from then on keeps connected until disposed. Also begins anew after a refusal. */
  connect(): void {
    if (this.disposed || (this.current.kind !== 'closed' && this.current.kind !== 'refused')) return;
    this.attempt = 0;
    this.tryNow();
  }

  /** Resolves with the first welcome; rejects when the hub refuses or the client is disposed. */
  opened(): Promise<Welcome> {
    this.connect();
    return new Promise((resolve, reject) => {
      const look = (state: ConnectionState): boolean => {
        if (state.kind === 'open') resolve(state.welcome);
        else if (state.kind === 'refused') reject(state.error);
        else if (state.kind === 'closed') reject(new ConnectionLost('hello', false));
        else return false;
        return true;
      };
      if (look(this.current)) return;
      const listening = this.onState((state) => {
        if (look(state)) listening.dispose();
      });
    });
  }

  /**
   * Something happened that makes a try worthwhile now: the lid was opened, the network is back, the tab is visible. A
   * waiting client tries at once, one whose try hangs begins it anew; an open one asks for a sign of life and expects it
   * within `probeMs`.
   */
  wake(): void {
    const hangs = this.current.kind === 'connecting' && this.options.clock.monotonic() - this.triedAt >= STALE_TRY_MS;
    if (this.current.kind === 'waiting' || hangs) {
      this.attempt = 0;
      this.tryNow();
    } else if (this.current.kind === 'open') {
      this.heartbeat.value?.probe();
    }
  }

  /** Says which terminal the user looks at, with the next heartbeat and at once. */
  setViewing(terminal: string | null): void {
    if (terminal === this.viewed) return;
    this.viewed = terminal;
    if (this.current.kind === 'open') this.beat();
  }

  /**
   * Asks the hub. Rejects with a {@link ProtocolError} when it refuses, with {@link ConnectionLost} when the line is or
   * goes down; the caller knows whether asking again is safe.
   */
  async request<M extends CoreMethod>(method: M, params: CoreParams<M>): Promise<CoreResult<M>> {
    const connection = this.connection.value;
    if (this.current.kind !== 'open' || connection === undefined) throw new ConnectionLost(method, false);
    const result = requestTable[method].result.safeParse(await connection.request(method, params));
    if (!result.success) throw malformedAnswer(method);
    // The entry's own schema has just made it so; the compiler cannot follow an index by a type parameter.
    return result.data as CoreResult<M>;
  }

  sendBinary(frame: BinaryFrame): void {
    this.connection.value?.sendBinary(frame);
  }

  /** Closes for good. */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.letGo();
    this.timer.dispose();
    this.become({ kind: 'closed' });
    for (const emitter of [this.states, this.actions, this.binaries]) emitter.dispose();
  }

  private become(state: ConnectionState): void {
    this.current = state;
    this.states.fire(state);
  }

  private letGo(): void {
    this.heartbeat.value = undefined;
    this.connection.value = undefined;
  }

  private tryNow(): void {
    this.attempt += 1;
    this.triedAt = this.options.clock.monotonic();
    const { open, identity, description, clock } = this.options;
    this.timer.value = clock.after(GREETING_MS, () => this.connection.value?.drop());
    this.become({ kind: 'connecting', attempt: this.attempt, lastHeard: this.heardAt });
    this.connection.value = new Connection(open, identity, description, {
      heard: () => this.heard(),
      opened: (welcome) => this.onOpened(welcome),
      action: (action) => this.actions.fire(action),
      binary: (frame) => this.binaries.fire(frame),
      ended: (error, reason) => this.onEnded(error, reason),
    });
  }

  private heard(): void {
    this.heardAt = this.options.clock.monotonic();
    this.heartbeat.value?.heard();
  }

  private onOpened(welcome: Welcome): void {
    this.timer.value = this.options.clock.after(STABLE_MS, () => {
      this.attempt = 0;
    });
    this.heartbeat.value = new Heartbeat(
      this.options.clock,
      () => this.beat(),
      () => this.connection.value?.drop(),
      this.options.probeMs,
    );
    this.become({ kind: 'open', welcome });
  }

  private onEnded(error: ProtocolError | undefined, said: string): void {
    this.letGo();
    if (error !== undefined && isFatal(error)) {
      this.timer.value = undefined;
      this.become({ kind: 'refused', error, lastHeard: this.heardAt });
      return;
    }
    const { clock, random } = this.options;
    const attempt = this.attempt + 1;
    const delay = reconnectDelay(attempt, random());
    this.timer.value = clock.after(delay, () => this.tryNow());
    const reason = error?.message ?? (said || 'The connection to the hub was lost.');
    this.become({ kind: 'waiting', attempt, until: clock.monotonic() + delay, lastHeard: this.heardAt, reason });
  }

  private beat(): void {
    // A heartbeat that fails says nothing new: a refusal is a sign of life, and silence is what Heartbeat watches for.
    this.request('presence.heartbeat', { viewing: this.viewed }).catch(() => {});
  }
}
