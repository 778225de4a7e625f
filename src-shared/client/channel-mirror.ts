import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import type { ChannelContract } from '../protocol/channel.ts';
import type { ProtocolError } from '../protocol/errors.ts';
import type { ChannelAction } from '../protocol/frames.ts';
import type { CoreResult } from '../protocol/request-table.ts';
import { ConnectionLost, type ConnectionState } from './connection-state.ts';
import type { HubLink } from './hub-client.ts';

type Subscription = CoreResult<'hub.channel.subscribe'>;
type NumberedAction = Pick<ChannelAction, 'seq' | 'action'>;

/**
 * How true a mirror is. `current`: what the hub has. `stale`: the last that was heard; it is being fetched, or the line
 * is down. `refused`: the hub does not give it.
 */
export type MirrorState =
  | { readonly kind: 'stale' }
  | { readonly kind: 'current' }
  | { readonly kind: 'refused'; readonly error: Error };

/**
 * A copy of one channel's state, kept up to date by its actions. It survives the connection: after a reconnect it says
 * how far it came and receives what it missed, or a snapshot.
 */
export class ChannelMirror<S, A> implements Disposable {
  private readonly link: HubLink;
  private readonly contract: ChannelContract<S, A>;
  private readonly changes = new Emitter<S>();
  private readonly conditions = new Emitter<MirrorState>();
  private readonly owned = new DisposableStore();
  /** Where we are: undefined before the first snapshot. */
  private cursor: { readonly log: string; readonly seq: number } | undefined;
  /** Actions that came while a subscription is under way; the answer says which of them are new. */
  private early: NumberedAction[] | undefined;
  /** Counts subscriptions, so that an answer to one that was overtaken is dropped. */
  private turn = 0;
  private value: S;
  private how: MirrorState = { kind: 'stale' };

  /** Fires with each new state of the channel. */
  readonly onChange: Event<S> = this.changes.event;
  /** Fires when the mirror becomes current, stale or refused. */
  readonly onCondition: Event<MirrorState> = this.conditions.event;

  constructor(link: HubLink, contract: ChannelContract<S, A>) {
    this.link = link;
    this.contract = contract;
    this.value = contract.empty;
    this.owned.add(link.onAction((action) => this.onAction(action)));
    this.owned.add(link.onState((state) => this.onConnection(state)));
    this.onConnection(link.state);
  }

  get state(): S {
    return this.value;
  }

  get condition(): MirrorState {
    return this.how;
  }

  /** Resolves once the mirror has been current; rejects when the hub refuses the channel. */
  ready(): Promise<S> {
    return new Promise((resolve, reject) => {
      const look = (how: MirrorState): boolean => {
        if (how.kind === 'current') resolve(this.value);
        else if (how.kind === 'refused') reject(how.error);
        return how.kind !== 'stale';
      };
      if (look(this.how)) return;
      const listening = this.onCondition((how) => {
        if (look(how)) listening.dispose();
      });
    });
  }

  dispose(): void {
    if (this.owned.isDisposed) return;
    this.owned.dispose();
    this.turn += 1;
    this.changes.dispose();
    this.conditions.dispose();
    if (this.link.state.kind !== 'open') return;
    // A line that goes down meanwhile ends the subscription too.
    this.link.request('hub.channel.unsubscribe', { channel: this.contract.name }).catch(() => {});
  }

  private become(how: MirrorState): void {
    if (how.kind === this.how.kind) return;
    this.how = how;
    this.conditions.fire(how);
  }

  private onConnection(state: ConnectionState): void {
    if (state.kind === 'open') void this.subscribe();
    else this.become({ kind: 'stale' });
  }

  private async subscribe(): Promise<void> {
    const turn = ++this.turn;
    this.early = [];
    this.become({ kind: 'stale' });
    const { cursor } = this;
    try {
      const answer = await this.link.request('hub.channel.subscribe', {
        channel: this.contract.name,
        ...(cursor === undefined ? {} : { cursor }),
      });
      if (turn === this.turn) this.begin(answer);
    } catch (thrown) {
      if (turn !== this.turn) return;
      this.early = undefined;
      // The next open connection subscribes again.
      if (thrown instanceof ConnectionLost) return;
      this.become({ kind: 'refused', error: thrown as ProtocolError });
    }
  }

  private begin(answer: Subscription): void {
    const early = this.early ?? [];
    this.early = undefined;
    if (answer.snapshot !== undefined) {
      this.cursor = { log: answer.log, seq: answer.seq };
      this.set(this.contract.state.parse(answer.snapshot));
    } else if (this.cursor?.log !== answer.log) {
      // Actions of a log we were never in cannot be applied to anything.
      this.startOver();
      return;
    }
    for (const each of [...(answer.actions ?? []), ...early]) if (!this.apply(each)) return;
    this.become({ kind: 'current' });
  }

  private onAction(action: ChannelAction): void {
    if (action.channel !== this.contract.name) return;
    if (this.early !== undefined) this.early.push(action);
    else if (this.how.kind === 'current') this.apply(action);
  }

  /** Takes the next action; false when it could not be and a new subscription is under way. */
  private apply(numbered: NumberedAction): boolean {
    const { cursor } = this;
    if (cursor === undefined) return true;
    // Already contained: what is broadcast twice is applied once.
    if (numbered.seq <= cursor.seq) return true;
    if (numbered.seq > cursor.seq + 1) {
      void this.subscribe();
      return false;
    }
    const action = this.contract.action.safeParse(numbered.action);
    if (!action.success) {
      this.startOver();
      return false;
    }
    this.cursor = { log: cursor.log, seq: numbered.seq };
    this.set(this.contract.reduce(this.value, action.data));
    return true;
  }

  /** Asks for a snapshot: it holds, in a form we know, what an action told in one we do not. */
  private startOver(): void {
    this.cursor = undefined;
    void this.subscribe();
  }

  private set(value: S): void {
    if (value === this.value) return;
    this.value = value;
    this.changes.fire(value);
  }
}
