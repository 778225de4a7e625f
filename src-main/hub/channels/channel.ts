import { Emitter } from '../../../src-shared/base/emitter.ts';
import { newId, type RandomBytes } from '../../../src-shared/base/ids.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { ChannelContract } from '../../../src-shared/protocol/channel.ts';
import { CHANNEL_ACTION } from '../../../src-shared/protocol/frames.ts';
import type { CoreParams, CoreResult } from '../../../src-shared/protocol/request-table.ts';
import type { Right } from '../../../src-shared/protocol/rights.ts';
import type { Caller } from '../caller.ts';
import type { ChannelLog, CurrentState } from '../store/event-log.ts';
import { restore } from './restore.ts';

type Cursor = NonNullable<CoreParams<'hub.channel.subscribe'>['cursor']>;
type Subscribed = CoreResult<'hub.channel.subscribe'>;

/** Actions that are remembered for clients that were away; one that missed more gets a snapshot, which is smaller. */
export const REMEMBERED = 500;

/** Where a channel's actions are kept beyond this process; `Events` of the store is one. */
export interface ChannelStore {
  channel(name: string, current: CurrentState): ChannelLog;
}

interface Numbered<A> {
  readonly seq: number;
  readonly action: A;
}

/**
 * One channel on the hub's side: the state, the one place where its actions get their numbers, and who hears of them.
 *
 * With a store, the state comes back at the next start exactly as the last action left it; its owner then says with
 * further actions what has changed meanwhile. Without one, it begins empty and its log is named anew.
 */
export class HubChannel<S extends object, A extends { readonly type: string }> {
  readonly name: string;
  readonly right: Right;
  private readonly contract: ChannelContract<S, A>;
  private readonly kept: ChannelLog | undefined;
  private readonly log: string;
  private readonly applied = new Emitter<void>();

  /** Fires after each action that changed something, for parts of the hub itself. */
  readonly onApplied = this.applied.event;

  private readonly subscribers = new Map<string, { readonly caller: Caller; end(): void }>();
  private recent: Numbered<A>[] = [];
  private current: S;
  private seq = 0;

  constructor(
    contract: ChannelContract<S, A>,
    parts: { readonly random: RandomBytes; readonly log: Log; readonly store?: ChannelStore },
  ) {
    this.contract = contract;
    this.name = contract.name;
    this.right = contract.right;
    this.current = contract.empty;
    this.kept = parts.store?.channel(contract.name, () => ({ seq: this.seq, text: JSON.stringify(this.current) }));
    this.log = this.kept?.log ?? newId('l', parts.random);
    if (this.kept === undefined) return;
    const restored = restore(contract, this.kept.stored);
    if (restored.fault !== undefined) {
      parts.log.warn('a channel starts empty', { channel: this.name, reason: restored.fault });
    }
    this.current = restored.state;
    this.seq = restored.seq;
    this.recent = restored.actions.slice(-REMEMBERED);
  }

  get state(): S {
    return this.current;
  }

  /** How many callers hear of this channel now. */
  get size(): number {
    return this.subscribers.size;
  }

  /** Takes an action into the state and tells everybody. One that changes nothing has not happened. */
  apply(action: A): void {
    const next = this.contract.reduce(this.current, action);
    if (next === this.current) return;
    this.current = next;
    this.seq += 1;
    this.remember({ seq: this.seq, action });
    if (this.kept !== undefined || this.subscribers.size > 0) {
      const text = JSON.stringify(action);
      this.kept?.append(this.seq, text);
      this.broadcast(text);
    }
    this.applied.fire();
  }

  /**
   * The caller hears every action from now on; the answer says what was before: the actions since `cursor` if all of
   * them are still here, else everything. Nothing can fall between the two, and what stands in both has one number.
   */
  subscribe(caller: Caller, cursor?: Cursor): Subscribed {
    this.unsubscribe(caller);
    const closing = caller.onClose(() => this.subscribers.delete(caller.id));
    this.subscribers.set(caller.id, { caller, end: () => closing.dispose() });
    const missed = cursor === undefined ? undefined : this.since(cursor);
    const answer =
      // States and actions are plain objects; their contracts say more than this result has to.
      missed === undefined
        ? { snapshot: this.current as Record<string, unknown> }
        : { actions: missed as unknown as NonNullable<Subscribed['actions']> };
    return { log: this.log, seq: this.seq, ...answer };
  }

  unsubscribe(caller: Caller): void {
    const subscriber = this.subscribers.get(caller.id);
    this.subscribers.delete(caller.id);
    subscriber?.end();
  }

  private since(cursor: Cursor): Numbered<A>[] | undefined {
    // A cursor ahead of us is not from this history, whatever its name says.
    if (cursor.log !== this.log || cursor.seq > this.seq) return undefined;
    const first = this.seq - this.recent.length;
    return cursor.seq < first ? undefined : this.recent.slice(cursor.seq - first);
  }

  private remember(action: Numbered<A>): void {
    this.recent.push(action);
    // In blocks, since taking one off the front moves all the others.
    if (this.recent.length >= 2 * REMEMBERED) this.recent = this.recent.slice(-REMEMBERED);
  }

  private broadcast(action: string): void {
    if (this.subscribers.size === 0) return;
    const channel = JSON.stringify(this.name);
    const frame = `{"jsonrpc":"2.0","method":"${CHANNEL_ACTION}","params":{"channel":${channel},"seq":${this.seq},"action":${action}}}`;
    for (const { caller } of this.subscribers.values()) {
      // A right may have been taken away since; what everybody may see need not be asked for.
      if (this.right === 'view' || caller.may(this.right)) caller.notifyText(frame);
    }
  }
}
